using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion.Analysis;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Core.Tests.Ingestion.Analysis;

public sealed class SoundTests(ITestOutputHelper output)
{
    [Fact]
    public void The_power_of_every_bin_is_that_of_the_definition()
    {
        var random = new Random(5);
        foreach (var size in (int[])[8, 16, 64, 512])
        {
            var samples = Enumerable.Range(0, size).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
            var power = new float[(size / 2) + 1];
            new RealFft(size).Power(samples, power);
            for (var bin = 0; bin < power.Length; bin++)
            {
                double re = 0, im = 0;
                for (var i = 0; i < size; i++)
                {
                    re += samples[i] * Math.Cos(2 * Math.PI * bin * i / size);
                    im -= samples[i] * Math.Sin(2 * Math.PI * bin * i / size);
                }

                ((double)power[bin]).ShouldBe((re * re) + (im * im), 1e-3 * size);
            }
        }

        Should.Throw<ArgumentOutOfRangeException>(() => new RealFft(100));
    }

    [Fact]
    public void Silence_at_both_ends_is_measured()
    {
        var music = new RenderedMusic(10);
        music.Tone(1.5, 6, 440, 0.3, RenderedMusic.Timbre.Saw);
        var sound = music.Analyse();
        sound.Features.LeadingSilenceMs.ShouldBeInRange(1470, 1530);
        sound.Features.TrailingSilenceMs.ShouldBeInRange(2450, 2550);
        sound.Analysis.Track.EndOfFadeIn.ShouldBe(1.5, 0.4);
        sound.Analysis.Track.StartOfFadeOut.ShouldBe(7.5, 0.4);
    }

    [Fact]
    public void A_part_that_sounds_otherwise_is_a_section_of_its_own()
    {
        var music = RenderedMusic.Drums(120, 60, 4, "x.......x.x.....", "....x.......x...", "X.o.X.o.X.o.X.o.");
        Array.Clear(music.Samples, 20 * RenderedMusic.Rate, 20 * RenderedMusic.Rate);
        var chords = RenderedMusic.Chords([[0, 4, 7], [5, 9, 12]], 20, 1, RenderedMusic.Timbre.Organ);
        chords.Samples.CopyTo(music.Samples, 20 * RenderedMusic.Rate);
        var sections = music.Analyse().Analysis.Sections;
        sections.Select(section => Math.Round(section.Start / 5) * 5).ShouldBe([0, 20, 40]);
        sections.Sum(section => section.Duration).ShouldBe(60, 0.001);
        sections[0].Confidence.ShouldBe(1);
    }

    [Fact]
    public void Times_cover_the_track_without_gaps_and_all_figures_are_in_their_ranges()
    {
        var sound = RenderedMusic.Drums(100, 30, 4, "x..x......x..x..", "....x.......x...", "X.o.X.o.X.oooXo.")
            .With(RenderedMusic.Chords(RenderedMusic.Cadence(4, false, 1), 30, 0.6, RenderedMusic.Timbre.Plucked)).Analyse();
        var segments = sound.Analysis.Segments;
        segments[0].Start.ShouldBe(0);
        for (var i = 1; i < segments.Count; i++)
            segments[i].Start.ShouldBe(segments[i - 1].Start + segments[i - 1].Duration, 0.0001);
        (segments[^1].Start + segments[^1].Duration).ShouldBe(30, 0.001);
        segments.ShouldAllBe(segment => segment.Pitches.Count == 12 && segment.Timbre.Count == 12 && segment.LoudnessMax >= segment.LoudnessStart);
        sound.Analysis.Tatums.Count.ShouldBeGreaterThan(sound.Analysis.Beats.Count);
        var features = sound.Features;
        foreach (var value in (double[])[features.Energy, features.Danceability, features.Valence, features.Acousticness, features.Instrumentalness, features.Speechiness, features.Liveness])
            value.ShouldBeInRange(0, 1);
    }

