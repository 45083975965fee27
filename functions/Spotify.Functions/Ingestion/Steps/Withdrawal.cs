using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>
/// Withdraws releases: all rights end now, in the one step in which a release is published, so that playback refuses everywhere as soon as caches have seen it. The release itself stays,
/// with its ids and counts, and a later message may bring it back.
/// </summary>
public sealed class Withdrawal
{
    private readonly DeliveryStore _store;
    private readonly ICatalog _catalog;
    private readonly TimeProvider _time;

    internal Withdrawal(DeliveryStore store, ICatalog catalog, TimeProvider time) => (_store, _catalog, _time) = (store, catalog, time);

    /// <summary>Does what a run's message asks for. Safe to repeat. What is not there, not yet or not any more, is no fault: it is noted, so that an older message does not bring it back.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<PublishResult> WithdrawAsync(IngestInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await _store.FindMessageAsync(input, cancellationToken) is not { Message.Purge: { } purge })
            throw new InvalidOperationException($"{input.Batch} has no message that withdraws anything");
        var order = MessageOrder.Of(purge.Header)!;
        var known = purge is { Icpn: null, Grid: { } grid } ? await _store.FindReleaseAsync(input.Label, grid, cancellationToken) : null;
        return purge.Key is { Length: > 0 } key
            ? await WithdrawReleaseAsync(input, known?.Key ?? key, order, cancellationToken)
            : await WithdrawRecordingsAsync(input, purge, order, cancellationToken);
    }

    /// <summary>Ends the rights of an album's tracks.</summary>
    /// <param name="run">The run that does it.</param>
    /// <param name="albumId">The album.</param>
    /// <param name="tracks">Which tracks; null for all.</param>
    /// <param name="order">The message that says so.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The release version that says so now; null where a newer message holds, or there is no such album.</returns>
    internal async Task<string?> EndAsync(IngestInput run, string albumId, IReadOnlySet<string>? tracks, MessageOrder order, CancellationToken cancellationToken)
    {
        if (await _catalog.FindAlbumAsync(albumId, cancellationToken) is not { } album)
            return null;
        var now = _time.GetUtcNow();
        var version = SpotifyId.Derive("release-version", run.Label, run.Run, order.Key, albumId, "withdrawn");
        var ended = new List<Track>(album.Tracks.Count);
        foreach (var place in album.Tracks)
        {
            var track = (await _catalog.FindTrackAsync(place.Id, cancellationToken))?.Track ?? throw new TransientException($"Album {albumId} is being published anew");
            ended.Add(track with { ReleaseVersion = version, Rights = tracks is null || tracks.Contains(track.Id) ? EndedRights.Of(track.Rights, now) : track.Rights });
        }

        var outcome = await _catalog.PublishAsync(album with { ReleaseVersion = version, Edition = order.Key }, ended, cancellationToken);
        return outcome is PublishOutcome.Published or PublishOutcome.AlreadyPublished ? version : null;
    }

    private async Task<PublishResult> WithdrawReleaseAsync(IngestInput input, string key, MessageOrder order, CancellationToken cancellationToken)
    {
        var albumId = SpotifyId.Derive("album", key);
        var album = await _catalog.FindAlbumAsync(albumId, cancellationToken);
        if (album is not null && album.LabelId != input.Label)
            return new PublishResult(false, [new Reason(ReasonCode.IsrcConflict, $"{key} belongs to a release of another label")]);
        // Noted first: from now on no older message is published.
        var standing = await _store.ChangeReleaseAsync(
            input.Label,
            key,
            known => known?.Message is { } other && other.IsAfter(order) ? null : new ReleaseDocument
            {
                Batch = input.Batch,
                ContentHash = "",
                ReleaseVersion = known?.ReleaseVersion ?? "",
                IsComplete = true,
                Message = order,
                IsWithdrawn = true,
            },
            cancellationToken);
        if (standing.Message!.IsAfter(order))
            return new PublishResult(true, []) { Note = standing.Message.Note };
        var version = await EndAsync(input, albumId, null, order, cancellationToken);
        return new PublishResult(true, []) { Note = version is null ? "nothing of this release is published; an older message will not publish it any more" : null };
    }

    private async Task<PublishResult> WithdrawRecordingsAsync(IngestInput input, PurgeRelease purge, MessageOrder order, CancellationToken cancellationToken)
    {
        var found = new List<Track>();
        foreach (var isrc in purge.Isrcs)
        {
            if (await _catalog.FindRecordingAsync(isrc, cancellationToken) is not { } owner)
                continue;
            if (owner.LabelId != input.Label)
                return new PublishResult(false, [new Reason(ReasonCode.IsrcConflict, $"the ISRC {isrc} belongs to a recording of another label")]);
            if (await _catalog.FindTrackAsync(owner.TrackId, cancellationToken) is { } published)
                found.Add(published.Track);
        }

        foreach (var tracks in found.GroupBy(track => track.AlbumId, StringComparer.Ordinal))
            await EndAsync(input, tracks.Key, tracks.Select(track => track.Id).ToHashSet(StringComparer.Ordinal), order, cancellationToken);
        return new PublishResult(true, []) { Note = found.Count == 0 ? "none of these recordings is published; nothing changes" : null };
    }
}
