using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Playback.Edge;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback.Edge;

/// <summary>
/// The check of bound addresses where no edge can make it: Front Door's rules compare and rewrite, and compute no HMAC. A good request is led on to the shared address, which the edge has in
/// its caches; no audio passes through here.
/// </summary>
public sealed class AudioFetches
{
    private readonly EdgeTokens? _tokens;
    private readonly MediaUrls _urls;
    private readonly EdgeOptions _options;
    private readonly IClientAddress _addresses;
    private readonly ITokenValidator _validator;
    private readonly IAccountChanges? _changes;

    internal AudioFetches(EdgeTokens? tokens, MediaUrls urls, IOptions<EdgeOptions> options, IClientAddress addresses, ITokenValidator validator, IAccountChanges? changes) =>
        (_tokens, _urls, _options, _addresses, _validator, _changes) = (tokens, urls, options.Value, addresses, validator, changes);

    /// <summary>Leads a request on, or refuses it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="blob">The blob that its path names.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">There is no key to sign with.</exception>
    public async Task<IResult> FetchAsync(HttpRequest request, string blob, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (_tokens is null)
            return ApiErrors.NotFound("Addresses of audio are not of this form here.");
        var carried = BearerToken.In(request.Headers.Authorization);
        Caller? caller = null;
        if (!carried.IsEmpty && (caller = await CallerOfAsync(carried.ToString(), cancellationToken)) is null)
            return ApiErrors.Unauthorized(ErrorReason.TokenInvalid, "The access token is not good: send a good one, or none where the address alone is enough.");
        if (caller is null && _options.DemandSession)
            return ApiErrors.Unauthorized(ErrorReason.TokenMissing, "This address is good together with the access token that it was asked for with: send the header Authorization: Bearer <token>.");
        var token = request.Query[EdgeTokens.Parameter];
        var verdict = _tokens.Verify(blob, token.Count == 1 ? token[0] : null, ClientAddress.KeyOf(_addresses.Of(request)), caller);
        if (!verdict.IsAllowed)
            return ApiErrors.Unauthorized(ErrorReason.TokenInvalid, verdict.Decision == EdgeDecision.Expired
                ? "This address has ended: ask for the track's stream again."
                : "This address was not given to this caller, or was changed: ask for the track's stream.");
        var url = await _urls.SignAudioAsync(blob, cancellationToken);
        return new LedOn(url.Url);
    }

    private async Task<Caller?> CallerOfAsync(string token, CancellationToken cancellationToken)
    {
        var result = await _validator.ValidateAsync(token, cancellationToken);
        var caller = result.IsGood ? result.Caller : null;
        return caller is not null && _changes?.TryApply(caller, out caller) == false ? null : caller;
    }

    /// <summary>307, which keeps method and range. Not kept by anybody: the next range is checked anew.</summary>
    private sealed class LedOn(string url) : IResult, IStatusCodeHttpResult
    {
        public int? StatusCode => StatusCodes.Status307TemporaryRedirect;

        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            response.Headers.Location = url;
            response.Headers.CacheControl = "private, no-store";
            response.Headers["Referrer-Policy"] = "no-referrer";
            return Task.CompletedTask;
        }
    }
}
