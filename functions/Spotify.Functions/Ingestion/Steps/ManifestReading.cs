using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Reads a delivery's manifest or message, refuses what can be refused without encoding audio, and lays out the rest.</summary>
public sealed class ManifestReading
{
    private const string TestNote = "this message is a test: it was checked, and changes nothing";

    private readonly MessageSource _source;
    private readonly FileHashes _hashes;
    private readonly DeliveredFiles _files;
    private readonly DeliveryStore _store;
    private readonly ICatalog _catalog;
    private readonly TimeProvider _time;

    internal ManifestReading(MessageSource source, FileHashes hashes, DeliveredFiles files, DeliveryStore store, ICatalog catalog, TimeProvider time) =>
        (_source, _hashes, _files, _store, _catalog, _time) = (source, hashes, files, store, catalog, time);

    /// <summary>Reads, checks and plans. Safe to repeat.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<IngestPlan> ReadAsync(IngestInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (await _source.ReadAsync(input, cancellationToken) is not { } read || await IsAnsweredAsync(input, read.Sha256, cancellationToken))
            return IngestPlan.Without(IngestNext.Nothing);

        var message = input.IsTest ? AsTest(read.Message) : read.Message;
        IReadOnlyDictionary<int, Reason> faults = new Dictionary<int, Reason>();
        if (message.Manifest is not null)
        {
            (var manifest, faults) = await _hashes.FindAsync(input, message.Manifest, cancellationToken);
            message = message with { Manifest = manifest };
        }

