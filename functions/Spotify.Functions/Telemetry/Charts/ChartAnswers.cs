using Spotify.Core.Telemetry.Charts;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>What <c>GET /v1/charts/...</c> answers.</summary>
internal sealed record ChartAnswer(
    string Market, ChartPeriod Period, DateOnly Date, bool Final, DateTimeOffset AsOf, IReadOnlyList<ChartEntry> Entries)
{
    public static ChartAnswer Of(ChartDocument chart, int limit) =>
        new(chart.Market, chart.Period, chart.Date, chart.Final, chart.AsOf, [.. chart.Entries.Take(limit)]);
}

/// <summary>What an operator learns of a build.</summary>
/// <param name="Instance">The orchestration.</param>
internal sealed record RebuildAnswer(string Instance);
