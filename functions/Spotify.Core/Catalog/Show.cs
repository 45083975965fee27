namespace Spotify.Core.Catalog;

/// <summary>A podcast.</summary>
public sealed record Show
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Who publishes it.</summary>
    public required string Publisher { get; init; }

    /// <summary>What it is about, plain text.</summary>
    public string Description { get; init; } = "";

    /// <summary>ISO 639-1 languages, at least one.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>Whether it may hold explicit content.</summary>
    public bool Explicit { get; init; }

    /// <summary>Copyright lines.</summary>
    public IReadOnlyList<string> Copyrights { get; init; } = [];

    /// <summary>Name of its image's blob in the container <c>images</c>, or null.</summary>
    public string? ImageBlob { get; init; }

    /// <summary>Where it may be heard: ISO 3166-1 alpha-2 codes, or <c>*</c> for everywhere. Its episodes follow it.</summary>
    public required IReadOnlyList<string> Markets { get; init; }

    /// <summary>When listeners first could see it.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>How many episodes it has; the catalogue counts them.</summary>
    public int TotalEpisodes { get; init; }
}

/// <summary>An episode of a show.</summary>
public sealed record Episode
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The show that it belongs to.</summary>
    public required string ShowId { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about, plain text.</summary>
    public string Description { get; init; } = "";

    /// <summary>Its length in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Whether it holds explicit content.</summary>
    public bool Explicit { get; init; }

    /// <summary>ISO 639-1 languages, at least one.</summary>
    public required IReadOnlyList<string> Languages { get; init; }

    /// <summary>When it came out.</summary>
    public required DateOnly ReleaseDate { get; init; }

    /// <summary>Name of its file in the container <c>audio</c>; null where there is nothing to play.</summary>
    public string? AudioBlob { get; init; }

    /// <summary>Name of its preview in the container <c>audio</c>, or null.</summary>
    public string? PreviewBlob { get; init; }

    /// <summary>Name of its image's blob in the container <c>images</c>; null for the show's.</summary>
    public string? ImageBlob { get; init; }

    /// <summary>When listeners first could see it.</summary>
    public required DateTimeOffset PublishedAt { get; init; }
}
