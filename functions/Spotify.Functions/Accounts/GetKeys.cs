using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /.well-known/jwks.json</c>: the public keys that our tokens are signed with.</summary>
public sealed class GetKeys(SigningKeys keys, OwnAuthority authority)
{
    /// <summary>Answers with the keys that sign, will sign, or have signed what still lives.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetKeys))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Tokens", "Get the keys that tokens are signed with")]
    [Answers(StatusCodes.Status200OK, typeof(PublishedKeySet))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = ".well-known/jwks.json")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        var published = PublishedKeySet.Of(await keys.PublishedAsync(cancellationToken));
        // A key is published a day before it signs: an hour in a cache is no harm. None yet means that the first is about to be made.
        request.HttpContext.Response.Headers.CacheControl = published.Keys.Count == 0 ? "no-store" : "public, max-age=3600";
        return ApiResults.Json(published);
    }
}
