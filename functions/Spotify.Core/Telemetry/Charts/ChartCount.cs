namespace Spotify.Core.Telemetry.Charts;

/// <summary>A track with its counted plays.</summary>
/// <param name="Track">The track's id.</param>
/// <param name="Plays">Counted plays, one at least.</param>
public readonly record struct ChartCount(string Track, long Plays)
{
    /// <summary>The order of a chart: most plays first; of equal ones the smaller id, so that every machine ranks alike.</summary>
    public static IComparer<ChartCount> Order { get; } = Comparer<ChartCount>.Create((one, other) =>
        one.Plays != other.Plays ? other.Plays.CompareTo(one.Plays) : string.CompareOrdinal(one.Track, other.Track));
}
