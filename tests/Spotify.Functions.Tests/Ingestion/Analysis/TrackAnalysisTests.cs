using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Functions.Ingestion.Analysis;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Ingestion.Media.Hls;
using Spotify.Functions.Tests.Ingestion.Media;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Ingestion.Analysis;

public sealed partial class TrackAnalysisTests(ITestOutputHelper output)
{
    // A click every half second over a chord of A minor.
    private static readonly string[] Music =
    [
        "-f", "lavfi", "-i",
        "aevalsrc=0.15*(sin(2*PI*220*t)+sin(2*PI*261.63*t)+sin(2*PI*329.63*t))+0.5*exp(-60*mod(t\\,0.5))*sin(2*PI*1500*t):s=44100:d=20", "-ac", "2", "-f", "wav",
    ];

    private static readonly string[] Animals = ["robin", "humpback", "pibble"];

    private static readonly Master Second = new(44_100, 44_100, -20, -3, new Core.Ingestion.LoudnessHistogram());

    [Fact]
    public async Task A_track_is_analysed_while_it_is_encoded_and_a_second_run_gives_the_same_bytes()
    {
        List<byte[]> files = [];
        for (var run = 0; run < 2; run++)
        {
            using var kit = new MediaKit();
            kit.Make("source", Music);
            var track = new TrackMedia(
                kit.Tool,
                kit.Probe,
                new Mastering(kit.Tool, kit.Options),
                kit.Transcoder,
                new HlsPackager(kit.Tool, kit.Transcoder),
                new TrackAnalysis(kit.Tool, NullLogger<TrackAnalysis>.Instance));
            var (media, refusal) = await track.ProcessAsync(kit.Folder.Path, "source", CancellationToken.None);
            refusal.ShouldBeNull();
            media!.Features!.Tempo.ShouldBe(120, 1);
            (media.Features.Key, media.Features.Mode).ShouldBe((9, 0));
            media.Features.Loudness.ShouldBe(media.Master.IntegratedLufs);
            MelSummary.TryRead(File.ReadAllBytes(kit.Path("mel.bin")))!.DurationMs.ShouldBeInRange(19_999u, 20_001u);
            using (var stored = File.OpenRead(kit.Path("analysis.json.gz")))
                AnalysisFile.TryRead(stored)!.Track.Duration.ShouldBe(20, 0.001);
            files.Add([.. File.ReadAllBytes(kit.Path("analysis.json.gz")), .. File.ReadAllBytes(kit.Path("mel.bin"))]);
        }

        files[1].ShouldBe(files[0]);
    }

    [Fact]
    public async Task A_master_that_cannot_be_decoded_gives_no_figures_and_no_files_and_is_logged()
    {
        using var kit = new MediaKit();
        var log = new LastMessage();
        (await new TrackAnalysis(kit.Tool, log).AnalyseAsync(kit.Folder.Path, Second, CancellationToken.None)).ShouldBeNull();
        log.Event.ShouldBe(3120);
        File.WriteAllText(kit.Path("lossless.flac"), "this is no music");
        (await new TrackAnalysis(kit.Tool, log).AnalyseAsync(kit.Folder.Path, Second, CancellationToken.None)).ShouldBeNull();
        TrackAnalysis.Files.ShouldAllBe(file => !File.Exists(kit.Path(file.Name)));
    }

    [Fact]
    public async Task An_analysis_that_is_called_off_ends_at_once()
    {
        using var kit = new MediaKit();
        kit.Make("lossless.flac", "-f", "lavfi", "-i", "anoisesrc=r=44100:d=60", "-ac", "2");
        using var stop = new CancellationTokenSource();
        var running = new TrackAnalysis(kit.Tool, NullLogger<TrackAnalysis>.Instance).AnalyseAsync(kit.Folder.Path, Second with { Samples = 60 * 44_100 }, stop.Token);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
    }

    [Fact]
    public async Task What_a_reader_of_sound_throws_stops_the_program_and_comes_out()
    {
        using var kit = new MediaKit();
        string[] endless = ["-loglevel", "error", "-f", "lavfi", "-i", "anoisesrc=r=44100", "-f", "f32le", "pipe:1"];
        var reading = kit.Tool.FfmpegIntoAsync(kit.Folder.Path, endless, async pcm =>
        {
            await pcm.ReadExactlyAsync(new byte[1000]);
            throw new InvalidDataException("enough");
        }, CancellationToken.None);
        (await Should.ThrowAsync<InvalidDataException>(reading)).Message.ShouldBe("enough");
    }

