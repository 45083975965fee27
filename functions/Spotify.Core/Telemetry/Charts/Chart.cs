namespace Spotify.Core.Telemetry.Charts;

/// <summary>A chart of one market and date.</summary>
/// <param name="Entries">The ranking, from the first on.</param>
/// <param name="Away">Tracks that were on the chart and may come back to it: what is remembered of them.</param>
public sealed record Chart(IReadOnlyList<ChartEntry> Entries, IReadOnlyList<ChartMemory> Away)
{
    /// <summary>A chart with nothing on it.</summary>
    public static readonly Chart Empty = new([], []);
}

/// <summary>A place on a chart.</summary>
/// <param name="Rank">From 1.</param>
/// <param name="PreviousRank">The rank on the chart before; null where the track was not on it.</param>
/// <param name="PeakRank">The best rank so far, this one included.</param>
/// <param name="OnChart">On how many charts the track has been, this one included: days of a daily chart, weeks of a weekly one.</param>
/// <param name="Track">The track's id.</param>
/// <param name="Plays">Counted plays.</param>
public sealed record ChartEntry(int Rank, int? PreviousRank, int PeakRank, int OnChart, string Track, long Plays);

/// <summary>What is remembered of a track that has left the chart.</summary>
/// <param name="Track">The track's id.</param>
/// <param name="PeakRank">Its best rank.</param>
/// <param name="OnChart">On how many charts it has been.</param>
/// <param name="AwayFor">How many charts have gone by without it.</param>
public sealed record ChartMemory(string Track, int PeakRank, int OnChart, int AwayFor);