    [Fact]
    public void The_same_samples_give_the_same_bytes_however_they_are_cut()
    {
        var samples = RenderedMusic.Drums(128, 15, 4, "x...x...x...x...", "....x.......x...", "..X...X...X...X.").Samples;
        byte[] Bytes(int piece)
        {
            var analyser = new TrackAnalyser(samples.Length, -12);
            for (var at = 0; at < samples.Length; at += piece)
                analyser.Add(samples.AsSpan(at, Math.Min(piece, samples.Length - at)));
            var sound = analyser.Finish();
            return [.. JsonSerializer.SerializeToUtf8Bytes(sound.Features), .. JsonSerializer.SerializeToUtf8Bytes(sound.Analysis), .. sound.Mel.ToBytes()];
        }

        Bytes(1).ShouldBe(Bytes(100_000));
        Bytes(777).ShouldBe(Bytes(100_000));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(5_000)]
    [InlineData(40_000)]
    public void Audio_that_is_too_short_to_say_anything_is_analysed_all_the_same(int samples)
    {
        var analyser = new TrackAnalyser(samples, -20);
        analyser.Add(Enumerable.Range(0, samples).Select(i => (float)(0.3 * Math.Sin(i * 0.1))).ToArray());
        var sound = analyser.Finish();
        sound.Features.TimeSignature.ShouldBe(4);
        sound.Analysis.Track.NumSamples.ShouldBe(samples);
        MelSummary.TryRead(sound.Mel.ToBytes()).ShouldNotBeNull();
    }

    [Fact]
    public void The_summary_shows_a_tone_in_its_band_while_it_lasts()
    {
        var music = new RenderedMusic(20);
        music.Tone(10, 10, 1000, 0.5, RenderedMusic.Timbre.Sine);
        var mel = music.Analyse().Mel;
        var early = Enumerable.Range(0, MelSummary.Bands).Max(band => mel.LevelOf(band, 60));
        var loudest = Enumerable.Range(0, MelSummary.Bands).MaxBy(band => mel.LevelOf(band, 200));
        early.ShouldBeLessThan(-90);
        mel.LevelOf(loudest, 200).ShouldBeInRange(-25, 0);
        mel.LevelOf(loudest, 200).ShouldBeGreaterThan(mel.LevelOf(Math.Max(0, loudest - 10), 200) + 30);
        mel.DurationMs.ShouldBe(20_000u);
    }

    [Fact]
    public void A_summary_is_read_as_it_was_written()
    {
        Prop.ForAll<NonNegativeInt, int>((duration, seed) =>
        {
            var random = new Random(seed);
            var levels = Enumerable.Range(0, MelSummary.Bands * MelSummary.Frames).Select(_ => (random.NextDouble() * 120) - 110).ToArray();
            var written = MelSummary.Create((uint)duration.Get, (band, frame) => levels[(band * MelSummary.Frames) + frame], (_, _) => random.NextDouble() * 30);
            var read = MelSummary.TryRead(written.ToBytes())!;
            return read.DurationMs == written.DurationMs && read.ToBytes().AsSpan().SequenceEqual(written.ToBytes())
                && Math.Abs(read.LevelOf(7, 100) - Math.Clamp(levels[(7 * MelSummary.Frames) + 100], -100, 0)) < 0.2;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));
    }

    [Fact]
    public void What_is_no_summary_is_not_read()
    {
        var bytes = MelSummary.Create(1000, (_, _) => -30, (_, _) => 1).ToBytes();
        MelSummary.TryRead([]).ShouldBeNull();
        MelSummary.TryRead(bytes.AsSpan(0, bytes.Length - 1)).ShouldBeNull();
        foreach (var at in (int[])[0, 4, 5, 6, 8])
        {
            var spoilt = bytes.ToArray();
            spoilt[at] ^= 0x40;
            MelSummary.TryRead(spoilt).ShouldBeNull();
        }
    }

    [Fact]
    public void An_analysis_is_read_as_it_was_written_and_nothing_else_is()
    {
        var analysis = RenderedMusic.Clicks(100, 10).Analyse().Analysis;
        using var file = new MemoryStream();
        AnalysisFile.Write(file, analysis);
        file.Position = 0;
        JsonSerializer.Serialize(AnalysisFile.TryRead(file)).ShouldBe(JsonSerializer.Serialize(analysis));
        AnalysisFile.TryRead(new MemoryStream([1, 2, 3])).ShouldBeNull();
    }

    [Fact]
    public void Four_minutes_are_analysed_in_little_time()
    {
        var music = RenderedMusic.Drums(120, 240, 4, "x.......x.x.....", "....x.......x...", "X.o.X.o.X.o.X.o.");
        _ = RenderedMusic.Clicks(100, 5).Analyse();
        var (clock, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        _ = music.Analyse();
        // The processor time is this test's alone only where no other runs beside it: twenty times what is measured then.
        var spent = (Environment.CpuUsage.TotalTime - before).TotalSeconds;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"4 minutes of audio analysed in {clock.Elapsed.TotalSeconds:0.00} s, {spent:0.00} s of processor time"));
        spent.ShouldBeLessThan(20);
    }
}
