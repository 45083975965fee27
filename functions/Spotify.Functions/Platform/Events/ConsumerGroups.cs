namespace Spotify.Functions.Platform.Events;

/// <summary>Who reads a hub; each group has a place of its own in it.</summary>
public static class ConsumerGroups
{
    /// <summary>The play ledger and the counts.</summary>
    public const string Ledger = "ledger";

    /// <summary>History and taste.</summary>
    public const string Taste = "taste";

    /// <summary>Trending and live statistics.</summary>
    public const string Trending = "trending";

    /// <summary>The archive of raw events.</summary>
    public const string Archive = "archive";

    /// <summary>The search index.</summary>
    public const string Search = "search";

    /// <summary>Which releases open when.</summary>
    public const string ReleaseDay = "release-day";
}
