using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>What is asked of the charts, checked.</summary>
/// <param name="Market">The market.</param>
/// <param name="Date">The date; null for the newest.</param>
/// <param name="Limit">How many entries.</param>
internal sealed record ChartQuery(string Market, DateOnly? Date, int Limit)
{
    /// <summary>Reads the query of a chart.</summary>
    /// <param name="query">The query.</param>
    /// <param name="caller">Whose market is meant where none is named.</param>
    /// <param name="read">What it says.</param>
    /// <param name="fault">What is wrong with it and what would be right.</param>
    public static bool TryRead(IQueryCollection query, Caller caller, [NotNullWhen(true)] out ChartQuery? read, [NotNullWhen(false)] out string? fault)
    {
        read = new ChartQuery(caller.Country, null, ChartTally.Size);
        fault = null;
        foreach (var (name, values) in query)
        {
            (read, fault) = read.With(name, values);
            if (fault is not null)
                return false;
        }

        if (!ChartMarkets.IsMarket(read.Market))
            fault = "The token names no country, so 'market' must: a country in ISO 3166-1 alpha-2, or global.";
        return fault is null;
    }

    /// <summary>Reads an operator's order to build the charts of a date anew.</summary>
    /// <param name="query">The query.</param>
    /// <param name="text">The date as the route has it.</param>
    /// <param name="now">The time.</param>
    /// <param name="date">The date.</param>
    /// <param name="instance">The orchestration's id.</param>
    /// <param name="fault">What is wrong and what would be right.</param>
    public static bool TryReadRebuild(
        IQueryCollection query, string text, DateTimeOffset now, out DateOnly date, out string instance, [NotNullWhen(false)] out string? fault)
    {
        instance = "";
        fault = TryDate(text, out date) ? null : DateFault("date");
        var today = ChartCalendar.Day(now);
        if (fault is null && (date > today || date <= today.AddDays(-ChartCalendar.KeptDays)))
            fault = string.Create(CultureInfo.InvariantCulture, $"'date' must be today or one of the {ChartCalendar.KeptDays} days before, for which there are counts.");
        if (fault is not null)
            return false;
        var id = query["replay"].Count > 1 ? null : DurableRuns.IdOf(string.Create(CultureInfo.InvariantCulture, $"charts-{date:yyyy-MM-dd}-operator"), query["replay"]);
        fault = id is null ? "'replay' must be given once, and be 1 to 40 letters, digits and hyphens." : null;
        instance = id ?? "";
        return fault is null;
    }

    private (ChartQuery Query, string? Fault) With(string name, StringValues values)
    {
        if (name is not ("market" or "date" or "limit"))
            return (this, null);
        if (values is not [{ } value])
            return (this, $"'{name}' is given more than once; give it once.");
        return name switch
        {
            "market" => MarketOf(value) is { } market
                ? (this with { Market = market }, null)
                : (this, "'market' must be a country in ISO 3166-1 alpha-2, such as SE, or global."),
            "date" => TryDate(value, out var date) ? (this with { Date = date }, null) : (this, DateFault("date")),
            _ => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= ChartTally.Size
                ? (this with { Limit = limit }, null)
                : (this, string.Create(CultureInfo.InvariantCulture, $"'limit' must be a whole number from 1 to {ChartTally.Size}.")),
        };
    }

    private static string? MarketOf(string text)
    {
        var market = text.Length == 2 ? text.ToUpperInvariant() : text;
        return ChartMarkets.IsMarket(market) ? market : null;
    }

    private static bool TryDate(string text, out DateOnly date) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static string DateFault(string name) => $"'{name}' must be a day, such as 2026-11-20.";
}
