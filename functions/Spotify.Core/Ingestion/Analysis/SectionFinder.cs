namespace Spotify.Core.Ingestion.Analysis;

/// <summary>A boundary between sections.</summary>
/// <param name="Frame">Where the section begins.</param>
/// <param name="Confidence">How different it is from what is before, 0 to 1.</param>
internal readonly record struct SectionStart(int Frame, double Confidence);

/// <summary>
/// Cuts a track into parts of different sound (Foote 2000): timbre and harmony of every second are compared with those of the seconds around; where what is before is alike, and what is
/// after is alike, but both are not, a part begins.
/// </summary>
internal static class SectionFinder
{
    private const int Radius = 12;
    private const int Shortest = 8;
    private const double LeastNovelty = 0.35;
    private const int Dimensions = AudioFrames.TimbreSize + 12 + 1;

    private static readonly int BlockFrames = (int)Math.Round(AudioFrames.Rate);

    /// <summary>Finds where sections begin; the first one begins at 0.</summary>
    public static List<SectionStart> Find(AudioFrames frames, double tuning)
    {
        List<SectionStart> starts = [new(0, 1)];
        var blocks = Describe(frames, tuning);
        if (blocks.Length < 2 * Shortest)
            return starts;
        var novelty = Novelty(blocks);
        var scale = Math.Max(novelty.Max(), 1e-9);
        var mean = novelty.Average();
        for (var t = Shortest; t + Shortest <= blocks.Length; t++)
        {
            var isPeak = true;
            for (var near = Math.Max(0, t - (Shortest / 2)); near <= Math.Min(blocks.Length - 1, t + (Shortest / 2)); near++)
                isPeak &= near == t || novelty[near] < novelty[t] || (novelty[near] == novelty[t] && near > t);
            if (!isPeak || novelty[t] < LeastNovelty * scale || novelty[t] < 1.2 * mean || t - (starts[^1].Frame / BlockFrames) < Shortest)
                continue;
            starts.Add(new SectionStart(t * BlockFrames, Math.Clamp(novelty[t] / scale, 0, 1)));
        }

        return starts;
    }

    private static float[][] Describe(AudioFrames frames, double tuning)
    {
        var blocks = new float[frames.Count / BlockFrames][];
        Span<double> shape = stackalloc double[AudioFrames.TimbreSize];
        for (var block = 0; block < blocks.Length; block++)
        {
            var (from, to) = (block * BlockFrames, (block + 1) * BlockFrames);
            shape.Clear();
            TimbreMeans.Add(frames, from, to, shape);
            var pitches = ChromaMeans.Pitches(frames, from, to, tuning);
            double level = 0;
            for (var frame = from; frame < to; frame++)
                level += Math.Max(-60, frames.Level[frame]) / BlockFrames;
            blocks[block] = [.. shape.ToArray().Select(value => (float)value), .. pitches.Select(value => (float)value), (float)level];
        }

        Standardise(blocks);
        return blocks;
    }

    // Each figure over the whole track to mean 0 and deviation 1; pitches together weigh as much as the rest.
    private static void Standardise(float[][] blocks)
    {
        for (var i = 0; i < Dimensions && blocks.Length > 0; i++)
        {
            var mean = blocks.Average(block => block[i]);
            var deviation = (float)Math.Sqrt(blocks.Average(block => (block[i] - mean) * (block[i] - mean))) + 1e-6f;
            foreach (var block in blocks)
                block[i] = (block[i] - mean) / deviation;
        }

        foreach (var block in blocks)
        {
            var length = MathF.Sqrt(MelBank.Dot(block, block)) + 1e-6f;
            for (var i = 0; i < block.Length; i++)
                block[i] /= length;
        }
    }

    private static double[] Novelty(float[][] blocks)
    {
        var novelty = new double[blocks.Length];
        for (var t = Shortest / 2; t < blocks.Length - (Shortest / 2); t++)
        {
            var radius = Math.Min(Radius, Math.Min(t, blocks.Length - t));
            double same = 0, across = 0, weights = 0;
            for (var i = 1; i <= radius; i++)
            {
                for (var j = 1; j <= radius; j++)
                {
                    var weight = Math.Exp(-2.0 * ((i * i) + (j * j)) / (Radius * Radius));
                    weights += weight;
                    same += weight * (MelBank.Dot(blocks[t - i], blocks[t - j]) + MelBank.Dot(blocks[t + i - 1], blocks[t + j - 1])) / 2;
                    across += weight * MelBank.Dot(blocks[t - i], blocks[t + j - 1]);
                }
            }

            // Short ends have less to say.
            novelty[t] = Math.Max(0, (same - across) / weights) * radius / Radius;
        }

        return novelty;
    }
}
