namespace Spotify.Core.Telemetry.Charts;

/// <summary>Makes a chart of counts and of the chart before: a pure function, so that a rebuild of the same counts gives the same chart.</summary>
public static class ChartBuilder
{
    /// <summary>For how many charts a track that left is remembered; one that comes back later begins anew. Bounds a chart's document to some 20 KB.</summary>
    public const int Remembered = 100;

    /// <summary>Makes a chart.</summary>
    /// <param name="top">The best tracks, as <see cref="ChartTally.Top"/> gives them.</param>
    /// <param name="previous">The chart a period before; null where there is none.</param>
    public static Chart Build(IReadOnlyList<ChartCount> top, Chart? previous)
    {
        ArgumentNullException.ThrowIfNull(top);
        previous ??= Chart.Empty;
        var before = previous.Entries.ToDictionary(entry => entry.Track, StringComparer.Ordinal);
        var away = previous.Away.ToDictionary(memory => memory.Track, StringComparer.Ordinal);
        var entries = new List<ChartEntry>(top.Count);
        foreach (var count in top)
        {
            var rank = entries.Count + 1;
            var stayed = before.GetValueOrDefault(count.Track);
            var back = away.GetValueOrDefault(count.Track);
            var peak = Math.Min(rank, stayed?.PeakRank ?? back?.PeakRank ?? rank);
            entries.Add(new ChartEntry(rank, stayed?.Rank, peak, 1 + (stayed?.OnChart ?? back?.OnChart ?? 0), count.Track, count.Plays));
        }

        return new Chart(entries, Remember(previous, entries));
    }

    private static List<ChartMemory> Remember(Chart previous, List<ChartEntry> entries)
    {
        var here = entries.Select(entry => entry.Track).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. from entry in previous.Entries
               where !here.Contains(entry.Track)
               select new ChartMemory(entry.Track, entry.PeakRank, entry.OnChart, 1),
            .. from memory in previous.Away
               where !here.Contains(memory.Track) && memory.AwayFor < Remembered
               select memory with { AwayFor = memory.AwayFor + 1 },
        ];
    }
}
