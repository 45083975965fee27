using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Identity;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Identity;

/// <summary>Says what a recording is: of all tracks that are published, and that the caller's market may hear, the one that it is a part of.</summary>
public sealed class Identification
{
    private const int MaxJson = 64 * 1024;
    private const int MostItems = 4096;

    private readonly SoundSearch _search;
    private readonly SoundStore _sounds;
    private readonly Excerpts _excerpts;
    private readonly ICatalog _catalog;
    private readonly CatalogPresenter _presenter;
    private readonly TimeProvider _time;

    internal Identification(SoundSearch search, SoundStore sounds, Excerpts excerpts, ICatalog catalog, CatalogPresenter presenter, TimeProvider time) =>
        (_search, _sounds, _excerpts, _catalog, _presenter, _time) = (search, sounds, excerpts, catalog, presenter, time);

    /// <summary>Answers a request whose body is a recording (content type <c>audio/*</c>) or a fingerprint (JSON).</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!CatalogView.TryRead(request, out var view, out var refusal))
            return refusal;
        var read = request.ContentType is { } type && type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            ? await _excerpts.ReadAsync(request, cancellationToken)
            : await ReadFingerprintAsync(request, cancellationToken);
        if (read.IsRefused)
            return read.Error;
        if (read.Value.Items.Length < FingerprintMatcher.AlignedAtLeast)
        {
            return ApiErrors.InvalidRequest(string.Create(
                CultureInfo.InvariantCulture,
                $"TOO_SHORT: {FingerprintMatcher.AlignedAtLeast} items of a fingerprint are needed, some 13 seconds of sound; there are {read.Value.Items.Length}."));
        }

        return ApiResults.Json(await FindAsync(read.Value, view, cancellationToken));
    }

    private static async Task<BodyResult<Fingerprint>> ReadFingerprintAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadJsonAsync<IdentifyBody>(request, MaxJson, cancellationToken);
        if (body.IsRefused)
            return new(null, body.Error);
        if (body.Value.DurationMs < 0)
            return new(null, ApiErrors.InvalidRequest("duration_ms: no recording is shorter than nothing."));
        if (!ChromaprintCodec.TryDecode(body.Value.Fingerprint, out var fingerprint))
            return new(null, ApiErrors.InvalidRequest("fingerprint: this is no compressed Chromaprint fingerprint as fpcalc writes it."));
        if (fingerprint.Algorithm != Fingerprint.UsualAlgorithm)
            return new(null, ApiErrors.InvalidRequest("fingerprint: of Chromaprint's algorithms only the usual one (fpcalc -algorithm 2, number 1 in the fingerprint) is known here."));
        return fingerprint.Items.Length > MostItems
            ? new(null, ApiErrors.TooLarge(string.Create(CultureInfo.InvariantCulture, $"fingerprint: at most {MostItems} items, eight minutes; send a part of it.")))
            : new(fingerprint, null);
    }

    private async Task<IdentifyAnswer> FindAsync(Fingerprint fingerprint, CatalogView view, CancellationToken cancellationToken)
    {
        foreach (var found in await _search.FindExcerptAsync(fingerprint, cancellationToken))
        {
            foreach (var entry in await _sounds.ListTracksAsync(found.Sound.Sha256, cancellationToken))
            {
                if (await _catalog.FindTrackAsync(entry.TrackId, cancellationToken) is not { Track: var track } published
                    || track.Audio.SourceSha256 != entry.Sha256 || !MayBeSeen(track, view))
                    continue;
                var offset = (long)Math.Round(found.Match.Offset * Fingerprint.ItemMilliseconds);
                return new IdentifyAnswer(await _presenter.TrackAsync(published, view, cancellationToken), offset, Math.Round(found.Match.Score, 4));
            }
        }

        return IdentifyAnswer.Nothing;
    }

    // A listener on another plan may know what it is; whoever comes from nowhere may where anybody may hear it.
    private bool MayBeSeen(Track track, CatalogView view)
    {
        var now = _time.GetUtcNow();
        return view.Market is { } market
            ? Rights.Decide(track.Rights, market, view.Caller.IsApp ? Tier.Premium : view.Caller.Tier, RightsUse.Stream, now) is RightsDecision.Allowed or RightsDecision.TierRestricted
            : Availability.Of(track.Rights, now).Count > 0;
    }
}
