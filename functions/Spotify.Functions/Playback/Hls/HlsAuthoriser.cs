using Microsoft.AspNetCore.Http;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback.Hls;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Subscriptions.Countries;

namespace Spotify.Functions.Playback.Hls;

/// <summary>Says whether a listener may have a track's playlists, by the very rules of <see cref="StreamAuthoriser"/>, and writes them.</summary>
public sealed class HlsAuthoriser
{
    private const string Master = "master";

    private readonly ICatalog _catalog;
    private readonly PlaybackUrlSigner _signer;
    private readonly HlsTokens _tokens;
    private readonly HlsIndexes _indexes;
    private readonly SpotifyMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly CountryGate? _gate;

    private readonly AddressBinding? _binding;

    internal HlsAuthoriser(
        ICatalog catalog, PlaybackUrlSigner signer, HlsTokens tokens, HlsIndexes indexes, SpotifyMetrics metrics, TimeProvider time, CountryGate? gate, AddressBinding? binding = null) =>
        (_catalog, _signer, _tokens, _indexes, _metrics, _time, _gate, _binding) = (catalog, signer, tokens, indexes, metrics, time, gate, binding);

    /// <summary>Where the master playlist is, with a token in its address.</summary>
    /// <param name="request">The request.</param>
    /// <param name="trackId">The track.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">The catalogue cannot be read and does not remember the track.</exception>
    public async Task<IResult> AddressAsync(HttpRequest request, string trackId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var granted = await GrantAsync(request, trackId, cancellationToken);
        if (granted.Refusal is not null)
            return granted.Refusal;
        var token = _tokens.Continue(request, request.HttpContext.GetCaller(), trackId, LengthOf(granted.Track));
        var url = $"{PageLinks.RootOf(request)}/v1/tracks/{trackId}/hls/{Master}.m3u8?{IAddressTokens.Parameter}={token.Text}";
        return ApiResults.Json(new HlsAddress(url, token.ExpiresAt.UtcDateTime));
    }

    /// <summary>The master playlist: the rungs that the listener's tier may have.</summary>
    /// <param name="request">The request.</param>
    /// <param name="trackId">The track.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">The catalogue cannot be read and does not remember the track.</exception>
    public async Task<IResult> MasterAsync(HttpRequest request, string trackId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var granted = await GrantAsync(request, trackId, cancellationToken);
        if (granted.Refusal is not null)
            return granted.Refusal;
        var caller = request.HttpContext.GetCaller();
        var token = _tokens.Continue(request, caller, trackId, LengthOf(granted.Track));
        _metrics.StreamGiven(WireNames.Of(caller.Tier));
        var playlist = MasterPlaylist.Write(Lower(granted.Rungs), rung => $"{WireNames.Of(rung.Quality)}.m3u8?{IAddressTokens.Parameter}={token.Text}");
        return new PlaylistAnswer(playlist, TimeSpan.Zero);
    }

    /// <summary>A rung's media playlist.</summary>
    /// <param name="request">The request.</param>
    /// <param name="trackId">The track.</param>
    /// <param name="rungName">The rung, as <see cref="WireNames"/> writes it.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">The catalogue or the storage is in trouble, or there is no key to sign with.</exception>
    public async Task<IResult> MediaAsync(HttpRequest request, string trackId, string rungName, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        // A host may prefer this route to the one whose last part is all letters.
        if (rungName == Master)
            return await MasterAsync(request, trackId, cancellationToken);
        var granted = await GrantAsync(request, trackId, cancellationToken);
        if (granted.Refusal is not null)
            return granted.Refusal;
        var hls = granted.Track.Audio.Hls!;
        if (hls.Rungs.FirstOrDefault(one => WireNames.Of(one.Quality) == rungName) is not { } rung)
            return ApiErrors.NotFound("This track has no such rung: its master playlist lists them.");
        if (!granted.Rungs.Contains(rung))
            return ApiErrors.Forbidden(ErrorReason.TierRestricted, $"The plan '{WireNames.Of(request.HttpContext.GetCaller().Tier)}' does not include this quality. The master playlist lists those that it does.");
        if (await _indexes.FindAsync(hls.IndexBlob, cancellationToken) is not { } index || index.Find(rung.Quality) is not { } cuts)
            return NoStreams();
        var url = await _signer.SignAsync(rung.Blob, request.HttpContext.GetCaller(), _binding?.Of(request), cancellationToken);
        return new PlaylistAnswer(MediaPlaylist.Write(index, cuts, url.Url), StreamAuthoriser.LifetimeOf(granted.Track, _time.GetUtcNow()));
    }

    private static TimeSpan LengthOf(Track track) => TimeSpan.FromMilliseconds(track.Audio.DurationMs);

    private static IResult NoStreams() => ApiErrors.NotFound("This track has no adaptive streams: play it by its route /stream.");

    private async ValueTask<Granted> GrantAsync(HttpRequest request, string trackId, CancellationToken cancellationToken)
    {
        if (!SpotifyId.IsValid(trackId))
            return Granted.Refuse(ApiErrors.InvalidRequest("A track's id is 22 characters of base62."));
        var caller = request.HttpContext.GetCaller();
        if (_gate?.FindRefusal(request, caller) is { } refusal)
            return Granted.Refuse(refusal);
        if (await _catalog.FindTrackAsync(trackId, cancellationToken) is not { Track: { } track })
            return Granted.Refuse(StreamAuthoriser.NoTrack.ToResult());
        if (StreamAuthoriser.FindRefusal(track, caller, _time.GetUtcNow()) is { } notPermitted)
            return Granted.Refuse(notPermitted.ToResult());
        if (track.Audio.Hls is not { } hls)
            return Granted.Refuse(NoStreams());
        var rungs = MasterPlaylist.RungsFor(hls, caller.Tier);
        return rungs.Count == 0 ? Granted.Refuse(Refusals.NoRendition(track, caller.Tier).ToResult()) : new Granted(track, rungs, null);
    }

    // A player that read its playlist before the edge went may finish its track on the rung it is on.
    private IReadOnlyList<HlsRung> Lower(IReadOnlyList<HlsRung> rungs)
    {
        if (_signer.Ceiling is not { } ceiling)
            return rungs;
        List<HlsRung> lower = [.. rungs.Where(rung => rung.Quality <= ceiling)];
        return lower.Count > 0 ? lower : [.. rungs.OrderBy(rung => rung.Quality).Take(1)];
    }

    private readonly record struct Granted(Track Track, IReadOnlyList<HlsRung> Rungs, IResult? Refusal)
    {
        public static Granted Refuse(IResult refusal) => new(null!, [], refusal);
    }
}
