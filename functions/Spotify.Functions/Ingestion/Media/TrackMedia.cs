using Spotify.Core;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Functions.Ingestion.Analysis;
using Spotify.Functions.Ingestion.Media.Hls;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>A track's files, made, measured and checked, in the work folder.</summary>
/// <param name="Master">The master and its loudness.</param>
/// <param name="Renditions">Every rung.</param>
/// <param name="Fingerprint">The whole track's Chromaprint fingerprint as fpcalc writes it compressed; empty where the track is too short for one.</param>
/// <param name="Hls">The files for HTTP Live Streaming.</param>
/// <param name="Features">What it sounds like; null where that could not be found out.</param>
internal sealed record ProcessedMedia(
    Master Master, IReadOnlyList<RenditionFile> Renditions, string Fingerprint, HlsPackage Hls, AudioFeatures? Features = null);

/// <summary>All that is done to one track's sound between its delivered file and the files that are published, on local files alone.</summary>
internal sealed class TrackMedia(
    MediaTool tool, AudioProbe probe, Mastering mastering, Transcoder transcoder, HlsPackager packager, TrackAnalysis? analysis = null)
{
    /// <summary>Processes a delivered file.</summary>
    /// <param name="folder">The work folder.</param>
    /// <param name="file">The delivered file's name in it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The files, or why the track is refused.</returns>
    /// <exception cref="TransientException">Something failed that another try may mend.</exception>
    public async Task<(ProcessedMedia? Media, Reason? Refusal)> ProcessAsync(string folder, string file, CancellationToken cancellationToken)
    {
        var (source, unusable) = await probe.ProbeAsync(folder, file, cancellationToken);
        if (source is null)
            return (null, unusable);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> started = [];
        try
        {
            // Asked for first, the master is made first where there is one processor only.
            var mastered = Begin(mastering.MakeAsync(folder, file, source, stop.Token));
            var fromSource = Begin(transcoder.EncodeSourceAsync(folder, file, source, stop.Token));
            var (master, refusal) = await mastered;
            if (master is null)
                return (null, refusal);
            var fromMaster = Begin(transcoder.EncodeMasterAsync(folder, master, stop.Token));
            var fingerprint = Begin(tool.FingerprintAsync(folder, Rung.Lossless.FileName, stop.Token));
            var features = Begin(analysis?.AnalyseAsync(folder, master, stop.Token) ?? Task.FromResult<AudioFeatures?>(null));
            var packaged = Begin(PackageAsync(folder, master, fromSource, stop.Token));
            if (await fromMaster is not { } some || await fromSource is not { } others || await packaged is not { } hls)
                return (null, new Reason(ReasonCode.ProcessingFailed, "encoding took longer than is allowed"));
            var renditions = Transcoder.Describe(folder, master, some.Concat(others).ToDictionary());
            return (new ProcessedMedia(master, renditions, await fingerprint, hls, await features), null);
        }
        finally
        {
            // Nothing writes into the folder any more once this method has ended, whichever way it does.
            await stop.CancelAsync();
            await Task.WhenAll(started).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<T> Begin<T>(Task<T> work)
        {
            started.Add(work);
            return work;
        }
    }

    private async Task<HlsPackage?> PackageAsync(string folder, Master master, Task<IReadOnlyDictionary<Rung, long>?> fromSource, CancellationToken cancellationToken) =>
        await fromSource is null ? null : await packager.MakeAsync(folder, master, cancellationToken);
}
