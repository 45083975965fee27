using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Functions.Catalog;
using Spotify.Functions.Identity;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Puts a release together from what was stored of its tracks and gives it to the catalogue.</summary>
public sealed class Publication
{
    private readonly DeliveryStore _store;
    private readonly Withdrawal _withdrawal;
    private readonly AudioLibrary _library;
    private readonly ICatalog _catalog;
    private readonly TimeProvider _time;
    private readonly IAudioIdentity? _identity;

    internal Publication(DeliveryStore store, Withdrawal withdrawal, AudioLibrary library, ICatalog catalog, TimeProvider time, IAudioIdentity? identity) =>
        (_store, _withdrawal, _library, _catalog, _time, _identity) = (store, withdrawal, library, catalog, time, identity);

    /// <summary>Publishes. Safe to repeat: the same run makes the same version.</summary>
    /// <param name="input">What is to be published.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task<PublishResult> PublishAsync(PublishInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var run = input.Delivery;
        var (result, _) = await _store.FindManifestAsync(run, cancellationToken) ?? throw new InvalidOperationException($"{run.Batch} has no manifest");
        var order = MessageOrder.Of(result.Manifest!.Message);
        var key = result.Manifest.Release.Key;
        if (order is not null && await _store.FindReleaseAsync(run.Label, key, cancellationToken) is { Message: { } standing } && standing.IsAfter(order))
            return Overtaken(standing);

        var manifest = await EndRightsAsync(result.Manifest, cancellationToken);
        var plan = DeliveryPlan.Create(manifest);
        var wanted = input.Tracks.ToHashSet();
        var made = (await _store.ListTracksAsync(run.Label, run.Batch, run.Run, cancellationToken)).Where(track => wanted.Contains(track.Index)).ToList();
        var kept = await KeepAsync(run.Label, plan, wanted, cancellationToken);
        var measured = made.ConvertAll(track => new MeasuredTrack(track.Index, track.Audio!, track.Blocks!)).Concat(kept).ToList();
        var earlier = await _catalog.FindAlbumAsync(plan.AlbumId, cancellationToken);
        // A cover that is not delivered again, or cannot be used, leaves the release the one that it has.
        var cover = input.CoverBlob ?? (manifest.Release.Cover is null ? null : earlier?.CoverBlob);
        var release = AssembledRelease.Create(
            run.Label, order is null ? run.Batch : $"{run.Batch} {order.Key}", manifest, plan, measured, cover, earlier?.PublishedAt ?? _time.GetUtcNow());
        switch (await _catalog.PublishAsync(release.Album with { Edition = order?.Key ?? "" }, release.Tracks, cancellationToken))
        {
            case PublishOutcome.OwnedByAnotherLabel:
                return Refused($"{key} belongs to a release of another label");
            case PublishOutcome.IsrcConflict:
                return Refused("the ISRC of one of the tracks belongs to a recording of another label");
            case PublishOutcome.Superseded:
                return Overtaken(null);
            default:
                foreach (var track in _identity is null ? [] : made)
                {
                    var audio = track.Audio!;
                    await _identity!.AddAsync(new IdentityQuery(track.TrackId, run.Label, track.Isrc, audio.SourceSha256, audio.DurationMs, track.Fingerprint ?? ""), cancellationToken);
                }

                var document = new ReleaseDocument
                {
                    Batch = run.Batch,
                    ContentHash = DeliveryPlan.Create(result.Manifest).ContentHash,
                    ReleaseVersion = release.Album.ReleaseVersion,
                    IsComplete = wanted.Count == manifest.Tracks.Count,
                };
                // A purge may name the release by the other of its two names.
                if (manifest.Release is { Upc.Length: > 0, Grid: { } grid })
                    await _store.ChangeReleaseAsync(run.Label, grid, _ => document with { Key = key }, cancellationToken);
                var noted = await NoteAsync(run, key, plan.AlbumId, document, order, cancellationToken);
                return noted.IsPublished ? noted with { Note = NoteOf(kept, release.Tracks) } : noted;
        }
    }

    // A track whose new file cannot be used goes on with the sound that listeners have, under the new words and rights.
    private async Task<IReadOnlyList<MeasuredTrack>> KeepAsync(string label, DeliveryPlan plan, HashSet<int> wanted, CancellationToken cancellationToken)
    {
        var kept = new List<MeasuredTrack>();
        foreach (var track in plan.Tracks.Where(track => !wanted.Contains(track.Index)))
        {
            var published = (await _catalog.FindTrackAsync(track.TrackId, cancellationToken))?.Track;
            if (published?.LabelId == label && await _library.FindAsync(label, published.Audio.SourceSha256, cancellationToken) is { Blocks: { } blocks })
                kept.Add(new MeasuredTrack(track.Index, published.Audio, blocks));
        }

        return kept;
    }

    private static string? NoteOf(IReadOnlyList<MeasuredTrack> kept, IReadOnlyList<Track> published)
    {
        var notes = new List<string>();
        if (kept.Count > 0)
            notes.Add($"tracks that keep the audio that they have: {string.Join(", ", kept.Select(track => track.Index + 1))} of the message");
        if (published.Where(track => track.Rights.Count == 0).Select(track => track.Isrc).ToList() is { Count: > 0 } silent)
            notes.Add($"no deal permits anybody to hear {string.Join(", ", silent)}: listeners see it as unavailable");
        return notes.Count == 0 ? null : string.Join("; ", notes);
    }

    private async Task<PublishResult> NoteAsync(
        IngestInput run, string key, string albumId, ReleaseDocument document, MessageOrder? order, CancellationToken cancellationToken)
    {
        var now = await _store.ChangeReleaseAsync(
            run.Label,
            key,
            known => order is not null && known?.Message is { } other && other.IsAfter(order) ? null : document with { Message = order ?? known?.Message },
            cancellationToken);
        if (order is null || now.Message is not { } standing || !standing.IsAfter(order))
            return new PublishResult(true, []);
        // A newer message withdrew the release before there was anything to withdraw.
        if (now.IsWithdrawn)
            await _withdrawal.EndAsync(run, albumId, null, standing, cancellationToken);
        return Overtaken(standing);
    }

    // A track for which nothing is granted any more is taken down: its grants end, so that listeners are told so.
    private async Task<ReleaseManifest> EndRightsAsync(ReleaseManifest manifest, CancellationToken cancellationToken)
    {
        var tracks = new List<TrackEntry>(manifest.Tracks.Count);
        foreach (var track in DeliveryPlan.Create(manifest).Tracks)
        {
            var isOver = (track.Entry.Rights ?? manifest.Rights).Count == 0;
            var published = isOver ? (await _catalog.FindTrackAsync(track.TrackId, cancellationToken))?.Track : null;
            tracks.Add(published is null ? track.Entry : track.Entry with { Rights = EndedRights.Of(published.Rights, _time.GetUtcNow()) });
        }

        return manifest with { Tracks = tracks };
    }

    private static PublishResult Overtaken(MessageOrder? standing) => new(false, [])
    {
        IsOvertaken = true,
        Note = standing?.Note ?? "a newer message about the release came first and holds; this one changes nothing",
    };

    private static PublishResult Refused(string detail) => new(false, [new Reason(ReasonCode.IsrcConflict, detail)]);
}
