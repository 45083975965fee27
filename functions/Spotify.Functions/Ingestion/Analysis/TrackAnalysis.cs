using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Ingestion.Media;

namespace Spotify.Functions.Ingestion.Analysis;

/// <summary>A file that is stored beside a track's renditions.</summary>
/// <param name="Name">Its name, which also ends the blob's.</param>
/// <param name="ContentType">What it is.</param>
internal sealed record SoundFile(string Name, string ContentType);

/// <summary>
/// Analyses a track's sound: the master is decoded once to mono at 22,050 Hz, through a pipe and never to a file, and every analysis is made from what comes out, as it comes. A track whose
/// analysis fails is published without one.
/// </summary>
internal sealed partial class TrackAnalysis(MediaTool tool, ILogger<TrackAnalysis> logger)
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>The analysis, see <see cref="AnalysisFile"/>.</summary>
    public static SoundFile Analysis { get; } = new(SoundFileNames.Analysis, "application/gzip");

    /// <summary>The log-mel spectrogram, see <see cref="MelSummary"/>.</summary>
    public static SoundFile Mel { get; } = new(SoundFileNames.Mel, "application/octet-stream");

    /// <summary>Both files, which are in the work folder where there are figures.</summary>
    public static IReadOnlyList<SoundFile> Files { get; } = [Analysis, Mel];

    /// <summary>Analyses the master and writes both files.</summary>
    /// <param name="folder">The work folder, with the master in it.</param>
    /// <param name="master">The master.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The figures, or null where the analysis failed.</returns>
    public async Task<AudioFeatures?> AnalyseAsync(string folder, Master master, CancellationToken cancellationToken)
    {
        try
        {
            var analyser = new TrackAnalyser((long)((double)master.Samples * TrackAnalyser.SampleRate / master.SampleRate), master.IntegratedLufs);
            TrackSound? sound = null;
            var result = await tool.FfmpegIntoAsync(
                folder,
                Arguments(),
                async pcm =>
                {
                    await ReadAsync(pcm, analyser);
                    // What was stopped is not worth the rest.
                    sound = cancellationToken.IsCancellationRequested ? null : analyser.Finish();
                },
                cancellationToken);
            if (!result.IsSuccess || sound is null)
            {
                LogFailure(null, result.HitLimit ? "it took longer than is allowed" : result.FirstError);
                return null;
            }

            await WriteAsync(folder, sound, cancellationToken);
            return sound.Features;
        }
        catch (Exception problem) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(problem, problem.Message);
            return null;
        }
    }

    private static IEnumerable<string> Arguments() =>
    [
        "-loglevel", "level+error", "-xerror", "-threads", "1", "-protocol_whitelist", "file,pipe", "-f", "flac", "-i", Rung.Lossless.FileName,
        "-map", "0:a:0", "-filter_threads", "1",
        "-af", $"aformat=sample_fmts=fltp,pan=mono|c0=0.5*c0+0.5*c1,aresample={TrackAnalyser.SampleRate},aformat=sample_fmts=flt",
        "-f", "f32le", "pipe:1",
    ];

    private static async Task ReadAsync(Stream pcm, TrackAnalyser analyser)
    {
        var buffer = new byte[BufferBytes];
        int count;
        do
        {
            count = await pcm.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, CancellationToken.None);
            analyser.Add(MemoryMarshal.Cast<byte, float>(buffer.AsSpan(0, count)));
        }
        while (count == buffer.Length);
    }

    private static async Task WriteAsync(string folder, TrackSound sound, CancellationToken cancellationToken)
    {
        await using (var file = new FileStream(Path.Combine(folder, Analysis.Name), FileMode.Create, FileAccess.Write, FileShare.None))
            AnalysisFile.Write(file, sound.Analysis);
        await File.WriteAllBytesAsync(Path.Combine(folder, Mel.Name), sound.Mel.ToBytes(), cancellationToken);
    }

    [LoggerMessage(EventId = 3120, Level = LogLevel.Warning, Message = "A track is published without an analysis of its sound: {Problem}")]
    private partial void LogFailure(Exception? exception, string problem);
}
