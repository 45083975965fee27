namespace Spotify.Functions.Catalog;

/// <summary>
/// A piece of an ordered list that belongs to something: the albums of an artist, the episodes of a show, the chapters of an audiobook. Lists are cut by the
/// beginning of their entries' keys, such as the year, so that a page reads little however long the list is; the owner's document sums up each piece.
/// </summary>
internal sealed record ShelfPiece
{
    public string Type { get; init; } = "shelf";

    public int Schema { get; init; } = 1;

    /// <summary>Grows with every change, so that a summary of an earlier state is known as such.</summary>
    public required long Revision { get; init; }

    public required IReadOnlyList<ShelfEntry> Entries { get; init; }

    public static string IdOf(string ownerDocument, string piece) => $"shelf:{ownerDocument}:{piece}";
}

/// <summary>A place where something is listed.</summary>
/// <param name="List">The document of the shelf's owner, or the scope of a list in <c>aggregates</c>.</param>
/// <param name="Piece">The shelf's piece; empty for a list.</param>
internal sealed record ShelfPlace(string List, string Piece);

/// <summary>Something on a shelf.</summary>
internal sealed record ShelfEntry
{
    /// <summary>What it is.</summary>
    public required string Id { get; init; }

    /// <summary>What it is ordered by, then by <see cref="Id"/>; ordinal.</summary>
    public required string Key { get; init; }

    /// <summary>For albums <c>album</c>, <c>single</c>, <c>compilation</c> or <c>appears_on</c>; empty for all else.</summary>
    public string Group { get; init; } = "";

    /// <summary>An own album's genres.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>An own album's cover, or null.</summary>
    public string? Cover { get; init; }

    /// <summary>Whether another says the same.</summary>
    public bool SameAs(ShelfEntry other) =>
        Id == other.Id && Key == other.Key && Group == other.Group && Cover == other.Cover && Genres.SequenceEqual(other.Genres, StringComparer.Ordinal);
}

/// <summary>What an owner's document knows of a piece.</summary>
internal sealed record ShelfSummary
{
    /// <summary>The revision of the piece that it sums up.</summary>
    public required long Revision { get; init; }

    /// <summary>How many entries by group.</summary>
    public required IReadOnlyDictionary<string, int> Counts { get; init; }

    /// <summary>How many entries by genre.</summary>
    public IReadOnlyDictionary<string, int> Genres { get; init; } = new Dictionary<string, int>();

    /// <summary>The cover of the last entry that has one.</summary>
    public string? Cover { get; init; }

    /// <summary>Sums up a piece.</summary>
    public static ShelfSummary Of(ShelfPiece piece) => new()
    {
        Revision = piece.Revision,
        Counts = piece.Entries.CountBy(entry => entry.Group, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
        Genres = piece.Entries.SelectMany(entry => entry.Genres).CountBy(genre => genre, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
        Cover = piece.Entries.Where(entry => entry.Cover is not null).MaxBy(entry => (entry.Key, entry.Id), ShelfOrder.Instance)?.Cover,
    };
}

/// <summary>A document that owns a shelf.</summary>
internal interface IShelfOwner<T>
    where T : class, IShelfOwner<T>
{
    /// <summary>What it knows of the pieces.</summary>
    IReadOnlyDictionary<string, ShelfSummary> Pieces { get; }

    /// <summary>The same, knowing a piece anew.</summary>
    T With(IReadOnlyDictionary<string, ShelfSummary> pieces);
}

/// <summary>The order of a shelf.</summary>
internal sealed class ShelfOrder : IComparer<(string Key, string Id)>
{
    public static readonly ShelfOrder Instance = new();

    public int Compare((string Key, string Id) x, (string Key, string Id) y)
    {
        var keys = string.CompareOrdinal(x.Key, y.Key);
        return keys != 0 ? keys : string.CompareOrdinal(x.Id, y.Id);
    }
}
