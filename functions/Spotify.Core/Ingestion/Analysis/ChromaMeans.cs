namespace Spotify.Core.Ingestion.Analysis;

/// <summary>Chroma of stretches of a track.</summary>
internal static class ChromaMeans
{
    /// <summary>Adds up the chroma between two frames, at least one chroma frame of it, each weighed by how loud it is.</summary>
    public static void Add(AudioFrames frames, double from, double to, Span<double> sums)
    {
        var count = frames.Chroma.Count / ChromaReader.Bins;
        var first = Math.Clamp((int)Math.Ceiling(from / AudioFrames.ChromaEvery), 0, Math.Max(0, count - 1));
        var last = Math.Clamp((int)Math.Ceiling(to / AudioFrames.ChromaEvery), first + 1, Math.Max(first + 1, count));
        var chroma = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(frames.Chroma);
        for (var index = first; index < last && index < count; index++)
        {
            var level = frames.Level[Math.Min(frames.Count - 1, index * AudioFrames.ChromaEvery)];
            // Silence has no pitch; from there on the root of the amplitude counts.
            var weight = level <= -70 ? 0 : Math.Pow(10, level / 40);
            for (var bin = 0; bin < ChromaReader.Bins; bin++)
                sums[bin] += weight * (double)chroma[(index * ChromaReader.Bins) + bin];
        }
    }

    /// <summary>The twelve pitch classes between two frames, the strongest 1.</summary>
    public static double[] Pitches(AudioFrames frames, double from, double to, double tuning)
    {
        Span<double> sums = stackalloc double[ChromaReader.Bins];
        Add(frames, from, to, sums);
        var pitches = ChromaReader.Fold(sums, tuning);
        var most = pitches.Max();
        for (var i = 0; i < pitches.Length && most > 0; i++)
            pitches[i] /= most;
        return pitches;
    }
}
