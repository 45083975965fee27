using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>The query of <c>GET /v1/me/player/recently-played</c>, checked.</summary>
/// <param name="Limit">At most so many items.</param>
/// <param name="AfterMs">Only what is newer: milliseconds since 1970.</param>
/// <param name="BeforeMs">Only what is older: milliseconds since 1970.</param>
public sealed record RecentlyPlayedQuery(int Limit, long? AfterMs, long? BeforeMs)
{
    private const int MaxLimit = 50;
    private const int DefaultLimit = 20;

    // The last millisecond of the year 9999.
    private const long MaxTime = 253_402_300_799_999;

    /// <summary>Reads the query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="read">What it says.</param>
    /// <param name="fault">What is wrong with it and what would be right.</param>
    public static bool TryRead(IQueryCollection query, [NotNullWhen(true)] out RecentlyPlayedQuery? read, [NotNullWhen(false)] out string? fault)
    {
        var fields = new QueryFields(query);
        read = new RecentlyPlayedQuery(
            (int)(fields.Number("limit", 1, MaxLimit) ?? DefaultLimit), fields.Number("after", 0, MaxTime), fields.Number("before", 0, MaxTime));
        fault = fields.Fault ?? (read is { AfterMs: not null, BeforeMs: not null } ? "'after' and 'before' are both given; give one of them." : null);
        read = fault is null ? read : null;
        return fault is null;
    }
}
