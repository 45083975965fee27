using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Accounts;

/// <summary>Whether accounts are kept here at all: where <c>Auth__Authority</c> names an outside authority, that one signs people in.</summary>
public sealed class OwnAuthority(IOptions<AuthOptions> auth, IOptions<IssuerOptions> issuer)
{
    /// <summary>Whether tokens are issued here.</summary>
    public bool IsHere => string.IsNullOrEmpty(auth.Value.Authority);

    /// <summary>The address under which listeners and apps reach this service; claim <c>iss</c> of its tokens.</summary>
    public string Issuer => issuer.Value.Issuer;

    /// <summary>Whether the service is reached without encryption, on the machine itself alone.</summary>
    public bool IsLoopback => issuer.Value.IsLoopback;

    /// <summary>What a route of ours answers where accounts are kept elsewhere.</summary>
    public static IResult Elsewhere() => ApiErrors.NotFound("Accounts are kept by another authority: see its own pages.");
}
