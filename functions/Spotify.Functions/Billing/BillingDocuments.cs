using System.Globalization;
using System.Text.Json;
using Spotify.Core.Catalog;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Billing;

/// <summary>How far an event is. JSON: <c>received parked done</c>.</summary>
internal enum BillingState
{
    /// <summary>It is here; what follows from it may not be.</summary>
    Received = 0,

    /// <summary>It waits for an operator.</summary>
    Parked = 1,

    /// <summary>All that follows from it is done.</summary>
    Done = 2,
}

/// <summary>
/// That an event has come, once for each id: container <c>money</c>, partition (<see cref="Place"/>, shard), id a hash of the event's. It names nobody; the event itself is with
/// its user, in the ledger, or parked.
/// </summary>
internal sealed record BillingRecord
{
    /// <summary>Stands where a period does: ids are unique over all periods.</summary>
    public const string Place = "billing-events";

    public string Type { get; init; } = "billing_event";

    public int V { get; init; } = 1;

    /// <summary>The sender's id.</summary>
    public required string Event { get; init; }

    /// <summary>What tells its body from another.</summary>
    public required string Hash { get; init; }

    public required BillingState State { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The period that its row of the ledger was decided for; null while none was.</summary>
    public string? RowPeriod { get; init; }

    public static string IdOf(string eventId) => SpotifyId.Derive("billing-event", eventId);

    // 3,844 partitions: of the events of a decade none comes near to a partition's limit.
    public static PartitionKeyValue PartitionOf(string id) => new(Place, id[^2..]);
}

/// <summary>A row of the revenue ledger: container <c>money</c>, partition (period, shard), id <see cref="IdOf"/>; create-only.</summary>
internal sealed record RevenueDocument
{
    public const string IdPrefix = "revenue:";

    /// <summary>Partitions of a period: enough for 100 M payments a month.</summary>
    public const int Shards = 64;

    public string Type { get; init; } = "revenue";

    public int V { get; init; } = 1;

    /// <summary>The sender's id of the event.</summary>
    public required string Event { get; init; }

    public required RevenueType Kind { get; init; }

    public required string Period { get; init; }

    /// <summary>The period that it should have counted in, where that was closed when it came.</summary>
    public string? AdjustmentOf { get; init; }

    public required string Country { get; init; }

    public required string Product { get; init; }

    public required string Currency { get; init; }

    /// <summary>In minor units; negative where it was paid back.</summary>
    public required long Gross { get; init; }

    public required long Vat { get; init; }

    public required long StoreFee { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The listener's pseudonym, as in the ledger of plays; null for advertisements, and for one who was erased.</summary>
    public string? Listener { get; init; }

    public static string IdOf(string recordId) => IdPrefix + recordId;

    public static PartitionKeyValue PartitionOf(string period, string recordId) => PartitionOf(period, ((recordId[^1] * 62) + recordId[^2]) % Shards);

    public static PartitionKeyValue PartitionOf(string period, int shard) => new(period, shard.ToString("D2", CultureInfo.InvariantCulture));

    public RevenueRow ToRow() => new(Event, Kind, Period, Country, Product, Currency, Gross, Vat, StoreFee);
}

/// <summary>An event of a listener's, whole as it came: container <c>users</c>, partition user, id <see cref="IdOf"/>.</summary>
internal sealed record UserBillingEvent
{
    public string Type { get; init; } = "billing_event";

    public int V { get; init; } = 1;

    public required JsonElement Event { get; init; }

    public static string IdOf(string recordId) => "billing-event:" + recordId;
}

/// <summary>An event that waits for an operator, whole as it came: container <c>system</c>, partition <see cref="Kind"/>.</summary>
internal sealed record ParkedEvent
{
    public const string Kind = "billing-parked";

    public string Type { get; init; } = "billing_parked";

    public int V { get; init; } = 1;

    /// <summary>The sender's id.</summary>
    public required string Event { get; init; }

    public required BillingFault Reason { get; init; }

    public required string Detail { get; init; }

    /// <summary>Whom it names.</summary>
    public string? User { get; init; }

    /// <summary>The body as it came.</summary>
    public required byte[] Body { get; init; }

    public required DateTimeOffset ParkedAt { get; init; }
}

/// <summary>That a payment instrument has had its trial: container <c>system</c>, partition <see cref="PartitionOf"/>, id a hash of the instrument; create-only.</summary>
internal sealed record TrialClaim
{
    public const string Kind = "trial-instruments";

    public string Type { get; init; } = "trial_instrument";

    public int V { get; init; } = 1;

    /// <summary>The event that was first.</summary>
    public required string Event { get; init; }

    public static string PartitionOf(string id) => Kind + ":" + id[^1];
}
