using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Playback.Hls;
using Spotify.Functions.Identity;
using Spotify.Functions.Ingestion.Media;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Takes one track from its delivered file to its stored renditions.</summary>
public sealed class TrackProcessing
{
    private const string SourceFile = "source";

    private readonly DeliveryStore _store;
    private readonly DeliveredFiles _files;
    private readonly RenditionStore _renditions;
    private readonly AudioLibrary _library;
    private readonly AudioDisposal _disposal;
    private readonly TrackMedia _media;
    private readonly WorkFolders _folders;
    private readonly IAudioIdentity? _identity;

    internal TrackProcessing(
        DeliveryStore store,
        DeliveredFiles files,
        RenditionStore renditions,
        AudioLibrary library,
        AudioDisposal disposal,
        TrackMedia media,
        WorkFolders folders,
        IAudioIdentity? identity) =>
        (_store, _files, _renditions, _library, _disposal, _media, _folders, _identity) = (store, files, renditions, library, disposal, media, folders, identity);

    /// <summary>
    /// Processes a track. Safe to repeat: what is done is not done again, what is half done is written over. A file whose audio this label has stored already is linked, neither fetched
    /// nor encoded again; in a message that is a test nothing is stored.
    /// </summary>
    /// <param name="input">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">Something failed that another try may mend.</exception>
    public async Task<TrackResult> ProcessAsync(TrackInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var track = await _store.FindTrackAsync(input.Delivery, input.Index, cancellationToken)
            ?? throw new InvalidOperationException($"Track {input.Index} of {input.Delivery.Batch} has no document");
        if (track.Stage is TrackStage.Ready or TrackStage.Published or TrackStage.Rejected)
            return new TrackResult(input.Index, track.Reasons);
        var (manifest, _) = await _store.FindManifestAsync(input.Delivery, cancellationToken)
            ?? throw new InvalidOperationException($"{input.Delivery.Batch} has no manifest");
        var entry = manifest.Manifest!.Tracks[input.Index];
        var isTest = manifest.Manifest.Message is { IsTest: true };
        var stored = isTest
            ? await _library.FindAsync(input.Delivery.Label, entry.Sha256, cancellationToken)
            : await _library.ClaimAsync(input.Delivery, track.TrackId, entry.Sha256, cancellationToken);
        if (stored is not null)
            return await FinishAsync(input, track, stored, cancellationToken);

        using var folder = _folders.Create();
        await NoteAsync(input, track, TrackStage.Downloading, cancellationToken);
        var refusal = await _files.FetchAudioAsync(input.Delivery, entry.File, entry.Sha256, folder.File(SourceFile), cancellationToken);
        if (refusal is not null)
            return await RefuseAsync(input, track, refusal, cancellationToken);

        await NoteAsync(input, track, TrackStage.Encoding, cancellationToken);
        (var media, refusal) = await _media.ProcessAsync(folder.Path, SourceFile, cancellationToken);
        if (media is null)
            return await RefuseAsync(input, track, refusal!, cancellationToken);

        if (isTest)
            return await FinishAsync(input, track, new StoredAudioDocument { Audio = Describe(track.TrackId, entry.Sha256, media), Fingerprint = media.Fingerprint }, cancellationToken);
        await NoteAsync(input, track, TrackStage.Storing, cancellationToken);
        await _renditions.StoreAsync(folder, track.TrackId, entry.Sha256, media, cancellationToken);
        stored = await _library.KeepAsync(input.Delivery, track.TrackId, Describe(track.TrackId, entry.Sha256, media), media, cancellationToken);
        // Another track has stored the same file meanwhile; what both use is kept once.
        if (stored.Holder != track.TrackId)
            await _disposal.DiscardSpareAsync(new AudioVersion(track.TrackId, entry.Sha256), cancellationToken);
        return await FinishAsync(input, track, stored, cancellationToken);
    }

    private static TrackAudio Describe(string trackId, string sha256, ProcessedMedia media) => new()
    {
        SourceSha256 = sha256,
        DurationMs = Milliseconds(media.Master.Samples, media.Master.SampleRate),
        IntegratedLufs = media.Master.IntegratedLufs,
        TruePeakDbtp = media.Master.TruePeakDbtp,
        Features = media.Features,
        Renditions = [.. media.Renditions.Select(file => new Rendition
        {
            Quality = file.Rung.Quality,
            Format = file.Rung.Format,
            BitrateKbps = file.Kbps,
            Blob = RenditionStore.BlobName(trackId, sha256, file.Rung),
            Bytes = file.Bytes,
            SampleRate = media.Master.SampleRate,
            DurationMs = Milliseconds(file.Samples, media.Master.SampleRate),
            EncoderDelay = file.Delay,
            Padding = file.Padding,
        })],
        Hls = DescribeHls(trackId, sha256, media),
    };

    private static HlsAudio DescribeHls(string trackId, string sha256, ProcessedMedia media) => new()
    {
        IndexBlob = RenditionStore.HlsIndexBlobName(trackId, sha256),
        Rungs = [.. media.Hls.Files.Select(file => new HlsRung
        {
            Quality = file.Rung.Quality,
            Format = file.Rung.Format,
            BitrateKbps = media.Renditions.First(rendition => rendition.Rung == file.Rung).Kbps,
            Codecs = file.Codecs,
            PeakBandwidth = file.Bandwidth.Peak,
            AverageBandwidth = file.Bandwidth.Average,
            Blob = RenditionStore.HlsBlobName(trackId, sha256, file.Rung),
        })],
    };

    private static long Milliseconds(long samples, int rate) => (long)Math.Round(samples * 1000.0 / rate);

    private async Task<TrackResult> FinishAsync(TrackInput input, TrackDocument track, StoredAudioDocument stored, CancellationToken cancellationToken)
    {
        // Audio that the track has had before says nothing new about it.
        var isKnown = stored.Uses.Any(use => use.TrackId == track.TrackId && use.Run != input.Delivery.Run);
        if (!isKnown && await FindConflictAsync(input, track, stored, cancellationToken) is { } refusal)
            return await RefuseAsync(input, track, refusal, cancellationToken);
        track = track with { Audio = stored.Audio, Blocks = stored.Blocks, Fingerprint = stored.Fingerprint };
        await NoteAsync(input, track, TrackStage.Ready, cancellationToken);
        return new TrackResult(input.Index, []);
    }

    private async Task<Reason?> FindConflictAsync(TrackInput input, TrackDocument track, StoredAudioDocument stored, CancellationToken cancellationToken)
    {
        if (_identity is null)
            return null;
        var query = new IdentityQuery(track.TrackId, input.Delivery.Label, track.Isrc, stored.Audio!.SourceSha256, stored.Audio.DurationMs, stored.Fingerprint ?? "");
        var verdict = await _identity.CheckAsync(query, cancellationToken);
        return verdict.Kind == IdentityKind.IsrcConflict
            ? new Reason(ReasonCode.IsrcConflict, $"the ISRC {track.Isrc} stands for another recording already: deliver this one under an ISRC of its own")
            : null;
    }

    private Task NoteAsync(TrackInput input, TrackDocument track, TrackStage stage, CancellationToken cancellationToken) =>
        _store.SaveTrackAsync(input.Delivery, track with { Stage = stage }, cancellationToken);

    private async Task<TrackResult> RefuseAsync(TrackInput input, TrackDocument track, Reason refusal, CancellationToken cancellationToken)
    {
        await NoteAsync(input, track with { Reasons = [refusal] }, TrackStage.Rejected, cancellationToken);
        return new TrackResult(input.Index, [refusal]);
    }
}
