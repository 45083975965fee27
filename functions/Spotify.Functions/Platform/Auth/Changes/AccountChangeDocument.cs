using System.Globalization;

namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>
/// A change on its way to the instances: container <c>system</c>, partition <see cref="PartitionOf"/>, id <see cref="IdOf"/>. Sixteen partitions a minute take the writes of many
/// instances; nobody reads them after two hours.
/// </summary>
internal sealed record AccountChangeDocument
{
    public const string Kind = "account-changes";

    /// <summary>Partitions of a minute.</summary>
    public const int Shards = 16;

    /// <summary>Longer than any instance looks back.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromHours(2);

    public string Type { get; init; } = "account_change";

    public int V { get; init; } = 1;

    public required string User { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Tier { get; init; }

    public string? Country { get; init; }

    public bool? ExplicitFilter { get; init; }

    public string? RevokedSession { get; init; }

    public bool IsClosed { get; init; }

    public static AccountChangeDocument Of(AccountChange change) => new()
    {
        User = change.UserId,
        At = change.At,
        Tier = change.Tier,
        Country = change.Country,
        ExplicitFilter = change.ExplicitFilter,
        RevokedSession = change.RevokedSession,
        IsClosed = change.IsClosed,
    };

    public AccountChange ToChange() => new(User, At) { Tier = Tier, Country = Country, ExplicitFilter = ExplicitFilter, RevokedSession = RevokedSession, IsClosed = IsClosed };

    public static string PartitionOf(DateTimeOffset written, int shard) => string.Create(CultureInfo.InvariantCulture, $"{Kind}:{written.UtcDateTime:yyyyMMddHHmm}:{shard}");

    /// <summary>Ids of a partition are in the order of the writers' clocks; the suffix tells changes of one millisecond apart.</summary>
    public static string IdOf(DateTimeOffset written, string suffix) => StampOf(written) + "-" + suffix;

    public static string StampOf(DateTimeOffset written) => Math.Max(0, written.ToUnixTimeMilliseconds()).ToString("D13", CultureInfo.InvariantCulture);
}
