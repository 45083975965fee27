namespace Spotify.Functions.Platform.Limits;

/// <summary>
/// What one instance gave one caller: container <c>system</c>, partition <c>limit:{kind}:{hash of the caller}</c>, id the instance. A caller's instances write side by
/// side, so no document is written by two and none is written by more than one caller's requests.
/// </summary>
internal sealed record LimitCounts
{
    /// <summary>What the partitions' names begin with.</summary>
    public const string Kind = "limit";

    public string Type { get; init; } = "limit_counts";

    public int V { get; init; } = 1;

    /// <summary>The window that the slots are cut from: instances of different settings do not mix theirs.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>The newest slot.</summary>
    public required long Slot { get; init; }

    /// <summary>Requests by slot, the newest last.</summary>
    public required IReadOnlyList<int> Counts { get; init; }

    public static LimitCounts Of(RollingCount count, TimeSpan window) => new()
    {
        WindowSeconds = window.TotalSeconds,
        Slot = count.Latest,
        Counts = [.. Enumerable.Range(0, RollingCount.Slots + 1).Select(place => count.In(count.Oldest + place))],
    };

    public void AddTo(RollingCount sum)
    {
        for (var place = 0; place < Counts.Count; place++)
        {
            if (Counts[place] > 0)
                sum.Add(Slot - Counts.Count + 1 + place, Counts[place]);
        }
    }
}

/// <summary>The requests of a caller whose limit is exact: container <c>system</c>, the same partition, id <see cref="Id"/>; every one is written at its ETag.</summary>
internal sealed record LimitPlaces
{
    public const string Id = "places";

    public string Type { get; init; } = "limit_places";

    public int V { get; init; } = 1;

    /// <summary>When each was taken, the oldest first.</summary>
    public required IReadOnlyList<DateTimeOffset> Taken { get; init; }
}
