using Spotify.Core.Catalog;

namespace Spotify.Functions.Catalog;

/// <summary>A show as it is stored, with the sum of its episodes.</summary>
internal sealed record ShowDocument : IShelfOwner<ShowDocument>
{
    public string Type { get; init; } = "show";

    public int Schema { get; init; } = 1;

    public required Show Show { get; init; }

    /// <summary>The shelf of its episodes, by the year of release.</summary>
    public IReadOnlyDictionary<string, ShelfSummary> Pieces { get; init; } = new Dictionary<string, ShelfSummary>();

    /// <summary>Whether it is about to go: nobody sees it, or what it holds, any more.</summary>
    public bool IsWithdrawn { get; init; }

    public ShowDocument With(IReadOnlyDictionary<string, ShelfSummary> pieces) => this with { Pieces = pieces };

    public static string IdOf(string showId) => "show:" + showId;
}

/// <summary>An episode as it is stored.</summary>
internal sealed record EpisodeDocument
{
    public string Type { get; init; } = "episode";

    public int Schema { get; init; } = 1;

    public required Episode Episode { get; init; }

    /// <summary>Pieces of shelves that held it once and may hold it still.</summary>
    public IReadOnlyList<ShelfPlace> Former { get; init; } = [];

    /// <summary>Whether it is about to go: nobody sees it any more.</summary>
    public bool IsWithdrawn { get; init; }

    public static string IdOf(string episodeId) => "episode:" + episodeId;
}

/// <summary>An audiobook as it is stored, with the sum of its chapters.</summary>
internal sealed record AudiobookDocument : IShelfOwner<AudiobookDocument>
{
    public string Type { get; init; } = "audiobook";

    public int Schema { get; init; } = 1;

    public required Audiobook Audiobook { get; init; }

    /// <summary>The shelf of its chapters, by hundreds.</summary>
    public IReadOnlyDictionary<string, ShelfSummary> Pieces { get; init; } = new Dictionary<string, ShelfSummary>();

    /// <summary>Whether it is about to go: nobody sees it, or what it holds, any more.</summary>
    public bool IsWithdrawn { get; init; }

    public AudiobookDocument With(IReadOnlyDictionary<string, ShelfSummary> pieces) => this with { Pieces = pieces };

    public static string IdOf(string audiobookId) => "audiobook:" + audiobookId;
}

/// <summary>A chapter as it is stored.</summary>
internal sealed record ChapterDocument
{
    public string Type { get; init; } = "chapter";

    public int Schema { get; init; } = 1;

    public required Chapter Chapter { get; init; }

    /// <summary>Pieces of shelves that held it once and may hold it still.</summary>
    public IReadOnlyList<ShelfPlace> Former { get; init; } = [];

    /// <summary>Whether it is about to go: nobody sees it any more.</summary>
    public bool IsWithdrawn { get; init; }

    public static string IdOf(string chapterId) => "chapter:" + chapterId;
}
