using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Media;

namespace Benchmarks;

/// <summary>
/// One track through the application's own processing (probe, master, loudness, fingerprint, every rung, decoding each again), beside plain ffmpeg doing the same
/// encodes from the same file one by one. Wall time is the figure; CPU time of all programs is printed beside it.
/// </summary>
internal sealed class Ingest : IScenario
{
    public string Name => "ingest";

    public string Description => "one track to every rung, measured and verified, beside plain ffmpeg doing the same encodes one by one";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var source = Path.Combine(context.Folder, "source");
        var seconds = await PrepareAsync(context, source);
        var options = Options.Create(new IngestionOptions { WorkFolder = Path.Combine(context.Folder, "work") });
        using var tool = new MediaTool(options, TimeProvider.System);
        var media = new TrackMedia(tool, new AudioProbe(tool), new Mastering(tool, options), new Transcoder(tool));

        var ours = await MeasureAsync(async () =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(context.Folder, Path.GetRandomFileName())).FullName;
            File.CreateSymbolicLink(Path.Combine(folder, "source"), source);
            var (made, refusal) = await media.ProcessAsync(folder, "source", context.CancellationToken);
            if (made is null)
                throw new InvalidOperationException($"{refusal!.Code}: {refusal.Detail}");
        });
        var peer = await MeasureAsync(async () =>
        {
            var folder = Directory.CreateDirectory(Path.Combine(context.Folder, Path.GetRandomFileName())).FullName;
            foreach (var rung in Rung.All)
                await RunFfmpegAsync(folder, ["-i", source, .. Transcoder.OutputArguments([rung], 44_100, (long)(seconds * 44_100))], context.CancellationToken);
        });

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-14}{"wall s",10}{"CPU s",10}   ({seconds:0} s of music)"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"ours",-14}{ours.Wall,10:0.00}{ours.Cpu,10:0.00}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"plain ffmpeg",-14}{peer.Wall,10:0.00}{peer.Cpu,10:0.00}"));
        return new ScenarioResult(ours.Wall, peer.Wall, "s", HigherIsBetter: false, new Dictionary<string, double>
        {
            ["cpu_s"] = ours.Cpu,
            ["peer_cpu_s"] = peer.Cpu,
            ["cpu_overhead"] = (ours.Cpu / peer.Cpu) - 1,
            ["audio_s"] = seconds,
        });
    }

    /// <summary>The file named on the command line, or two minutes of music-like sound made here.</summary>
    private static async Task<double> PrepareAsync(ScenarioContext context, string source)
    {
        const double Seconds = 120;
        if (context.Arguments is [var path, ..])
        {
            // A 44.1 kHz stereo FLAC file, as labels deliver, so that no side has to convert.
            await RunFfmpegAsync(
                context.Folder, ["-i", Path.GetFullPath(path), "-map", "0:a:0", "-ar", "44100", "-ac", "2", "-sample_fmt", "s16", "-f", "flac", source], context.CancellationToken);
            return (await FlacHeader.TryReadAsync(source, context.CancellationToken))!.Samples / 44_100.0;
        }

        const string Sound = "aevalsrc=exprs='0.3*sin(2*PI*220*t)*exp(-3*mod(t,0.5))+0.2*sin(2*PI*(440+110*floor(mod(t,4)))*t)+0.1*(random(0)-0.5)"
            + "|0.3*sin(2*PI*222*t)*exp(-3*mod(t,0.5))+0.2*sin(2*PI*(442+110*floor(mod(t,4)))*t)+0.1*(random(1)-0.5)':s=44100:d=120";
        await RunFfmpegAsync(context.Folder, ["-f", "lavfi", "-i", Sound, "-sample_fmt", "s16", "-f", "flac", source], context.CancellationToken);
        return Seconds;
    }

    private static async Task<(double Wall, double Cpu)> MeasureAsync(Func<Task> work)
    {
        var cpu = ChildCpu();
        var clock = Stopwatch.StartNew();
        await work();
        return (clock.Elapsed.TotalSeconds, ChildCpu() - cpu);
    }

    /// <summary>CPU time of this process and of all its children that have ended, in seconds (fields 14 to 17 of /proc/self/stat, in hundredths).</summary>
    private static double ChildCpu()
    {
        var text = File.ReadAllText("/proc/self/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0;
    }

    private static async Task RunFfmpegAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]) { WorkingDirectory = folder })!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException("ffmpeg failed");
    }
}
