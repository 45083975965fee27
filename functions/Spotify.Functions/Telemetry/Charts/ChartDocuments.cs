using Spotify.Core.Telemetry.Charts;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>A chart: container <c>aggregates</c>, scope of its market, id <see cref="ChartDate.ToString"/>. Replaced by later builds until it is final.</summary>
internal sealed record ChartDocument
{
    public string Type { get; init; } = "chart";

    public int V { get; init; } = 1;

    public required string Market { get; init; }

    public required ChartPeriod Period { get; init; }

    public required DateOnly Date { get; init; }

    /// <summary>Whether only an operator changes it any more.</summary>
    public required bool Final { get; init; }

    /// <summary>When its counts were read, or a little before.</summary>
    public required DateTimeOffset AsOf { get; init; }

    public required IReadOnlyList<ChartEntry> Entries { get; init; }

    public required IReadOnlyList<ChartMemory> Away { get; init; }

    /// <summary>On the world's chart, which is written last: all markets that have a chart of this period and date.</summary>
    public IReadOnlyList<string>? Markets { get; init; }

    public static string ScopeOf(string market) => "chart:" + market;

    public Chart ToChart() => new(Entries, Away);
}

/// <summary>What one range of the counters gave for one chart: container <c>aggregates</c>, scope of the build, id the range's number. Lives for two days.</summary>
internal sealed record ChartPartDocument
{
    public string Type { get; init; } = "chart_part";

    public int V { get; init; } = 1;

    /// <summary>Plays by market and track.</summary>
    public required Dictionary<string, Dictionary<string, long>> Markets { get; init; }

    public static string ScopeOf(string run, ChartDate chart) => $"chart-part:{run}:{chart}";

    public static ChartPartDocument Of(ChartTally tally) => new()
    {
        Markets = tally.Markets.ToDictionary(market => market, market => tally.Top(market).ToDictionary(count => count.Track, count => count.Plays)),
    };

    public void OfferTo(ChartTally tally)
    {
        foreach (var (market, tracks) in Markets)
        {
            foreach (var (track, plays) in tracks)
                tally.Offer(market, new ChartCount(track, plays));
        }
    }
}
