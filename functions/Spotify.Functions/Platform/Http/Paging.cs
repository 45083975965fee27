using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>Which page of a list a request asks for, by <c>limit</c> and <c>offset</c> as the Spotify Web API has them.</summary>
/// <param name="Limit">At most so many items, from 1.</param>
/// <param name="Offset">From which place on, from 0.</param>
public readonly record struct PageRequest(int Limit, int Offset)
{
    /// <summary>The farthest place that may be asked for.</summary>
    public const int MaxOffset = 1_000_000;

    /// <summary>Reads <c>limit</c> and <c>offset</c>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="defaultLimit">The limit of a request that names none.</param>
    /// <param name="maxLimit">The largest limit.</param>
    /// <param name="page">The page.</param>
    /// <param name="refusal">What to answer where a value is wrong.</param>
    public static bool TryRead(HttpRequest request, int defaultLimit, int maxLimit, out PageRequest page, [NotNullWhen(false)] out IResult? refusal)
    {
        ArgumentNullException.ThrowIfNull(request);
        page = default;
        if (!TryNumber(request.Query, "limit", 1, maxLimit, defaultLimit, out var limit, out refusal) || !TryNumber(request.Query, "offset", 0, MaxOffset, 0, out var offset, out refusal))
            return false;
        page = new PageRequest(limit, offset);
        return true;
    }

    private static bool TryNumber(IQueryCollection query, string name, int least, int most, int usual, out int number, [NotNullWhen(false)] out IResult? refusal)
    {
        (number, refusal) = (usual, null);
        if (!query.TryGetValue(name, out var values))
            return true;
        if (values.Count == 1 && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most)
            return true;
        refusal = ApiErrors.InvalidRequest(string.Create(CultureInfo.InvariantCulture, $"'{name}' must be a whole number from {least} to {most}, given once."));
        return false;
    }
}

/// <summary>A page of a list, as the Spotify Web API writes it.</summary>
/// <param name="Href">The address of this page.</param>
/// <param name="Items">Its items.</param>
/// <param name="Limit">At most so many.</param>
/// <param name="Next">The address of the next page; null on the last.</param>
/// <param name="Offset">The place of the first item, from 0.</param>
/// <param name="Previous">The address of the page before; null on the first.</param>
/// <param name="Total">How many items all pages have together.</param>
public sealed record PageView<T>(string Href, IReadOnlyList<T> Items, int Limit, string? Next, int Offset, string? Previous, int Total)
{
#pragma warning disable CA1000 // What the page is of is known from the items.
    /// <summary>The page that a request asks for; the other parameters of its query go into the links.</summary>
    /// <param name="request">The request.</param>
    /// <param name="page">The page.</param>
    /// <param name="items">Its items.</param>
    /// <param name="total">How many items all pages have together.</param>
    /// <param name="after">Where the next page begins, for lists that grow at their beginning: behind this item, wherever it stands by then; null for the place alone.</param>
    public static PageView<T> Of(HttpRequest request, PageRequest page, IReadOnlyList<T> items, int total, string? after = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var query = new StringBuilder();
        foreach (var (name, values) in request.Query.Where(one => one.Key is not ("limit" or "offset" or PageLinks.After)))
        {
            foreach (var value in values)
                query.Append('&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value ?? ""));
        }

        return At(PageLinks.AddressOf(request), page, items, total, query.ToString(), after);
    }

    /// <summary>A page at another address than the request's, such as the first one within its owner.</summary>
    /// <param name="address">The address of the list, without a query.</param>
    /// <param name="page">The page.</param>
    /// <param name="items">Its items.</param>
    /// <param name="total">How many items all pages have together.</param>
    /// <param name="query">Further parameters, each with its <c>&amp;</c>; empty for none.</param>
    /// <param name="after">As for <see cref="Of"/>.</param>
    public static PageView<T> At(string address, PageRequest page, IReadOnlyList<T> items, int total, string query = "", string? after = null)
    {
        string LinkTo(int offset, string behind = "") => string.Create(CultureInfo.InvariantCulture, $"{address}?offset={offset}&limit={page.Limit}{query}{behind}");
        var next = page.Offset + page.Limit;
        return new PageView<T>(
            LinkTo(page.Offset),
            items,
            page.Limit,
            next < total ? LinkTo(next, after is null ? "" : $"&{PageLinks.After}={Uri.EscapeDataString(after)}") : null,
            page.Offset,
            page.Offset > 0 ? LinkTo(Math.Max(0, page.Offset - page.Limit)) : null,
            total);
    }
#pragma warning restore CA1000
}

/// <summary>The addresses of pages.</summary>
public static class PageLinks
{
    /// <summary>The parameter that says behind which item a page begins.</summary>
    public const string After = "after";

    /// <summary>Scheme, host and path prefix that the client used, without a slash at the end.</summary>
    /// <param name="request">The request.</param>
    public static string RootOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"{request.Scheme}://{request.Host}{request.PathBase}".TrimEnd('/');
    }

    /// <summary>The address of a request as its client wrote it, without a query.</summary>
    /// <param name="request">The request.</param>
    public static string AddressOf(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"{RootOf(request)}{request.Path}".TrimEnd('/');
    }
}
