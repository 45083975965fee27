using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Shouldly;
using Spotify.Core.Ingestion.Analysis;
using Spotify.Core.Recommendations.Audio;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;
using Spotify.TestSupport;
using Xunit.Abstractions;

namespace Spotify.Core.Tests.Recommendations.Audio;

public sealed class RealSoundTests(ITestOutputHelper output)
{
    [DataFact("audio")]
    public async Task A_recording_in_another_encoding_lies_nearest_to_itself_among_all()
    {
        var files = Directory.GetFiles(TestData.Path("audio/pairs"), "*.ogg").Where(file => !file.EndsWith(".hq.ogg", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var (first, second) = (new MelSummary[files.Length], new MelSummary[files.Length]);
        await Parallel.ForAsync(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (i, _) =>
        {
            first[i] = Hear(await DecodeAsync(files[i]));
            second[i] = Hear(await DecodeAsync(Path.ChangeExtension(files[i], ".hq.ogg")));
        });
        // Where a sound lies is learned from pieces of other music: these are heard for the first time. So few make a model of statistics.
        var model = AudioModel.Train(await PiecesAsync()).Model.ShouldNotBeNull();
        var vectors = new FactorMatrix(files.Length, model.Dimensions);
        for (var i = 0; i < files.Length; i++)
            model.Predict(first[i]).CopyTo(vectors[i]);
        var index = new ExactIndex(vectors, VectorMetric.Cosine);
        for (var i = 0; i < files.Length; i++)
        {
            var nearest = index.Search(model.Predict(second[i]), 2);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(files[i])}: {nearest[0].Score:0.0000}, the next {nearest[1].Score:0.0000}"));
            Spelling(files[nearest[0].Row]).ShouldBe(Spelling(files[i]));
        }
    }

    // One recording is here under two spellings.
    private static string Spelling(string file) => Path.GetFileName(file).Replace("'", "", StringComparison.Ordinal);

    // A minute of each piece of music in parts of 12 s, and a taste that goes by how strong eight parts of its spectrum are and how they vary.
    private static async Task<IReadOnlyList<AudioSample>> PiecesAsync()
    {
        const int Length = 12 * TrackAnalyser.SampleRate;
        var files = Directory.GetFiles(TestData.Path("audio/music")).Where(file => Path.GetExtension(file) is ".ogg" or ".opus" or ".mp3").Order(StringComparer.Ordinal).ToArray();
        var samples = new List<AudioSample>[files.Length];
        await Parallel.ForAsync(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (i, _) =>
        {
            var (own, sound) = (new List<AudioSample>(), await DecodeAsync(files[i], "60"));
            for (var at = 0; at + Length <= sound.Length; at += Length)
            {
                var mel = Hear(sound.AsSpan(at, Length));
                own.Add(new AudioSample(mel, null, TasteOf(mel)));
            }

            samples[i] = own;
        });
        return [.. samples.SelectMany(own => own)];
    }

    private static float[] TasteOf(MelSummary mel)
    {
        var (statistics, random, traits, factors) = (SoundStatistics.Of(mel, null), new SeededRandom(12), new double[24], new float[32]);
        for (var i = 0; i < 3 * MelSummary.Bands; i++)
            traits[i / 10] += statistics[i] / 10;
        foreach (ref var factor in factors.AsSpan())
        {
            for (var i = 0; i < traits.Length; i++)
                factor += (float)(random.NextGaussian() * (traits[i] - (i < 8 ? 0 : 5)) / (i < 8 ? 10 : 2));
        }

        return factors;
    }

    private static MelSummary Hear(ReadOnlySpan<float> samples)
    {
        var analyser = new TrackAnalyser(samples.Length, -14);
        analyser.Add(samples);
        return analyser.Finish().Mel;
    }

    private static async Task<float[]> DecodeAsync(string file, string seconds = "600")
    {
        var start = new ProcessStartInfo(
            "ffmpeg", ["-v", "error", "-nostdin", "-threads", "1", "-t", seconds, "-i", file, "-map", "0:a:0", "-ac", "1", "-ar", $"{TrackAnalyser.SampleRate}", "-f", "f32le", "-"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var memory = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(memory);
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0);
        return MemoryMarshal.Cast<byte, float>(memory.ToArray()).ToArray();
    }
}
