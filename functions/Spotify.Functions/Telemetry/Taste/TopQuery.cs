using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>The query of <c>GET /v1/me/top/{type}</c>, checked.</summary>
/// <param name="TimeRange">Over what time, by its name.</param>
/// <param name="Limit">At most so many items.</param>
/// <param name="Offset">From which place on, from 0.</param>
public sealed record TopQuery(string TimeRange, int Limit, int Offset)
{
    private const int MaxLimit = 50;
    private const int DefaultLimit = 20;
    private const int MaxOffset = 1_000_000;

    /// <summary>How far it looks back; the longest over all that is kept.</summary>
    public TimeSpan Window => TimeRange switch
    {
        "short_term" => TasteRetention.ShortWindow,
        "medium_term" => TasteRetention.Window,
        _ => TasteRetention.Kept,
    };

    /// <summary>Reads the query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="read">What it says.</param>
    /// <param name="fault">What is wrong with it and what would be right.</param>
    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out TopQuery? read, [NotNullWhen(false)] out string? fault)
    {
        var fields = new QueryFields(query);
        read = new TopQuery(
            fields.Text("time_range") ?? "medium_term", (int)(fields.Number("limit", 1, MaxLimit) ?? DefaultLimit), (int)(fields.Number("offset", 0, MaxOffset) ?? 0));
        fault = fields.Fault ?? (read.TimeRange is "short_term" or "medium_term" or "long_term" ? null : "'time_range' must be one of short_term, medium_term, long_term.");
        read = fault is null ? read : null;
        return fault is null;
    }
}
