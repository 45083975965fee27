namespace Spotify.TestSupport.Capacity;

/// <summary>What one unit of work costs: measured by <c>./dev bench</c> in embedded mode on two cores, unless it says otherwise. A cost taken from a rate holds the load generator too, so it is an upper bound.</summary>
public static class UnitCosts
{
    /// <summary>Processor seconds to authorise a stream: two cores over the rate of <c>authorise</c>, the load generator included.</summary>
    public const double Authorise = 2 / 40_091.0;

    /// <summary>Processor seconds of another request: two cores over the rate of <c>catalog</c>.</summary>
    public const double OtherRequest = 2 / 12_691.0;

    /// <summary>Processor seconds of an event, from the request through all four consumer groups (<c>telemetry-growth</c>, the highest of three).</summary>
    public const double Event = 74e-6;

    /// <summary>Events that one throughput unit of Event Hubs takes in, packed as ours are (<c>telemetry</c>).</summary>
    public const double EventsAThroughputUnit = 21_666;

    /// <summary>Bytes of an item of the search index as it is sent: the mean of the made catalogue (<c>CapacityPageTests</c>).</summary>
    public const double SearchItemBytes = 470;

    /// <summary>Bytes of documents of a play (<c>telemetry-growth</c>).</summary>
    public const double BytesAPlay = 1_870;

    /// <summary>Processor seconds to ingest a second of music (<c>ingest</c>).</summary>
    public const double IngestSecond = 5.98 / 60;

    /// <summary>Plays a second from the ledger to payouts, on two cores (<c>royalties</c>).</summary>
    public const double RoyaltyPlays = 3.3e6;
}
