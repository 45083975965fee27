using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>Which page of a list, whose entries have an order that stays, a request asks for.</summary>
/// <param name="Request">The request, for links.</param>
/// <param name="Page">The page.</param>
/// <param name="After">Behind which entry it begins, whatever stands before that by now; null for the place alone.</param>
internal sealed record ListQuery(HttpRequest Request, PageRequest Page, ListCursor? After)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 50;

    /// <summary>Reads <c>limit</c>, <c>offset</c> and <c>after</c>.</summary>
    public static bool TryRead(HttpRequest request, [NotNullWhen(true)] out ListQuery? query, [NotNullWhen(false)] out IResult? refusal)
    {
        query = null;
        if (!PageRequest.TryRead(request, DefaultLimit, MaxLimit, out var page, out refusal))
            return false;
        var after = request.Query[PageLinks.After];
        ListCursor? cursor = null;
        if (after.Count > 0 && (after.Count > 1 || !ListCursor.TryParse(after[0], out cursor)))
        {
            refusal = ApiErrors.InvalidRequest("'after' is not of this list: follow 'next' as it was given, or leave it out.");
            return false;
        }

        query = new ListQuery(request, page, cursor);
        return true;
    }

    /// <summary>The first page of a list that stands within its owner.</summary>
    public static ListQuery First(HttpRequest request) => new(request, new PageRequest(MaxLimit, 0), null);

    /// <summary>The page as the Spotify Web API writes it.</summary>
    public PageView<T> Show<T>(IReadOnlyList<T> items, int total, ListCursor? last) => PageView<T>.Of(Request, Page, items, total, last?.ToString());
}

/// <summary>An entry's place in a list by what it is ordered by, which no other entry changes.</summary>
/// <param name="Key">What it is ordered by.</param>
/// <param name="Id">What it is, which decides among equal keys.</param>
internal sealed record ListCursor(string Key, string Id)
{
    private const char Between = '~';
    private const int MaxLength = 80;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out ListCursor? cursor)
    {
        cursor = null;
        if (text is null or { Length: > MaxLength } || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or Between) || text.Split(Between) is not [{ Length: > 0 } key, { Length: > 0 } id])
            return false;
        cursor = new ListCursor(key, id);
        return true;
    }

    /// <summary>Where this stands to an entry: below zero where it comes first in ascending order.</summary>
    public int CompareTo(string key, string id) => ShelfOrder.Instance.Compare((Key, Id), (key, id));

    public override string ToString() => $"{Key}{Between}{Id}";
}
