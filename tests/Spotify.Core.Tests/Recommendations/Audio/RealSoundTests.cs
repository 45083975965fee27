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
    [DataFact("audio/pairs")]
    public void A_recording_in_another_encoding_lies_nearest_to_itself_among_all()
    {
        var files = Directory.GetFiles(TestData.Path("audio/pairs"), "*.ogg").Where(file => !file.EndsWith(".hq.ogg", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToArray();
        var (first, second) = (new MelSummary[files.Length], new MelSummary[files.Length]);
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            first[i] = Hear(files[i]);
            second[i] = Hear(Path.ChangeExtension(files[i], ".hq.ogg"));
        });
        // Where sound is is learned from other tracks altogether: these are heard for the first time. With the network, and by statistics alone.
        var tracks = SimulatedSounds.Tracks(300, 32, 4);
        foreach (var from in (int[])[100, 1000])
        {
            var training = AudioModel.Train(tracks, new AudioOptions { NetworkFrom = from, Epochs = 4, Threads = 2 });
            var vectors = new FactorMatrix(files.Length, 32);
            for (var i = 0; i < files.Length; i++)
                training.Model!.Predict(first[i]).CopyTo(vectors[i]);
            var index = new ExactIndex(vectors, VectorMetric.Cosine);
            for (var i = 0; i < files.Length; i++)
            {
                var nearest = index.Search(training.Model!.Predict(second[i]), 2);
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{training.Outcome} {Path.GetFileName(files[i])}: {nearest[0].Score:0.0000}, the next {nearest[1].Score:0.0000}"));
                Spelling(files[nearest[0].Row]).ShouldBe(Spelling(files[i]));
            }
        }
    }

    // One recording is here under two spellings.
    private static string Spelling(string file) => Path.GetFileName(file).Replace("'", "", StringComparison.Ordinal);

    private static MelSummary Hear(string file)
    {
        var start = new ProcessStartInfo(
            "ffmpeg", ["-v", "error", "-nostdin", "-threads", "1", "-i", file, "-ac", "1", "-ar", $"{TrackAnalyser.SampleRate}", "-f", "f32le", "-"])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        using var memory = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(memory);
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        var samples = MemoryMarshal.Cast<byte, float>(memory.ToArray());
        var analyser = new TrackAnalyser(samples.Length, -14);
        analyser.Add(samples);
        return analyser.Finish().Mel;
    }
}
