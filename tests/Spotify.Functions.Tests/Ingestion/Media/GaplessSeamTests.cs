using Shouldly;
using Spotify.Core.Playback;
using Spotify.Functions.Ingestion.Media;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Ingestion.Media;

/// <summary>An album that was cut from one recording plays back without a gap: what its tracks decode to, joined, is the recording.</summary>
public sealed class GaplessSeamTests(ITestOutputHelper output)
{
    private const int Rate = 44_100;
    private const int Window = 1024;

    // Where the recording is cut: neither at a frame nor at a block of any codec, in the middle of a sound.
    private static readonly int[] Cuts = [0, 61_357, 131_071, 180_001];

    [Fact]
    public async Task Tracks_that_were_cut_from_one_recording_are_that_recording_again_on_every_rung()
    {
        var recording = Record(Cuts[^1]);
        var tracks = new List<Dictionary<Rung, (short[] Heard, RenditionFile File)>>();
        for (var i = 0; i + 1 < Cuts.Length; i++)
            tracks.Add(await EncodeAsync(recording, Cuts[i], Cuts[i + 1]));

        foreach (var rung in Rung.All.Where(rung => rung.Quality != Quality.Preview))
        {
            var joined = tracks.SelectMany(track => track[rung].Heard).ToArray();
            joined.Length.ShouldBe(recording.Length, rung.FileName);
            if (rung == Rung.Lossless)
            {
                joined.ShouldBe(recording);
                continue;
            }

            // The error around each seam, beside the worst of all windows that touch none: an encoder that knows nothing of the other track makes an error, but no click and no gap.
            var errors = Enumerable.Range(0, (recording.Length / 2 / Window) - 1).Select(window => Error(recording, joined, window * Window)).ToList();
            var elsewhere = errors.Where((_, window) => !Cuts.Any(cut => Math.Abs(cut - ((window + 0.5) * Window)) < 2 * Window)).Max();
            foreach (var seam in Cuts[1..^1])
            {
                var at = Error(recording, joined, seam - (Window / 2));
                output.WriteLine($"{rung.FileName}: error at the seam {at:0}, elsewhere at most {elsewhere:0}");
                at.ShouldBeLessThanOrEqualTo(elsewhere, $"{rung.FileName} at sample {seam}");
            }
        }
    }

    /// <summary>A chord with drums: there is something to hear at every moment, and something hard to encode often.</summary>
    private static short[] Record(int frames)
    {
        var noise = new Random(5);
        var samples = new short[frames * 2];
        for (var i = 0; i < frames; i++)
        {
            var drum = Math.Exp(-(i % 5_513) / 700.0) * ((noise.NextDouble() * 2) - 1) * 9_000;
            for (var channel = 0; channel < 2; channel++)
            {
                var chord = 3_000 * (Math.Sin(2 * Math.PI * 220 * i / Rate) + Math.Sin(2 * Math.PI * (277.2 + channel) * i / Rate) + Math.Sin(2 * Math.PI * 329.6 * i / Rate));
                samples[(i * 2) + channel] = (short)(chord + drum);
            }
        }

        return samples;
    }

    private static async Task<Dictionary<Rung, (short[] Heard, RenditionFile File)>> EncodeAsync(short[] recording, int from, int to)
    {
        using var kit = new MediaKit();
        var (media, refusal) = await kit.ProcessAsync(kit.Wav("source", Rate, 2, to - from, (frame, channel) => recording[((from + frame) * 2) + channel]));
        refusal.ShouldBeNull();
        return media!.Renditions.ToDictionary(file => file.Rung, file =>
        {
            var all = kit.Decode(kit.Path(file.Rung.FileName), "-flags2", "+skip_manual");
            (all.Length / 2).ShouldBe((int)(file.Delay + file.Samples + file.Padding), file.Rung.FileName);
            return (all[(file.Delay * 2)..^(file.Padding * 2)], file);
        });
    }

    private static double Error(short[] expected, short[] actual, int from)
    {
        double sum = 0;
        for (var i = from * 2; i < (from + Window) * 2; i++)
            sum += Math.Pow(expected[i] - actual[i], 2);
        return Math.Sqrt(sum / (2 * Window));
    }
}
