using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Spotify.Core.Ingestion.Analysis;

namespace Benchmarks;

/// <summary>
/// The whole analysis of four minutes of sound on one thread, decoded before, beside two limits: what ffmpeg takes to decode the same track to what is analysed (which has to be done
/// anyhow), and the analysis' transforms alone: as many of the same lengths, and nothing else. Rounds alternate, and the best of each counts: what disturbs a machine only ever adds.
/// </summary>
internal sealed class Analysis : IScenario
{
    private const int Rounds = 5;
    private const double Seconds = 240;
    private const int Hop = 512;
    private const int Window = 2048;
    private const int LongWindow = 8192;
    private const int LongEvery = 4;
    private const int Piece = 16_384;

    public string Name => "analysis";

    public string Description => "the whole analysis of four minutes of sound, decoded before, beside ffmpeg's decode of them, and beside bare transforms";

    public async Task<ScenarioResult> RunAsync(ScenarioContext context)
    {
        var track = Path.Combine(context.Folder, "track.flac");
        await PrepareAsync(context, track);
        var raw = Path.Combine(context.Folder, "track.f32");
        await DecodeAsync(track, raw, context.CancellationToken);
        var samples = MemoryMarshal.Cast<byte, float>(await File.ReadAllBytesAsync(raw, context.CancellationToken)).ToArray();

        var (ours, finish, transforms, decode) = (double.MaxValue, 0.0, double.MaxValue, double.MaxValue);
        var (gathered, allocated) = (0.0, 0.0);
        for (var round = 0; round < Rounds; round++)
        {
            var memory = GC.GetTotalMemory(forceFullCollection: true);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = OwnCpu();
            var analyser = new TrackAnalyser(samples.Length, -12);
            for (var at = 0; at < samples.Length; at += Piece)
                analyser.Add(samples.AsSpan(at, Math.Min(Piece, samples.Length - at)));
            var gone = OwnCpu() - clock;
            var kept = (GC.GetTotalMemory(forceFullCollection: true) - memory) / 1e6;
            clock = OwnCpu();
            var sound = analyser.Finish();
            var rest = OwnCpu() - clock;
            if (gone + rest < ours)
                (ours, finish, gathered, allocated) = (gone + rest, rest, kept, (GC.GetAllocatedBytesForCurrentThread() - before) / 1e6);
            GC.KeepAlive(sound);

            clock = OwnCpu();
            Transform(samples);
            transforms = Math.Min(transforms, OwnCpu() - clock);
            decode = Math.Min(decode, await DecodeAsync(track, raw, context.CancellationToken));
        }

        var seconds = (double)samples.Length / TrackAnalyser.SampleRate;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s of sound, processor time, best of {Rounds}"));
        Row("ours: the whole analysis", ours);
        Row("  of it after the last sample", finish);
        Row("its transforms alone", transforms);
        Row("ffmpeg: decode to mono at 22,050 Hz", decode);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"kept while it runs {gathered:0.0} MB, allocated in all {allocated:0.0} MB, {seconds / ours:0} times as fast as it plays"));
        return new ScenarioResult(ours, decode, "cpu s", HigherIsBetter: false, new Dictionary<string, double>
        {
            ["finish_s"] = finish,
            ["transforms_s"] = transforms,
            ["over_transforms"] = ours / transforms,
            ["kept_mb"] = gathered,
            ["allocated_mb"] = allocated,
            ["times_real_time"] = seconds / ours,
            ["audio_s"] = seconds,
        });

        static void Row(string name, double cpu) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-38}{cpu,8:0.000} s"));
    }

    private static void Transform(float[] samples)
    {
        var (fft, power) = (new RealFft(Window), new float[(Window / 2) + 1]);
        var (longFft, longPower) = (new RealFft(LongWindow), new float[(LongWindow / 2) + 1]);
        for (int at = 0, frame = 0; at + LongWindow <= samples.Length; at += Hop, frame++)
        {
            fft.Power(samples.AsSpan(at, Window), power);
            if (frame % LongEvery == 0)
                longFft.Power(samples.AsSpan(at, LongWindow), longPower);
        }
    }

    /// <summary>The file named on the command line, or four minutes of music-like sound made here.</summary>
    private static async Task PrepareAsync(ScenarioContext context, string track)
    {
        const string Sound = "aevalsrc=exprs='0.3*sin(2*PI*220*t)*exp(-3*mod(t,0.5))+0.2*sin(2*PI*(440+110*floor(mod(t,4)))*t)+0.2*(random(0)-0.5)*exp(-20*mod(t,0.25))"
            + "|0.3*sin(2*PI*222*t)*exp(-3*mod(t,0.5))+0.2*sin(2*PI*(442+110*floor(mod(t,4)))*t)+0.1*(random(1)-0.5)':s=44100:d=240";
        IEnumerable<string> input = context.Arguments is [var path, ..]
            ? ["-t", $"{Seconds}", "-i", Path.GetFullPath(path), "-map", "0:a:0", "-ar", "44100", "-ac", "2"]
            : ["-f", "lavfi", "-i", Sound];
        await RunAsync([.. input, "-sample_fmt", "s16", "-f", "flac", track], context.CancellationToken);
    }

    private static Task<double> DecodeAsync(string track, string raw, CancellationToken cancellationToken) => RunAsync(
        [
            "-threads", "1", "-i", track, "-filter_threads", "1", "-af",
            $"aformat=sample_fmts=fltp,pan=mono|c0=0.5*c0+0.5*c1,aresample={TrackAnalyser.SampleRate},aformat=sample_fmts=flt", "-f", "f32le", raw,
        ],
        cancellationToken);

    private static double OwnCpu() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static async Task<double> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var before = Ingest.ChildCpu();
        using var process = Process.Start(new ProcessStartInfo("ffmpeg", ["-v", "error", "-nostdin", "-y", .. arguments]))!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? Ingest.ChildCpu() - before : throw new InvalidOperationException("ffmpeg failed");
    }
}
