using System.Globalization;
using Spotify.Core.Search;

namespace Spotify.Functions.Search;

/// <summary>An item that changed while an index was being filled: read again once that one is live.</summary>
internal sealed record TouchedItem
{
    /// <summary>Container <c>system</c>.</summary>
    public const string Kind = "search-touched";

    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(7);

    public string Type { get; init; } = Kind;

    public int V { get; init; } = 1;

    public required SearchKind Item { get; init; }

    public required string ItemId { get; init; }

    public required DateTimeOffset At { get; init; }

    public SearchKey Key => new(Item, ItemId);

    public static string IdOf(SearchKey key) => $"{key.Kind.NameOf()}:{key.Id}";
}

/// <summary>An item whose licence changes at a time: read again then. One partition a day.</summary>
internal sealed record DueItem
{
    /// <summary>Container <c>system</c>; the day follows.</summary>
    public const string Kind = "search-due";

    /// <summary>How long after its time one that nobody came for is kept.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public string Type { get; init; } = Kind;

    public int V { get; init; } = 1;

    public required SearchKind Item { get; init; }

    public required string ItemId { get; init; }

    public SearchKey Key => new(Item, ItemId);

    public static string PartitionOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{Kind}:{at.UtcDateTime:yyyy-MM-dd}");

    public static string IdOf(DateTimeOffset at, SearchKey key) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HHmmss}:{key.Kind.NameOf()}:{key.Id}");

    /// <summary>What comes after every id of a second.</summary>
    public static string AfterAllOf(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:HHmmss};");
}
