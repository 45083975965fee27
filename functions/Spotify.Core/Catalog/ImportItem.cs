namespace Spotify.Core.Catalog;

/// <summary>A show, episode, audiobook or chapter as an operator's import names it. Which fields a kind needs is said by <see cref="CatalogImport"/>.</summary>
public sealed record ImportItem
{
    /// <summary><c>show</c>, <c>episode</c>, <c>audiobook</c> or <c>chapter</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>Its id: the same one again is the same thing.</summary>
    public string? Id { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>An episode's show.</summary>
    public string? Show { get; init; }

    /// <summary>A chapter's audiobook.</summary>
    public string? Audiobook { get; init; }

    /// <summary>A chapter's place in its book, from 0.</summary>
    public int? Number { get; init; }

    /// <summary>What it is about, plain text.</summary>
    public string? Description { get; init; }

    /// <summary>Who publishes a show or an audiobook.</summary>
    public string? Publisher { get; init; }

    /// <summary>An audiobook's edition.</summary>
    public string? Edition { get; init; }

    /// <summary>Who wrote an audiobook.</summary>
    public IReadOnlyList<string>? Authors { get; init; }

    /// <summary>Who reads it.</summary>
    public IReadOnlyList<string>? Narrators { get; init; }

    /// <summary>ISO 639-1.</summary>
    public IReadOnlyList<string>? Languages { get; init; }

    /// <summary>Where a show or an audiobook may be heard, ISO 3166-1 alpha-2; everywhere where it is left out.</summary>
    public IReadOnlyList<string>? Markets { get; init; }

    /// <summary>Copyright lines.</summary>
    public IReadOnlyList<string>? Copyrights { get; init; }

    /// <summary>Whether it holds explicit content.</summary>
    public bool? Explicit { get; init; }

    /// <summary>Length in milliseconds.</summary>
    public long? DurationMs { get; init; }

    /// <summary>When it came out, <c>yyyy-MM-dd</c>.</summary>
    public string? ReleaseDate { get; init; }

    /// <summary>Name of its image's blob.</summary>
    public string? Image { get; init; }

    /// <summary>Name of its audio's blob.</summary>
    public string? Audio { get; init; }

    /// <summary>Name of its preview's blob.</summary>
    public string? Preview { get; init; }
}
