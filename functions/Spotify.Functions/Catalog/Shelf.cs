namespace Spotify.Functions.Catalog;

/// <summary>Ordered lists that are kept in pieces; see <see cref="ShelfPiece"/>.</summary>
internal static class Shelf
{
    /// <summary>How many entries all pieces have together.</summary>
    public static int Count(IReadOnlyDictionary<string, ShelfSummary> pieces) => pieces.Values.Sum(piece => piece.Counts.Values.Sum());

    /// <summary>
    /// A page. By its cursor each entry that stays comes once, whatever comes and goes meanwhile; by its place alone it begins where the owner says that so many are before it. Pieces that lie
    /// outside the page are not read.
    /// </summary>
    /// <param name="pieces">What the owner knows.</param>
    /// <param name="read">Reads a piece; null where it is not there.</param>
    /// <param name="query">Which page.</param>
    /// <param name="groups">Which groups are asked for; null for all.</param>
    /// <param name="isDescending">Whether the last comes first.</param>
    public static async Task<ShelfPage> PageAsync(
        IReadOnlyDictionary<string, ShelfSummary> pieces, Func<string, ValueTask<ShelfPiece?>> read, ListQuery query, IReadOnlySet<string>? groups, bool isDescending)
    {
        int CountOf(ShelfSummary piece) => piece.Counts.Where(one => groups is null || groups.Contains(one.Key)).Sum(one => one.Value);
        var page = new List<ShelfEntry>(query.Page.Limit);
        var skip = query.After is null ? query.Page.Offset : 0;
        foreach (var (name, summary) in isDescending
            ? pieces.OrderByDescending(piece => piece.Key, StringComparer.Ordinal) : pieces.OrderBy(piece => piece.Key, StringComparer.Ordinal))
        {
            if (page.Count == query.Page.Limit)
                break;
            if (query.After is { } after ? IsBefore(name, after.Key, isDescending) : skip >= CountOf(summary))
            {
                skip -= query.After is null ? CountOf(summary) : 0;
                continue;
            }

            var entries = (await read(name))?.Entries.Where(entry => groups is null || groups.Contains(entry.Group)) ?? [];
            if (query.After is { } cursor)
                entries = entries.Where(entry => isDescending ? cursor.CompareTo(entry.Key, entry.Id) > 0 : cursor.CompareTo(entry.Key, entry.Id) < 0);
            var ordered = isDescending ? entries.OrderByDescending(entry => (entry.Key, entry.Id), ShelfOrder.Instance) : entries.OrderBy(entry => (entry.Key, entry.Id), ShelfOrder.Instance);
            page.AddRange(ordered.Skip(skip).Take(query.Page.Limit - page.Count));
            skip = 0;
        }

        return new ShelfPage(page, pieces.Values.Sum(CountOf), page.Count > 0 ? new ListCursor(page[^1].Key, page[^1].Id) : null);
    }

    // A piece is named by the beginning of its entries' keys.
    private static bool IsBefore(string piece, string key, bool isDescending)
    {
        var own = key.Length > piece.Length ? key[..piece.Length] : key;
        return isDescending ? string.CompareOrdinal(piece, own) > 0 : string.CompareOrdinal(piece, own) < 0;
    }
}

/// <summary>A page of a shelf.</summary>
/// <param name="Entries">Its entries, in order.</param>
/// <param name="Total">How many entries all pages have together.</param>
/// <param name="Last">Where it ends; null where it is empty.</param>
internal sealed record ShelfPage(IReadOnlyList<ShelfEntry> Entries, int Total, ListCursor? Last);