    [DataFact("audio/pairs")]
    public async Task Speech_sounds_like_speech_and_real_music_is_plausible()
    {
        string[] speech = ["198-209-0000.ogg", "3436-172162-0000.ogg", "5703-47212-0000.ogg"];
        using var kit = new MediaKit();
        var figures = new Dictionary<string, AudioFeatures>();
        var files = Directory.EnumerateFiles(TestData.Path("audio/pairs"), "*.ogg").Where(path => !path.EndsWith(".hq.ogg", StringComparison.Ordinal))
            .Concat(TestScale.IsFull ? Directory.EnumerateFiles(TestData.Path("audio/music")).Where(path => Path.GetExtension(path) is ".ogg" or ".mp3" or ".opus") : []);
        foreach (var path in files.Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(path);
            kit.Make("lossless.flac", "-i", path, "-map", "0:a:0", "-ac", "2", "-ar", "44100", "-sample_fmt", "s16");
            var samples = (await FlacHeader.TryReadAsync(kit.Path("lossless.flac"), CancellationToken.None))!.Samples;
            var (loudness, peak) = Loudness(kit, kit.Path("lossless.flac"));
            var clock = Stopwatch.StartNew();
            var found = (await new TrackAnalysis(kit.Tool, NullLogger<TrackAnalysis>.Instance)
                .AnalyseAsync(kit.Folder.Path, new Master(44_100, samples, loudness, peak, new Core.Ingestion.LoudnessHistogram()), CancellationToken.None))!;
            figures[name] = found;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-44} {samples / 44_100.0,5:0} s in {clock.Elapsed.TotalSeconds:0.00} s: bpm {found.Tempo,5:0.0} key {found.Key,2}{(found.Mode == 1 ? " " : "m")} {found.TimeSignature}/4 {found.Loudness,5:0.0} LUFS en {found.Energy:0.00} da {found.Danceability:0.00} va {found.Valence:0.00} ac {found.Acousticness:0.00} in {found.Instrumentalness:0.00} sp {found.Speechiness:0.00} li {found.Liveness:0.00}"));
        }

        figures.Values.ShouldAllBe(found => found.Tempo == 0 || (found.Tempo > 40 && found.Tempo < 240));
        // As the Web API reads them: speech is above a third, music below, and what lies between a third and two thirds may be either: a few pieces may. Animals are neither.
        var heard = figures.Where(entry => !Animals.Any(entry.Key.Contains)).ToLookup(entry => speech.Contains(entry.Key));
        heard[true].ShouldAllBe(entry => entry.Value.Speechiness > 0.33);
        heard[false].ShouldAllBe(entry => entry.Value.Speechiness < 0.66);
        heard[false].Count(entry => entry.Value.Speechiness > 0.33).ShouldBeLessThanOrEqualTo(heard[false].Count() / 10);
    }

    [DataFact("audio/ebur128")]
    public async Task Stored_loudness_is_what_ffmpeg_measures_on_every_file()
    {
        using var kit = new MediaKit();
        var mastering = new Mastering(kit.Tool, kit.Options);
        var (count, worst, worstPeak) = (0, 0.0, 0.0);
        string[] folders = TestScale.IsFull ? ["ebur128", "encodings", "pairs", "music"] : ["encodings"];
        foreach (var path in folders.SelectMany(folder => Directory.EnumerateFiles(TestData.Path($"audio/{folder}"))).Order(StringComparer.Ordinal))
        {
            File.Copy(path, kit.Path("source"), overwrite: true);
            var (source, _) = await kit.Probe.ProbeAsync(kit.Folder.Path, "source", CancellationToken.None);
            // Lists, and formats that are not taken.
            if (source is null)
                continue;
            var (master, refusal) = await mastering.MakeAsync(kit.Folder.Path, "source", source, CancellationToken.None);
            if (master is null)
            {
                output.WriteLine($"{Path.GetFileName(path)} is refused: {refusal!.Detail}");
                continue;
            }

            // Listeners get stereo: of other layouts ffmpeg measures what was made of them.
            var (loudness, peak) = Loudness(kit, source.Channels == 2 ? path : kit.Path("lossless.flac"));
            // What a lossy file has over full scale is cut off in the master, and it is the master that is measured.
            if (peak > 0)
                (loudness, peak) = Loudness(kit, kit.Path("lossless.flac"));
            count++;
            worst = Math.Max(worst, Math.Abs(master.IntegratedLufs - Math.Max(-70, loudness)));
            worstPeak = Math.Max(worstPeak, Math.Abs(master.TruePeakDbtp - peak));
            master.IntegratedLufs.ShouldBe(Math.Max(-70, loudness), 0.1001, path);
            master.TruePeakDbtp.ShouldBe(peak, 0.2001, path);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} files: at most {worst:0.00} LU and {worstPeak:0.00} dB apart"));
        count.ShouldBeGreaterThan(2);
    }

    private static (double Loudness, double Peak) Loudness(MediaKit kit, string path)
    {
        var start = new ProcessStartInfo("ffmpeg") { RedirectStandardError = true, WorkingDirectory = kit.Folder.Path };
        foreach (var argument in (string[])["-hide_banner", "-nostats", "-nostdin", "-i", path, "-map", "0:a:0", "-af", "ebur128=peak=true:framelog=verbose", "-f", "null", "-"])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        var summary = said[said.LastIndexOf("Summary:", StringComparison.Ordinal)..];
        double Read(Regex line) => double.TryParse(line.Match(summary).Groups[1].Value, CultureInfo.InvariantCulture, out var value) ? value : double.NegativeInfinity;
        return (Read(IntegratedLine()), Read(PeakLine()));
    }

    [GeneratedRegex(@"I:\s+(-?[\d.]+) LUFS")]
    private static partial Regex IntegratedLine();

    [GeneratedRegex(@"Peak:\s+(-?[\d.]+) dBFS")]
    private static partial Regex PeakLine();

    private sealed class LastMessage : ILogger<TrackAnalysis>
    {
        public int Event { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Event = eventId.Id;
    }
}
