using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Options;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Ingestion.Media.Hls;

namespace Benchmarks;

/// <summary>
/// One track through the application's own processing (probe, master, loudness, fingerprint, every rung, decoding each again), beside plain ffmpeg doing the same
/// ten encodes with the same arguments from the same file, one call each: as many calls at once as there are processors, as ours does, and also one after the other.
/// The rounds alternate, and the best of each side counts: what disturbs a machine only ever adds.
/// </summary>
internal sealed class Ingest : IScenario
{
    private const int Rounds = 3;
    private const double Seconds = 60;

    private sealed record Cost(double Wall, double Cpu)
    {
        public static Cost Best(Cost? one, Cost other) => one is null ? other : new(Math.Min(one.Wall, other.Wall), Math.Min(one.Cpu, other.Cpu));
    }

    public string Name => "ingest";

    public string Description => "one track to every rung, measured and verified, beside plain ffmpeg doing the same ten encodes, a call each, as many at once";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var source = Path.Combine(context.Folder, "source");
        var seconds = await PrepareAsync(context, source);
        var options = Options.Create(new IngestionOptions { WorkFolder = Path.Combine(context.Folder, "work") });
        using var tool = new MediaTool(options, TimeProvider.System);
        var transcoder = new Transcoder(tool, options);
        var media = new TrackMedia(tool, new AudioProbe(tool), new Mastering(tool, options), transcoder, new HlsPackager(tool, transcoder));

        Cost? ours = null, peer = null;
        for (var round = 0; round < Rounds; round++)
        {
            ours = Cost.Best(ours, await MeasureAsync(context, async folder =>
            {
                File.CreateSymbolicLink(Path.Combine(folder, "source"), source);
                var (made, refusal) = await media.ProcessAsync(folder, "source", context.CancellationToken);
                if (made is null)
                    throw new InvalidOperationException($"{refusal!.Code}: {refusal.Detail}");
            }));
            peer = Cost.Best(peer, await MeasureAsync(context, folder => EncodeAsync(folder, source, options.Value.ToolsAtOnce, context.CancellationToken)));
        }

        var single = await MeasureAsync(context, folder => EncodeAsync(folder, source, 1, context.CancellationToken));
        Print(seconds, options.Value.ToolsAtOnce, ours!, peer!, single);
        return new ScenarioResult(ours!.Wall, peer!.Wall, "s", HigherIsBetter: false, new Dictionary<string, double>
        {
            ["wall_overhead"] = (ours.Wall / peer.Wall) - 1,
            ["cpu_s"] = ours.Cpu,
            ["peer_cpu_s"] = peer.Cpu,
            ["cpu_overhead"] = (ours.Cpu / peer.Cpu) - 1,
            ["peer_single_file_s"] = single.Wall,
            ["audio_s"] = seconds,
        });
    }

    private static void Print(double seconds, int atOnce, Cost ours, Cost peer, Cost single)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s of music, best of {Rounds}; overhead is ours over that row"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-34}{"wall s",9}{"overhead",10}{"CPU s",9}{"overhead",10}"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"ours: all of ingestion's media work",-34}{ours.Wall,8:0.00}{"",10}{ours.Cpu,9:0.00}"));
        Row($"ffmpeg, ten encodes, {atOnce} at once", peer);
        Row("ffmpeg, ten encodes, one by one", single);

        void Row(string name, Cost cost) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-34}{cost.Wall,9:0.00}{(ours.Wall / cost.Wall) - 1,10:+0.0%;-0.0%}{cost.Cpu,9:0.00}{(ours.Cpu / cost.Cpu) - 1,10:+0.0%;-0.0%}"));
    }

    private static Task EncodeAsync(string folder, string source, int atOnce, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Rung.All,
        new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
        async (rung, token) => await RunFfmpegAsync(folder, ["-i", source, .. Transcoder.OutputArguments(rung, "0:a:0", 44_100)], token));

    /// <summary>The file named on the command line, or a minute of music-like sound made here.</summary>
    private static async Task<double> PrepareAsync(ScenarioContext context, string source)
    {
        if (context.Arguments is [var path, ..])
        {
            // A 44.1 kHz stereo FLAC file, as labels deliver, so that no side has to convert.
            await RunFfmpegAsync(
                context.Folder, ["-i", Path.GetFullPath(path), "-map", "0:a:0", "-ar", "44100", "-ac", "2", "-sample_fmt", "s16", "-f", "flac", source], context.CancellationToken);
            return (await FlacHeader.TryReadAsync(source, context.CancellationToken))!.Samples / 44_100.0;
        }

        const string Sound = "aevalsrc=exprs='0.3*sin(2*PI*220*t)*exp(-3*mod(t,0.5))+0.2*sin(2*PI*(440+110*floor(mod(t,4)))*t)+0.1*(random(0)-0.5)"
            + "|0.3*sin(2*PI*222*t)*exp(-3*mod(t,0.5))+0.2*sin(2*PI*(442+110*floor(mod(t,4)))*t)+0.1*(random(1)-0.5)':s=44100:d=60";
        await RunFfmpegAsync(context.Folder, ["-f", "lavfi", "-i", Sound, "-sample_fmt", "s16", "-f", "flac", source], context.CancellationToken);
        return Seconds;
    }

    private static async Task<Cost> MeasureAsync(ScenarioContext context, Func<string, Task> work)
    {
        var folder = Directory.CreateDirectory(Path.Combine(context.Folder, Path.GetRandomFileName())).FullName;
        var cpu = ChildCpu();
        var clock = Stopwatch.StartNew();
        await work(folder);
        var cost = new Cost(clock.Elapsed.TotalSeconds, ChildCpu() - cpu);
        Directory.Delete(folder, recursive: true);
        return cost;
    }

    /// <summary>CPU time of this process and of all its children that have ended, in seconds (fields 14 to 17 of /proc/self/stat, in hundredths).</summary>
    internal static double ChildCpu()
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
