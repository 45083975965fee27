using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>The query of <c>GET /v1/charts/trending</c>, checked.</summary>
/// <param name="Market">The market, two capital letters.</param>
/// <param name="Limit">How many tracks.</param>
internal readonly record struct LiveQuery(string Market, int Limit)
{
    private const int DefaultLimit = 50;

    /// <summary>Reads the query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="country">The caller's country, where the query names none.</param>
    /// <param name="fault">What is wrong and what would be right; null where it is good.</param>
    public static LiveQuery Read(IQueryCollection query, string country, out string? fault)
    {
        var (market, limit) = (query["market"], query["limit"]);
        var read = new LiveQuery(market.Count == 0 ? country : market[0] ?? "", DefaultLimit);
        fault = FaultOf(market, limit, ref read);
        return read;
    }

    private static string? FaultOf(StringValues market, StringValues limit, ref LiveQuery read)
    {
        if (market.Count > 1 || limit.Count > 1)
            return "'market' and 'limit' may be given once.";
        if (read.Market is not [>= 'A' and <= 'Z', >= 'A' and <= 'Z'])
            return "'market' must be a country as ISO 3166-1 has it, such as SE.";
        if (limit.Count == 0)
            return null;
        if (!int.TryParse(limit[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number is < 1 or > TrendingCharts.MaxTracks)
            return string.Create(CultureInfo.InvariantCulture, $"'limit' must be a whole number from 1 to {TrendingCharts.MaxTracks}.");
        read = read with { Limit = number };
        return null;
    }
}
