using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Takes tokens that addresses of ours carry, for programs that can send no header. Such a token is never an access token: it opens little, and not for long.</summary>
internal interface IAddressTokens
{
    /// <summary>The query parameter that holds the token.</summary>
    const string Parameter = "token";

    /// <summary>Who asks, by the token in the request's address.</summary>
    /// <param name="request">The request.</param>
    /// <returns>The caller, or null where the token has ended or is not for this address.</returns>
    Caller? Find(HttpRequest request);
}
