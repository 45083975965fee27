using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog;

/// <summary>Who wrote, or read, a book.</summary>
internal sealed record PersonView(string Name);

/// <summary>How far the listener has come.</summary>
internal sealed record ResumePointView(bool FullyPlayed, long ResumePositionMs);

/// <summary>A show without its episodes.</summary>
internal record SimpleShowView
{
    public required IReadOnlyList<string> AvailableMarkets { get; init; }

    public required IReadOnlyList<CopyrightView> Copyrights { get; init; }

    public required string Description { get; init; }

    public required string HtmlDescription { get; init; }

    public required bool Explicit { get; init; }

    public required ExternalUrlsView ExternalUrls { get; init; }

    public required string Href { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<ImageView> Images { get; init; }

    public bool IsExternallyHosted { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    public string MediaType { get; } = "audio";

    public required string Name { get; init; }

    public required string Publisher { get; init; }

    public required int TotalEpisodes { get; init; }

    public string Type { get; } = CatalogKinds.Show;

    public required string Uri { get; init; }
}

/// <summary>A show with its newest episodes.</summary>
internal sealed record ShowView : SimpleShowView
{
    /// <summary>All that is said without the rest, and the rest.</summary>
    [SetsRequiredMembers]
    internal ShowView(SimpleShowView simple, PageView<SimpleEpisodeView> episodes)
        : base(simple) => Episodes = episodes;

    public required PageView<SimpleEpisodeView> Episodes { get; init; }
}

/// <summary>An episode without its show.</summary>
internal record SimpleEpisodeView
{
    public string? AudioPreviewUrl { get; init; }

    public required string Description { get; init; }

    public required string HtmlDescription { get; init; }

    public required long DurationMs { get; init; }

    public required bool Explicit { get; init; }

    public required ExternalUrlsView ExternalUrls { get; init; }

    public required string Href { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<ImageView> Images { get; init; }

    public bool IsExternallyHosted { get; init; }

    public required bool IsPlayable { get; init; }

    public required string Language { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    public required string Name { get; init; }

    public required string ReleaseDate { get; init; }

    public string ReleaseDatePrecision { get; } = "day";

    public ResumePointView ResumePoint { get; } = new(false, 0);

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RestrictionsView? Restrictions { get; init; }

    public string Type { get; } = CatalogKinds.Episode;

    public required string Uri { get; init; }
}

/// <summary>An episode with its show.</summary>
internal sealed record EpisodeView : SimpleEpisodeView
{
    /// <summary>All that is said without the rest, and the rest.</summary>
    [SetsRequiredMembers]
    internal EpisodeView(SimpleEpisodeView simple, SimpleShowView show)
        : base(simple) => Show = show;

    public required SimpleShowView Show { get; init; }
}

/// <summary>An audiobook without its chapters.</summary>
internal record SimpleAudiobookView
{
    public required IReadOnlyList<PersonView> Authors { get; init; }

    public required IReadOnlyList<string> AvailableMarkets { get; init; }

    public required IReadOnlyList<CopyrightView> Copyrights { get; init; }

    public required string Description { get; init; }

    public required string HtmlDescription { get; init; }

    public required string Edition { get; init; }

    public required bool Explicit { get; init; }

    public required ExternalUrlsView ExternalUrls { get; init; }

    public required string Href { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<ImageView> Images { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    public string MediaType { get; } = "audio";

    public required string Name { get; init; }

    public required IReadOnlyList<PersonView> Narrators { get; init; }

    public required string Publisher { get; init; }

    public required int TotalChapters { get; init; }

    public string Type { get; } = CatalogKinds.Audiobook;

    public required string Uri { get; init; }
}

/// <summary>An audiobook with its first chapters.</summary>
internal sealed record AudiobookView : SimpleAudiobookView
{
    /// <summary>All that is said without the rest, and the rest.</summary>
    [SetsRequiredMembers]
    internal AudiobookView(SimpleAudiobookView simple, PageView<SimpleChapterView> chapters)
        : base(simple) => Chapters = chapters;

    public required PageView<SimpleChapterView> Chapters { get; init; }
}

/// <summary>A chapter without its audiobook. The Spotify Web API calls its type <c>episode</c>.</summary>
internal record SimpleChapterView
{
    public string? AudioPreviewUrl { get; init; }

    public required IReadOnlyList<string> AvailableMarkets { get; init; }

    public required int ChapterNumber { get; init; }

    public required string Description { get; init; }

    public required string HtmlDescription { get; init; }

    public required long DurationMs { get; init; }

    public required bool Explicit { get; init; }

    public required ExternalUrlsView ExternalUrls { get; init; }

    public required string Href { get; init; }

    public required string Id { get; init; }

    public required IReadOnlyList<ImageView> Images { get; init; }

    public required bool IsPlayable { get; init; }

    public required IReadOnlyList<string> Languages { get; init; }

    public required string Name { get; init; }

    public required string ReleaseDate { get; init; }

    public string ReleaseDatePrecision { get; } = "day";

    public ResumePointView ResumePoint { get; } = new(false, 0);

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RestrictionsView? Restrictions { get; init; }

    public string Type { get; } = CatalogKinds.Episode;

    public required string Uri { get; init; }
}

/// <summary>A chapter with its audiobook.</summary>
internal sealed record ChapterView : SimpleChapterView
{
    /// <summary>All that is said without the rest, and the rest.</summary>
    [SetsRequiredMembers]
    internal ChapterView(SimpleChapterView simple, SimpleAudiobookView audiobook)
        : base(simple) => Audiobook = audiobook;

    public required SimpleAudiobookView Audiobook { get; init; }
}
