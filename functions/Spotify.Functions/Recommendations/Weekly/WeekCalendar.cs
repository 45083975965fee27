using Spotify.Core.Catalog;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>When a week's lists are a listener's: from Monday, 05:00, by the clock of the country (<see cref="MarketZones"/>; UTC where it is unknown).</summary>
public static class WeekCalendar
{
    private static readonly TimeSpan Morning = TimeSpan.FromHours(5);

    /// <summary>The week whose lists are a listener's now.</summary>
    /// <param name="market">His country, ISO 3166-1 alpha-2; empty where it is unknown.</param>
    /// <param name="now">Now.</param>
    public static TasteWeek Current(string market, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(market);
        var local = TimeZoneInfo.ConvertTime(now, MarketZones.Of(market)).DateTime - Morning;
        return TasteWeek.Of(new DateTimeOffset(DateTime.SpecifyKind(local, DateTimeKind.Utc)).ToUnixTimeMilliseconds());
    }

    /// <summary>The week that a run which begins now makes lists for: the one whose Monday comes next, somewhere in the world.</summary>
    /// <param name="now">Now.</param>
    public static TasteWeek Next(DateTimeOffset now) => new(TasteWeek.Of(now.ToUnixTimeMilliseconds()).Number + 1);

    /// <summary>The Monday of a week.</summary>
    public static DateOnly MondayOf(TasteWeek week) => DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(week.StartMs).UtcDateTime);
}
