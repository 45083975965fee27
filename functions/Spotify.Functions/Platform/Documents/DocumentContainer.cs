namespace Spotify.Functions.Platform.Documents;

/// <summary>A container of documents and the paths of its partition key.</summary>
/// <param name="Name">The container's name.</param>
/// <param name="PartitionKeyPaths">One path, or more for a hierarchical key.</param>
public sealed record DocumentContainer(string Name, params IReadOnlyList<string> PartitionKeyPaths)
{
    /// <summary>Tracks, albums, artists, shows, episodes, audiobooks: point reads.</summary>
    public static readonly DocumentContainer Catalog = new("catalog", "/id");

    /// <summary>Everything of one listener.</summary>
    public static readonly DocumentContainer Users = new("users", "/userId");

    /// <summary>Playlists: head, ordered items, change log.</summary>
    public static readonly DocumentContainer Playlists = new("playlists", "/playlistId");

    /// <summary>The play ledger, create-only.</summary>
    public static readonly DocumentContainer Plays = new("plays", "/userId", "/month");

    /// <summary>Counts, charts, live windows.</summary>
    public static readonly DocumentContainer Aggregates = new("aggregates", "/scope");

    /// <summary>Revenue, pools, payouts, statements, audit.</summary>
    public static readonly DocumentContainer Money = new("money", "/period", "/shard");

    /// <summary>Deliveries, acknowledgements, agreements, splits.</summary>
    public static readonly DocumentContainer Labels = new("labels", "/labelId", "/batchId");

    /// <summary>Inverted index of sub-fingerprints.</summary>
    public static readonly DocumentContainer Fingerprints = new("fingerprints", "/bucket");

    /// <summary>Flags, experiments, leases, model registry.</summary>
    public static readonly DocumentContainer System = new("system", "/kind");

    /// <summary>Every container.</summary>
    public static readonly IReadOnlyList<DocumentContainer> All = [Catalog, Users, Playlists, Plays, Aggregates, Money, Labels, Fingerprints, System];
}

/// <summary>The values of a partition key, in the order of its paths.</summary>
public readonly record struct PartitionKeyValue
{
    /// <summary>A key of one path.</summary>
    public PartitionKeyValue(string first) => First = first;

    /// <summary>A key of two paths.</summary>
    public PartitionKeyValue(string first, string second) => (First, Second) = (first, second);

    /// <summary>The first path's value.</summary>
    public string First { get; }

    /// <summary>The second path's value, or null where the container has one path.</summary>
    public string? Second { get; }

    /// <summary>A key of one path.</summary>
    public static implicit operator PartitionKeyValue(string first) => new(first);

    /// <inheritdoc/>
    public override string ToString() => Second is null ? First : $"{First}/{Second}";
}
