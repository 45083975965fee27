namespace Spotify.Core.Search;

/// <summary>Where an item is within an index.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id.</param>
public readonly record struct SearchKey(SearchKind Kind, string Id);

/// <summary>An item as the index takes it in: what is searched, what is filtered by, and what it is ranked by.</summary>
public sealed record SearchDocument
{
    /// <summary>What it is.</summary>
    public required SearchKind Kind { get; init; }

    /// <summary>Its id: 22 characters of base62.</summary>
    public required string Id { get; init; }

    /// <summary>Its name as listeners see it.</summary>
    public required string Name { get; init; }

    /// <summary>Who made it, in billing order; for a show its publisher, for a book its authors; empty for an artist.</summary>
    public IReadOnlyList<string> Artists { get; init; } = [];

    /// <summary>The ids of the artists, in the same order, as far as they have any.</summary>
    public IReadOnlyList<string> ArtistIds { get; init; } = [];

    /// <summary>The album or the show that it belongs to; null where there is none.</summary>
    public string? Album { get; init; }

    /// <summary>The genres it is listed under.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>International Standard Recording Code; null where there is none.</summary>
    public string? Isrc { get; init; }

    /// <summary>Universal Product Code; null where there is none.</summary>
    public string? Upc { get; init; }

    /// <summary>The markets that it is available in, ISO 3166-1 alpha-2 in capitals; null for all of them.</summary>
    public IReadOnlyList<string>? Markets { get; init; }

    /// <summary>0 to 100.</summary>
    public int Popularity { get; init; }

    /// <summary>Carries a parental warning.</summary>
    public bool Explicit { get; init; }

    /// <summary>ISO 639-1 language of its words; null where it is not known.</summary>
    public string? Language { get; init; }

    /// <summary>When it came out; null where it is not known.</summary>
    public DateOnly? ReleaseDate { get; init; }

    /// <summary>Its place in an index.</summary>
    public SearchKey Key => new(Kind, Id);
}
