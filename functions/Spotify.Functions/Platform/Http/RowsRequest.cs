using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Http;

/// <summary>Which rows of a list of ours a request asks for, by <c>limit</c> and <c>after</c>: a page goes on where the one before ended.</summary>
/// <param name="Limit">At most so many rows, from 1.</param>
/// <param name="After">What the page before gave as its next; null for the first page.</param>
public readonly record struct RowsRequest(int Limit, string? After)
{
    /// <summary>Reads <c>limit</c> and <c>after</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="defaultLimit">The limit of a request that names none.</param>
    /// <param name="maxLimit">The largest limit.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="refusal">What to answer where a value is wrong.</param>
    public static bool TryRead(HttpRequest request, int defaultLimit, int maxLimit, out RowsRequest rows, [NotNullWhen(false)] out IResult? refusal)
    {
        ArgumentNullException.ThrowIfNull(request);
        rows = default;
        if (!TryLimit(request, defaultLimit, maxLimit, out var limit, out refusal))
            return false;
        string? after = request.Query["after"];
        if (after is not null && !Continuation.IsValid(after))
            refusal = ApiErrors.InvalidRequest("after: this is not the next of an earlier page.");
        rows = new RowsRequest(limit, after);
        return refusal is null;
    }

    /// <summary>Reads <c>limit</c> alone, for lists that go on by something of their own.</summary>
    /// <param name="request">The request.</param>
    /// <param name="defaultLimit">The limit of a request that names none.</param>
    /// <param name="maxLimit">The largest limit.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="refusal">What to answer where it is wrong.</param>
    public static bool TryLimit(HttpRequest request, int defaultLimit, int maxLimit, out int limit, [NotNullWhen(false)] out IResult? refusal)
    {
        ArgumentNullException.ThrowIfNull(request);
        (limit, refusal) = (defaultLimit, null);
        if (request.Query.TryGetValue("limit", out var text)
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit >= 1 && limit <= maxLimit))
            refusal = ApiErrors.InvalidRequest(string.Create(CultureInfo.InvariantCulture, $"limit: a whole number from 1 to {maxLimit}."));
        return refusal is null;
    }
}
