using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Spotify.Cli.Local;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Media;
using Spotify.TestSupport;

namespace Benchmarks;

/// <summary>
/// A delivery of many tracks through the running application, from the upload of its manifest to its acknowledgement: everything that is done to every track, stored and published.
/// Beside it plain ffmpeg making the same ten encodes of each track from the same files, a call each, as many at once as there are processors: the least that any
/// pipeline with these files costs. Arguments: tracks (50) and seconds of each (20).
/// </summary>
internal sealed class IngestBatch : IScenario
{
    private const string Label = "bench-label";

    private static readonly TimeSpan MostWait = TimeSpan.FromHours(6);

    public string Name => "ingest-batch";

    public string Description => "a delivery of 50 tracks from its manifest to its acknowledgement, beside plain ffmpeg making the same ten encodes of each";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var tracks = Argument(context, 0, 50);
        var seconds = Argument(context, 1, 20);
        var sources = await MakeAsync(context, tracks, seconds);
        var peer = await MeasurePeerAsync(context, sources);
        var ours = await MeasureOursAsync(context, sources);
        var (oursAnHour, peerAnHour) = (tracks * 3600 / ours.Wall, tracks * 3600 / peer.Wall);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tracks} tracks of {seconds} s, {Environment.ProcessorCount} processors"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"",-36}{"wall s",9}{"CPU s",9}{"tracks/h",10}{"x real time",13}"));
        Row("ours: manifest to acknowledgement", ours);
        Row("plain ffmpeg, ten encodes a track", peer);
        return new ScenarioResult(oursAnHour, peerAnHour, "tracks/h", HigherIsBetter: true, new Dictionary<string, double>
        {
            ["tracks"] = tracks,
            ["track_s"] = seconds,
            ["wall_s"] = ours.Wall,
            ["peer_wall_s"] = peer.Wall,
            ["cpu_s"] = ours.Cpu,
            ["peer_cpu_s"] = peer.Cpu,
            ["real_time"] = tracks * seconds / ours.Wall,
        });

        void Row(string name, Cost cost) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{name,-36}{cost.Wall,9:0.0}{cost.Cpu,9:0.0}{tracks * 3600 / cost.Wall,10:0}{tracks * seconds / cost.Wall,13:0.0}"));
    }

    private static int Argument(ScenarioContext context, int place, int otherwise) =>
        context.Arguments.Count > place ? int.Parse(context.Arguments[place], CultureInfo.InvariantCulture) : otherwise;

    /// <summary>Music-like sound, another in every track, as 44.1 kHz stereo FLAC: what labels deliver, and no side has to convert it.</summary>
    private static async Task<IReadOnlyList<string>> MakeAsync(ScenarioContext context, int tracks, int seconds)
    {
        var sources = new List<string>(tracks);
        for (var track = 0; track < tracks; track++)
        {
            var (root, pace) = (180 + (7 * track), 0.4 + (0.01 * (track % 20)));
            var sound = string.Create(
                CultureInfo.InvariantCulture,
                $"aevalsrc=exprs='0.3*sin(2*PI*{root}*t)*exp(-3*mod(t,{pace}))+0.2*sin(2*PI*({2 * root}+{root / 2}*floor(mod(t,4)))*t)+0.1*(random({track})-0.5)"
                + $"|0.3*sin(2*PI*{root + 2}*t)*exp(-3*mod(t,{pace}))+0.2*sin(2*PI*({2 * root}+{root / 2}*floor(mod(t,4)))*t)+0.1*(random({track + 1000})-0.5)':s=44100:d={seconds}");
            var path = Path.Combine(context.Folder, string.Create(CultureInfo.InvariantCulture, $"{track + 1:000}.flac"));
            await FfmpegAsync(context.Folder, ["-f", "lavfi", "-i", sound, "-sample_fmt", "s16", "-f", "flac", path], context.CancellationToken);
            sources.Add(path);
        }

        return sources;
    }

    private static async Task<Cost> MeasureOursAsync(ScenarioContext context, IReadOnlyList<string> sources)
    {
        var data = Path.Combine(context.Folder, "data");
        Action<string> output = Environment.GetEnvironmentVariable("BENCH_LOG") is null ? _ => { } : Console.WriteLine;
        await using var platform = await LocalPlatform.StartAsync(data, onOutput: output, cancellationToken: context.CancellationToken);
        using var client = new HttpClient { BaseAddress = platform.Application.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", LocalTokens.ForLabel(data, Label));
        var delivery = new TestDelivery(TestDelivery.Upc(500_001), "A batch");
        foreach (var (path, track) in sources.Select((path, track) => (path, track)))
            delivery.Track(Path.GetFileName(path), await File.ReadAllBytesAsync(path, context.CancellationToken), string.Create(CultureInfo.InvariantCulture, $"ZZBCH26{track:00000}"));
        var batch = await delivery.SendAsync(client, Label);

        var cpu = CpuOf(platform.Application.Process.Id);
        var clock = Stopwatch.StartNew();
        var answer = await TestDelivery.AcknowledgementAsync(platform.Azurite.ConnectionString, Label, batch, MostWait);
        var cost = new Cost(clock.Elapsed.TotalSeconds, CpuOf(platform.Application.Process.Id) - cpu);
        return answer.GetProperty("status").GetString() == "accepted" ? cost : throw new InvalidOperationException(JsonSerializer.Serialize(answer));
    }

    private static async Task<Cost> MeasurePeerAsync(ScenarioContext context, IReadOnlyList<string> sources)
    {
        var folder = Directory.CreateDirectory(Path.Combine(context.Folder, "peer")).FullName;
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = Options.Create(new IngestionOptions()).Value.ToolsAtOnce, CancellationToken = context.CancellationToken };
        var cpu = CpuOf(Environment.ProcessId);
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(
            from source in sources from rung in Rung.All select (source, rung),
            atOnce,
            async (work, token) => await FfmpegAsync(
                Directory.CreateDirectory(Path.Combine(folder, Path.GetFileNameWithoutExtension(work.source))).FullName,
                ["-i", work.source, .. Transcoder.OutputArguments(work.rung, "0:a:0", 44_100)],
                token));
        return new Cost(clock.Elapsed.TotalSeconds, CpuOf(Environment.ProcessId) - cpu);
    }

    /// <summary>CPU time of a process and of all its children that have ended, in seconds (fields 14 to 17 of /proc/PID/stat, in hundredths).</summary>
    private static double CpuOf(int process)
    {
        var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
        return text[(text.LastIndexOf(')') + 2)..].Split(' ')[11..15].Sum(field => long.Parse(field, CultureInfo.InvariantCulture)) / 100.0;
    }

    private static async Task FfmpegAsync(string folder, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]) { WorkingDirectory = folder })!;
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException("ffmpeg failed");
    }

    private sealed record Cost(double Wall, double Cpu);
}
