namespace Spotify.Functions.Platform.Search;

/// <summary>Which index is live, and which is being filled.</summary>
public sealed record SearchState
{
    /// <summary>What kind of document this is.</summary>
    public string Type { get; init; } = "search-state";

    /// <summary>The version of this document's shape.</summary>
    public int V { get; init; } = 1;

    /// <summary>The index that answers queries; null where none has been finished yet.</summary>
    public string? Live { get; init; }

    /// <summary>The schema by which the live index was made.</summary>
    public int LiveSchema { get; init; }

    /// <summary>Since when the live index answers.</summary>
    public DateTimeOffset? LiveSince { get; init; }

    /// <summary>The index that is being filled; null where none is.</summary>
    public string? Building { get; init; }

    /// <summary>The orchestration that fills it.</summary>
    public string? BuildingRun { get; init; }

    /// <summary>Since when it is being filled.</summary>
    public DateTimeOffset? BuildingSince { get; init; }

    /// <summary>How many items were put into it so far.</summary>
    public long Built { get; init; }

    /// <summary>The index that was live before.</summary>
    public string? Previous { get; init; }
}
