using System.Globalization;
using Spotify.Core.Catalog;

namespace Spotify.Functions.Subscriptions;

/// <summary>
/// That a plan is to be looked at: container <c>system</c>, where <see cref="PlaceOf"/> says. Sixteen partitions a minute: plans that end at midnight end by
/// the million.
/// </summary>
internal sealed record PlanReminder
{
    public const string Kind = "plan-due";

    /// <summary>Partitions of a minute.</summary>
    public const int Shards = 16;

    public string Type { get; init; } = "plan_due";

    public int V { get; init; } = 1;

    public required string User { get; init; }

    public required DateTimeOffset At { get; init; }

    public static string PartitionOf(DateTimeOffset minute, int shard) => string.Create(CultureInfo.InvariantCulture, $"{Kind}:{minute.UtcDateTime:yyyyMMddHHmm}:{shard}");

    /// <summary>The partition and id of a listener's reminder at a time: the same for the same.</summary>
    public static (string Partition, string Id) PlaceOf(string userId, DateTimeOffset at)
    {
        var name = SpotifyId.Derive("plan-due", userId);
        return (PartitionOf(at, name[^1] % Shards), StampOf(at) + "-" + name);
    }

    public static string StampOf(DateTimeOffset at) => Math.Max(0, at.ToUnixTimeMilliseconds()).ToString("D15", CultureInfo.InvariantCulture);
}

/// <summary>How far reminders have been seen to: container <c>system</c>, partition <see cref="Kind"/>, id <see cref="Id"/>.</summary>
internal sealed record PlanCursor
{
    public const string Kind = "plan-due-cursor";

    public const string Id = "cursor";

    public string Type { get; init; } = "plan_due_cursor";

    public int V { get; init; } = 1;

    /// <summary>All reminders up to this minute are done but such as came late.</summary>
    public required DateTimeOffset Through { get; init; }
}
