namespace Spotify.Core.Playback.Edge;

/// <summary>
/// How many of the edge's requests its caches answer, where an object is asked for under a new address every window. Plays of a track come independently of each other (Poisson); the first of a
/// window at a place of the edge goes to storage, all others are hits: of the <c>x</c> plays that a place expects of an object in a window, <c>1 - exp(-x)</c> miss. Caches are taken to be large
/// enough for what is asked for twice in a window, and to keep it that long.
/// </summary>
/// <param name="Objects">Tracks.</param>
/// <param name="TopShare">The part of tracks that <paramref name="TopPlays"/> of all plays fall on, such as 0.2.</param>
/// <param name="TopPlays">Such as 0.8. The distribution is Zipf's, with the exponent that this makes.</param>
/// <param name="PlaysADay">Plays a day at all places.</param>
/// <param name="Places">Places of the edge, each with a cache of its own and an equal part of the plays.</param>
/// <param name="Renditions">Files of a track among which plays divide evenly.</param>
public sealed record EdgeHits(double Objects, double TopShare, double TopPlays, double PlaysADay, int Places, int Renditions)
{
    // Ranks of one step share a rate; steps grow with the rank.
    private const double Step = 1.01;

    /// <summary>DESIGN section 6: 100 M tracks, 5 G plays a day, 20 % of tracks make 80 % of plays. A hundred places and two renditions are what we take for granted.</summary>
    public static EdgeHits Design { get; } = new(100e6, 0.2, 0.8, 5e9, 100, 2);

    /// <summary>Zipf's exponent: the top share <c>q</c> of many objects has about <c>q^(1-s)</c> of the plays.</summary>
    public double Exponent => 1 - (Math.Log(TopPlays) / Math.Log(TopShare));

    /// <summary>The part of plays that caches answer.</summary>
    /// <param name="window">How long one address stands.</param>
    public double Ratio(TimeSpan window) => RatioOfTop(window, Objects);

    /// <summary>The part of plays of the most played tracks that caches answer.</summary>
    /// <param name="window">How long one address stands.</param>
    /// <param name="top">How many tracks.</param>
    public double RatioOfTop(TimeSpan window, double top)
    {
        var unit = PlaysADay * (window / TimeSpan.FromDays(1)) / Places / Renditions / Mass(1, Objects + 1);
        var (plays, misses) = (0.0, 0.0);
        for (var rank = 1.0; rank <= Math.Min(top, Objects);)
        {
            var next = Math.Min(Math.Max(rank + 1, Math.Floor(rank * Step)), Objects + 1);
            var expected = unit * Mass(rank, next) / (next - rank);
            plays += (next - rank) * expected;
            misses += (next - rank) * (1 - Math.Exp(-expected));
            rank = next;
        }

        return 1 - (misses / plays);
    }

    // The integral of rank^-s, which is what a sum of many ranks comes to.
    private double Mass(double from, double to) => (Math.Pow(to, 1 - Exponent) - Math.Pow(from, 1 - Exponent)) / (1 - Exponent);
}
