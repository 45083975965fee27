using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Playback.Hls;
using Spotify.Functions.Ingestion.Media;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Takes one track from its delivered file to its stored renditions.</summary>
public sealed class TrackProcessing
{
    private const string SourceFile = "source";

    private readonly DeliveryStore _store;
    private readonly DeliveredFiles _files;
    private readonly RenditionStore _renditions;
    private readonly TrackMedia _media;
    private readonly WorkFolders _folders;

    internal TrackProcessing(DeliveryStore store, DeliveredFiles files, RenditionStore renditions, TrackMedia media, WorkFolders folders) =>
        (_store, _files, _renditions, _media, _folders) = (store, files, renditions, media, folders);

    /// <summary>Processes a track. Safe to repeat: what is done is not done again, what is half done is written over.</summary>
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

        using var folder = _folders.Create();
        await NoteAsync(input, track, TrackStage.Downloading, cancellationToken);
        var refusal = await _files.FetchAudioAsync(input.Delivery, entry.File, entry.Sha256, folder.File(SourceFile), cancellationToken);
        if (refusal is not null)
            return await RefuseAsync(input, track, refusal, cancellationToken);

        await NoteAsync(input, track, TrackStage.Encoding, cancellationToken);
        (var media, refusal) = await _media.ProcessAsync(folder.Path, SourceFile, cancellationToken);
        if (media is null)
            return await RefuseAsync(input, track, refusal!, cancellationToken);

        await NoteAsync(input, track, TrackStage.Storing, cancellationToken);
        await _renditions.StoreAsync(folder, track.TrackId, entry.Sha256, media, cancellationToken);
        track = track with { Audio = Describe(track.TrackId, entry.Sha256, media), Blocks = media.Master.Blocks, Fingerprint = media.Fingerprint };
        await NoteAsync(input, track, TrackStage.Ready, cancellationToken);
        return new TrackResult(input.Index, []);
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

    private Task NoteAsync(TrackInput input, TrackDocument track, TrackStage stage, CancellationToken cancellationToken) =>
        _store.SaveTrackAsync(input.Delivery, track with { Stage = stage }, cancellationToken);

    private async Task<TrackResult> RefuseAsync(TrackInput input, TrackDocument track, Reason refusal, CancellationToken cancellationToken)
    {
        await NoteAsync(input, track with { Reasons = [refusal] }, TrackStage.Rejected, cancellationToken);
        return new TrackResult(input.Index, [refusal]);
    }
}
