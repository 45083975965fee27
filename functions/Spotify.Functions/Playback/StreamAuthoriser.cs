using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Playback;

/// <summary>
/// Says whether a listener may play a track, in which rendition, and where it is. Needs the catalogue and a key to sign with, nothing else: whatever else is
/// down, music plays.
/// </summary>
public sealed class StreamAuthoriser(ICatalog catalog, PlaybackUrlSigner signer, SpotifyMetrics metrics, TimeProvider time)
{
    private const int PrefetchCount = 2;

    // How far ahead a playable track is looked for: an album of which nothing may be played must not cost hundreds of reads.
    private const int PrefetchReach = 20;

    private static readonly TimeSpan LongestLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Decides.</summary>
    /// <param name="caller">Who wants to play.</param>
    /// <param name="trackId">The track; an id of the right form.</param>
    /// <param name="parameters">What the client asked for.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <param name="address">Where the caller is, for addresses that are bound to that; null where it cannot be told.</param>
    /// <exception cref="TransientException">The catalogue cannot be read and does not remember the track, or there is no key to sign with.</exception>
    public async ValueTask<StreamDecision> AuthoriseAsync(Caller caller, string trackId, StreamParameters parameters, CancellationToken cancellationToken, string? address = null)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(parameters);
        if (await catalog.FindTrackAsync(trackId, cancellationToken) is not { Track: { } track, Album: { } album } published)
            return NoTrack;
        var now = time.GetUtcNow();
        if (FindRefusal(track, caller, now) is { } refusal)
            return refusal;

        var request = signer.Lower(new RungRequest(caller.Tier, parameters.Quality, parameters.Format, parameters.Network));
        if (published.Choices.Find(track, request) is not { } choice)
            return Refusals.NoRendition(track, caller.Tier);
        var url = await signer.SignAsync(choice, caller, address, cancellationToken);
        var prefetch = parameters.ContextAlbum is null ? [] : await PrefetchAsync(caller, address, trackId, parameters, request, now, cancellationToken);
        metrics.StreamGiven(WireNames.Of(caller.Tier));
        return StreamDecision.Allow(Describe(track, album, choice.Rendition, url, prefetch), LifetimeOf(track, now));
    }

    /// <summary>What is said of a track that nobody published.</summary>
    internal static StreamDecision NoTrack { get; } = StreamDecision.Refuse(ErrorReason.NotFound, "There is no such track.");

    /// <summary>Why a listener may not play a track, whatever the rendition; null where he may.</summary>
    internal static StreamDecision? FindRefusal(Track track, Caller caller, DateTimeOffset now)
    {
        var permission = Rights.Decide(track.Rights, caller.Country, caller.Tier, RightsUse.Stream, now);
        if (permission != RightsDecision.Allowed)
            return Refusals.For(permission, track, caller, now);
        return track.Explicit && caller.FiltersExplicit ? Refusals.Filtered : null;
    }

    /// <summary>How long an answer of now is sure to hold, at most five minutes.</summary>
    internal static TimeSpan LifetimeOf(Track track, DateTimeOffset now) =>
        Rights.ChangesAt(track.Rights, now) is { } change && change - now < LongestLifetime ? change - now : LongestLifetime;

    private static StreamAnswer Describe(Track track, Album album, Rendition rendition, MediaUrl url, IReadOnlyList<PrefetchUrl> prefetch) => new()
    {
        Track = track.Id,
        Url = url.Url,
        ExpiresAt = url.ExpiresAt,
        Quality = WireNames.Of(rendition.Quality),
        Format = WireNames.Of(rendition.Format),
        BitrateKbps = rendition.BitrateKbps,
        DurationMs = rendition.DurationMs,
        SampleRate = rendition.SampleRate,
        EncoderDelay = rendition.EncoderDelay,
        Padding = rendition.Padding,
        GainDb = LoudnessGain.Decibels(track.Audio.IntegratedLufs, track.Audio.TruePeakDbtp),
        AlbumGainDb = LoudnessGain.Decibels(album.IntegratedLufs, album.TruePeakDbtp),
        PeakDbtp = track.Audio.TruePeakDbtp,
        Prefetch = prefetch,
    };

    private async ValueTask<IReadOnlyList<PrefetchUrl>> PrefetchAsync(
        Caller caller, string? address, string trackId, StreamParameters parameters, RungRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            if (await catalog.FindAlbumAsync(parameters.ContextAlbum!, cancellationToken) is not { } album)
                return [];
            List<PrefetchUrl>? found = null;
            var first = PlaceOf(album, trackId, parameters.Offset) + 1;
            for (var i = first; i < Math.Min(album.Tracks.Count, first + PrefetchReach) && (found is null || found.Count < PrefetchCount); i++)
            {
                if (await SignIfPlayableAsync(album.Tracks[i].Id, caller, address, request, now, cancellationToken) is { } next)
                    (found ??= new(PrefetchCount)).Add(next);
            }

            return found is null ? [] : found;
        }
        catch (TransientException)
        {
            // The track itself plays; looking ahead is a courtesy.
            return [];
        }
    }

    private async ValueTask<PrefetchUrl?> SignIfPlayableAsync(
        string trackId, Caller caller, string? address, RungRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await catalog.FindTrackAsync(trackId, cancellationToken) is not { Track: { } track } published
            || FindRefusal(track, caller, now) is not null
            || published.Choices.Find(track, request) is not { } choice)
            return null;
        var url = await signer.SignAsync(choice, caller, address, cancellationToken);
        return new PrefetchUrl(trackId, url.Url, url.ExpiresAt);
    }

    /// <summary>Where the track is in the album; past its end where it is not in it.</summary>
    private static int PlaceOf(Album album, string trackId, int? offset)
    {
        if (offset is { } place)
            return Math.Min(place, album.Tracks.Count);
        for (var i = 0; i < album.Tracks.Count; i++)
        {
            if (album.Tracks[i].Id == trackId)
                return i;
        }

        return album.Tracks.Count;
    }
}