        await _store.SaveManifestAsync(input, read.Sha256, message, cancellationToken);
        await NoteAsync(input, message, cancellationToken);
        return message switch
        {
            { Purge: { } purge } => purge.Header.IsTest ? KeepAll(TestNote, []) : IngestPlan.Without(IngestNext.Withdraw),
            { Manifest: { } manifest } => await PlanAsync(input, manifest, faults, cancellationToken),
            _ => IngestPlan.Without(IngestNext.Refuse, message.Reasons),
        };
    }

    private static DeliveredMessage AsTest(DeliveredMessage message) => message with
    {
        Manifest = message.Manifest is { Message: { } header } manifest ? manifest with { Message = header with { IsTest = true } } : message.Manifest,
        Purge = message.Purge is { } purge ? purge with { Header = purge.Header with { IsTest = true } } : null,
    };

    private static IngestPlan KeepAll(string note, IReadOnlyList<PlannedTrack> tracks) =>
        IngestPlan.Without(IngestNext.Keep) with { Note = note, Refused = [.. tracks.Select(track => new TrackResult(track.Index, []))] };

    private async Task<IngestPlan> PlanAsync(IngestInput input, ReleaseManifest manifest, IReadOnlyDictionary<int, Reason> faults, CancellationToken cancellationToken)
    {
        var plan = DeliveryPlan.Create(manifest);
        var album = await _catalog.FindAlbumAsync(plan.AlbumId, cancellationToken);
        var earlier = await _store.FindReleaseAsync(input.Label, manifest.Release.Key, cancellationToken);
        if (album is null || album.LabelId == input.Label)
        {
            if (FindStanding(input, manifest, earlier) is { } note)
                return KeepAll(note, plan.Tracks);
        }

        var refusal = FindConflict(input, manifest, plan, album, earlier);
        var refused = new List<TrackResult>();
        foreach (var track in plan.Tracks)
        {
            var reason = faults.TryGetValue(track.Index, out var fault) ? fault : RefusalOf(track) ?? await FindConflictAsync(input, track, cancellationToken);
            await SaveTrackAsync(input, track, reason, refusal is not null, cancellationToken);
            if (refusal is not null || reason is not null)
                refused.Add(new TrackResult(track.Index, reason is null ? [] : [reason]));
        }

        if (refusal is not null)
            return IngestPlan.Without(IngestNext.Refuse, refusal) with { Refused = refused };
        var isTest = manifest.Message is { IsTest: true };
        return new IngestPlan(
            IngestNext.Process,
            [],
            [.. plan.Tracks.Select(track => track.Index).Except(refused.Select(track => track.Index))],
            refused,
            await HasNewCoverAsync(input, manifest, album, cancellationToken),
            isTest ? [] : await ListReplacedAsync(manifest, plan, album, cancellationToken))
        {
            ReleaseDate = manifest.Release.ReleaseDate,
            IsTest = isTest,
            Note = isTest ? TestNote : null,
        };
    }

    // A message that names no file leaves a track the audio that it has, and says so by naming none.
    private static Reason? RefusalOf(PlannedTrack track) => track.Entry is { File.Length: 0, Sha256.Length: > 0 } ? null : track.Refusal;

    // Null where the message is the newest one, or none.
    private static string? FindStanding(IngestInput input, ReleaseManifest manifest, ReleaseDocument? earlier)
    {
        if (MessageOrder.Of(manifest.Message) is not { } order || earlier?.Message is not { } standing)
            return null;
        if (standing.IsAfter(order))
            return standing.Note;
        return order.IsSameAs(standing) && earlier is { IsComplete: true } && earlier.Batch == input.Batch ? "this message holds already; it changes nothing" : null;
    }

    private static Reason? FindConflict(IngestInput input, ReleaseManifest manifest, DeliveryPlan plan, Album? album, ReleaseDocument? earlier)
    {
        if (album is not null && album.LabelId != input.Label)
            return new Reason(ReasonCode.IsrcConflict, $"{manifest.Release.Key} belongs to a release of another label");
        if (manifest.GrantsNothing && album is null)
            return new Reason(ReasonCode.NoDeal, "no deal permits anybody to hear the release, now or later, and there is nothing yet to take down");
        if (album is null || earlier is not { IsComplete: true } || earlier.Batch == input.Batch)
            return null;
        // Of two messages the newer one counts even where it says the same; it is the same message that is delivered twice for nothing.
        var isRepeat = MessageOrder.Of(manifest.Message) is { } order
            ? order.IsSameAs(earlier.Message)
            : earlier.ContentHash == plan.ContentHash && earlier.ReleaseVersion == album.ReleaseVersion;
        return isRepeat ? new Reason(ReasonCode.DuplicateDelivery, $"the same release, with the same audio, is published from batch {earlier.Batch}") : null;
    }

    private async Task<bool> HasNewCoverAsync(IngestInput input, ReleaseManifest manifest, Album? album, CancellationToken cancellationToken) =>
        manifest.Release.Cover is { } cover
        && (album?.CoverBlob is null || DeliveryFileName.FindRelativeFault(cover) is not null || await _files.ExistsAsync(input, cover, cancellationToken));

    private async Task<IReadOnlyList<AudioVersion>> ListReplacedAsync(ReleaseManifest manifest, DeliveryPlan plan, Album? album, CancellationToken cancellationToken)
    {
        if (album is null)
            return [];
        var replaced = new List<AudioVersion>();
        foreach (var track in album.Tracks)
        {
            if (await _catalog.FindTrackAsync(track.Id, cancellationToken) is { } published)
                replaced.Add(new AudioVersion(track.Id, published.Track.Audio.SourceSha256));
        }

        return [.. replaced.Except(plan.Tracks.Select(track => new AudioVersion(track.TrackId, manifest.Tracks[track.Index].Sha256)))];
    }

    private async Task<bool> IsAnsweredAsync(IngestInput input, string sha256, CancellationToken cancellationToken) =>
        input.BatchRun is null
        && await _store.FindAcknowledgementAsync(input.Label, input.Batch, cancellationToken) is { } answer
        && answer.Run != input.Run && answer.ManifestSha256 == sha256 && answer.Acknowledgement.Status == DeliveryStatus.Accepted;

    private async Task NoteAsync(IngestInput input, DeliveredMessage message, CancellationToken cancellationToken)
    {
        var (title, upc) = (message.Manifest?.Release.Title, message.Key);
        if (input.BatchRun is { } batchRun)
        {
            var release = await _store.FindBatchReleaseAsync(input, cancellationToken)
                ?? throw new InvalidOperationException($"Folder {input.Folder} is no release of batch {input.Batch}");
            release = release with { Run = input.Run, State = DeliveryState.Processing, MessageId = message.Header?.MessageId, Title = title, Upc = upc };
            await _store.SaveBatchReleaseAsync(input.Label, input.Batch, batchRun, release, cancellationToken);
            return;
        }

        var delivery = await _store.FindAsync(input.Label, input.Batch, cancellationToken)
            ?? new DeliveryDocument { Batch = input.Batch, CreatedAt = _time.GetUtcNow(), State = DeliveryState.Processing };
        delivery = delivery with { State = DeliveryState.Processing, Run = input.Run, Title = title, Upc = upc, IsBatch = false, Counts = null };
        await _store.SaveAsync(input.Label, delivery, cancellationToken);
    }

    private async Task<Reason?> FindConflictAsync(IngestInput input, PlannedTrack track, CancellationToken cancellationToken) =>
        await _catalog.FindRecordingAsync(track.Entry.Isrc, cancellationToken) is { } owner && owner.LabelId != input.Label
            ? new Reason(ReasonCode.IsrcConflict, $"the ISRC {track.Entry.Isrc} belongs to a recording of another label")
            : null;

    private async Task SaveTrackAsync(IngestInput input, PlannedTrack track, Reason? reason, bool isReleaseRefused, CancellationToken cancellationToken)
    {
        // A repeat of this step must not undo what a track has reached since.
        if (await _store.FindTrackAsync(input, track.Index, cancellationToken) is not null)
            return;
        var document = new TrackDocument
        {
            Index = track.Index,
            File = track.Entry.File,
            Isrc = track.Entry.Isrc,
            Title = track.Entry.Title,
            TrackId = track.TrackId,
            Stage = isReleaseRefused || reason is not null ? TrackStage.Rejected : TrackStage.Queued,
            Reasons = reason is null ? [] : [reason],
        };
        await _store.SaveTrackAsync(input, document, cancellationToken);
    }
}
