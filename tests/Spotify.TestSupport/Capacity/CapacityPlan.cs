using System.Globalization;
using System.Text;

namespace Spotify.TestSupport.Capacity;

/// <summary>A line of the plan.</summary>
/// <param name="What">What is planned.</param>
/// <param name="Demand">What the design asks for.</param>
/// <param name="Unit">The cost of one, and where it was measured.</param>
/// <param name="Needed">What that takes.</param>
/// <param name="MonthlyUsd">What a month costs.</param>
public sealed record CapacityLine(string What, string Demand, string Unit, string Needed, double MonthlyUsd);

/// <summary>From the design scale and the measured cost of one unit of work to partitions, units, instances and money. <c>docs/capacity.md</c> has the table; a test makes it anew.</summary>
public static class CapacityPlan
{
    private const double Day = 86_400;
    private const double DaysAMonth = Assumptions.Hours / 24;

    /// <summary>Instances of the api for requests at the peak.</summary>
    public static int ApiInstances { get; } = Instances(
        ((DesignScale.PeakStarts * UnitCosts.Authorise) + ((DesignScale.ApiRequests - DesignScale.PeakStarts) * UnitCosts.OtherRequest)) * Assumptions.HostHop);

    /// <summary>Instances that take and read events at the peak.</summary>
    public static int EventInstances { get; } = Instances(DesignScale.PeakEvents * UnitCosts.Event * Assumptions.HostBatch);

    /// <summary>Instances of media on the busiest day.</summary>
    public static int MediaInstances { get; } = Instances(DesignScale.TracksADay / Day * Assumptions.TrackSeconds * UnitCosts.IngestSecond * Assumptions.IngestPeak);

    /// <summary>Throughput units at the peak.</summary>
    public static int ThroughputUnits { get; } = (int)Math.Ceiling(DesignScale.PeakEvents / UnitCosts.EventsAThroughputUnit * Assumptions.UnitsForReaders);

    /// <summary>Partitions: one takes as much as one unit does.</summary>
    public static int Partitions { get; } = (int)Math.Ceiling(DesignScale.PeakEvents / UnitCosts.EventsAThroughputUnit);

    /// <summary>Namespaces that hold so many units.</summary>
    public static int Namespaces { get; } = (int)Math.Ceiling((double)ThroughputUnits / Assumptions.UnitsANamespace);

    /// <summary>Request units a second for plays at the peak.</summary>
    public static double PlayUnits { get; } = DesignScale.PeakStarts * UnitCosts.BytesAPlay / 1000 * Assumptions.WriteUnitsAKilobyte;

    /// <summary>Request units a second for all other requests at the peak.</summary>
    public static double OtherUnits { get; } = (DesignScale.ApiRequests - DesignScale.PeakStarts) * Assumptions.UncachedRequests * Assumptions.UnitsARequest;

    /// <summary>Bytes of plays that the ledger holds.</summary>
    public static double LedgerBytes { get; } = DesignScale.StreamsADay * Assumptions.LedgerDays * UnitCosts.BytesAPlay;

    /// <summary>Physical partitions of documents, by units or by bytes, whichever is more.</summary>
    public static int DocumentPartitions { get; } = (int)Math.Ceiling(Math.Max((PlayUnits + OtherUnits) / Assumptions.PartitionUnits, (LedgerBytes + DesignScale.UserBytes) / Assumptions.PartitionBytes));

    /// <summary>Items of the search index.</summary>
    public static double SearchItems { get; } = DesignScale.Tracks * Assumptions.ItemsATrack;

    /// <summary>Bytes that a whole search index takes; twice that while one is made anew beside it.</summary>
    public static double SearchBytes { get; } = SearchItems * UnitCosts.SearchItemBytes * Assumptions.SearchBytesAByte;

    /// <summary>Searches in the busiest second.</summary>
    public static double SearchQueries { get; } = DesignScale.ApiRequests * Assumptions.Searches;

    /// <summary>Partitions of a search service, by items or by the bytes of two indexes, whichever is more.</summary>
    public static int SearchPartitions { get; } = RoundUp((int)Math.Ceiling(Math.Max(SearchItems / Assumptions.ItemsASearchPartition, 2 * SearchBytes / Assumptions.SearchPartitionBytes)));

    /// <summary>Replicas of all search services together: one for queries, and never fewer than the three that an agreed availability takes.</summary>
    public static int SearchReplicas { get; } = Math.Max(3, (int)Math.Ceiling(SearchQueries / Assumptions.QueriesAReplica));

    /// <summary>Search services, each with the whole index.</summary>
    public static int SearchServices { get; } = (int)Math.Ceiling(SearchReplicas / (double)Math.Min(Assumptions.ReplicasASearchService, Assumptions.UnitsASearchService / SearchPartitions));

    /// <summary>Hours of two cores for a month's royalties.</summary>
    public static double RoyaltyHours { get; } = DesignScale.StreamsADay * DaysAMonth / UnitCosts.RoyaltyPlays / 3600;

    /// <summary>Every line.</summary>
    public static IReadOnlyList<CapacityLine> Lines { get; } =
    [
        new("Requests of listeners", $"{Short(DesignScale.PeakStarts)} stream starts/s and {Short(DesignScale.ApiRequests - DesignScale.PeakStarts)} other requests/s",
            $"{Micro(UnitCosts.Authorise)} (`authorise`), {Micro(UnitCosts.OtherRequest)} (`catalog`), times {Assumptions.HostHop:0.0} for the hop",
            InstancesText(ApiInstances), ApiInstances * Assumptions.InstancePrice * Assumptions.HoursOverPeak),
        new("Events, taken and read four times", $"{Short(DesignScale.PeakEvents)} events/s", $"{Micro(UnitCosts.Event)} (`telemetry-growth`), times {Assumptions.HostBatch:0.0}",
            InstancesText(EventInstances), EventInstances * Assumptions.InstancePrice * Assumptions.HoursOverPeak),
        new("Ingestion", $"{Short(DesignScale.TracksADay)} tracks/day of {Assumptions.TrackSeconds:0} s, twice that on busy days", $"{UnitCosts.IngestSecond * 1000:0} ms CPU a second of music (`ingest`)",
            InstancesText(MediaInstances), MediaInstances * Assumptions.InstancePrice),
        new("Event Hubs", $"{Short(DesignScale.PeakEvents)} events/s in, four times that out", $"{UnitCosts.EventsAThroughputUnit:N0} events/s a throughput unit (`telemetry`)",
            $"{ThroughputUnits} units in {Namespaces} namespaces, {Partitions} partitions in all",
            (ThroughputUnits * Assumptions.ThroughputUnitPrice) + (DesignScale.PeakEvents * Assumptions.MeanOverPeak / Assumptions.EventsABatch * Day * DaysAMonth / 1e6 * Assumptions.MillionEventDataPrice)),
        new("Documents: throughput", $"{Short(DesignScale.PeakStarts)} plays/s written, {Short((DesignScale.ApiRequests - DesignScale.PeakStarts) * Assumptions.UncachedRequests)} requests/s that no cache answers",
            $"{UnitCosts.BytesAPlay / 1000:0.00} KB a play (`telemetry-growth`), {Assumptions.WriteUnitsAKilobyte:0} RU a KB written, {Assumptions.UnitsARequest:0} RU a request",
            $"{Short(PlayUnits + OtherUnits)} RU/s, {DocumentPartitions:N0} physical partitions",
            (PlayUnits + OtherUnits) * Assumptions.HoursOverPeak / 100 * Assumptions.HundredUnitsPrice * Assumptions.Hours),
        new("Documents: storage", $"{Bytes(DesignScale.UserBytes)} of listeners, {Assumptions.LedgerDays:0} days of plays", $"{UnitCosts.BytesAPlay / 1000:0.00} KB a play (`telemetry-growth`)",
            Bytes(LedgerBytes + DesignScale.UserBytes), (LedgerBytes + DesignScale.UserBytes) / 1e9 * Assumptions.DocumentGigabytePrice),
        new("Search", $"{Short(SearchQueries)} searches/s over {Short(SearchItems)} items",
            $"{UnitCosts.SearchItemBytes:0} B an item as it is sent, {Assumptions.SearchBytesAByte:0.0} times that kept; {Assumptions.QueriesAReplica:0} queries/s a replica of S2 (**not measured**)",
            $"{Bytes(SearchBytes)} an index, {SearchPartitions} partitions, {SearchReplicas} replicas: {SearchPartitions * SearchReplicas:N0} search units in {SearchServices} services",
            SearchPartitions * SearchReplicas * Assumptions.SearchUnitPrice),
        new("Audio", Bytes(DesignScale.AudioBytes), "design", Bytes(DesignScale.AudioBytes), DesignScale.AudioBytes / 1e9 * Assumptions.AudioGigabytePrice),
        new("Archive of events, after a year", $"{Bytes(DesignScale.EventBytesAYear)} a year", "design", Bytes(DesignScale.EventBytesAYear), DesignScale.EventBytesAYear / 1e9 * Assumptions.ArchiveGigabytePrice),
        new("Edge", $"{Bytes(DesignScale.EdgeBytesADay)} a day", $"design; {1 - DesignScale.EdgeHits:0%} of it from the origin",
            $"{DesignScale.EdgeBytesADay * 8 / Day / 1e12:0.0} Tbit/s on average, {DesignScale.EdgeBytesADay * (1 - DesignScale.EdgeHits) * 8 / Day / 1e9:0} Gbit/s of them from storage",
            DesignScale.EdgeBytesADay * DaysAMonth / 1e9 * Assumptions.EdgeGigabytePrice),
        new("Royalties", $"{Short(DesignScale.StreamsADay * DaysAMonth)} plays a month", $"{Short(UnitCosts.RoyaltyPlays)} plays/s on two cores (`royalties`)",
            $"{RoyaltyHours:0} hours of two cores, spread over buckets of listeners", RoyaltyHours / Assumptions.Hours * Assumptions.InstancePrice),
    ];

    /// <summary>The table of the page.</summary>
    public static string Table()
    {
        var text = new StringBuilder("| what | demand at the design scale | cost of one | takes | USD a month |\n| --- | --- | --- | --- | --- |\n");
        foreach (var line in Lines)
            text.Append(CultureInfo.InvariantCulture, $"| {line.What} | {line.Demand} | {line.Unit} | {line.Needed} | {line.MonthlyUsd:N0} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| **all but the edge** | | | | **{Lines.Where(line => line.What != "Edge").Sum(line => line.MonthlyUsd):N0}** |\n");
        var all = Lines.Sum(line => line.MonthlyUsd);
        text.Append(CultureInfo.InvariantCulture, $"| **all** | | | | **{all:N0}**, {all / (DesignScale.StreamsADay * DaysAMonth) * 1000:0.000} USD for a thousand streams |\n");
        return text.ToString();
    }

    /// <summary>EP3 instances for so many processors' work.</summary>
    /// <param name="processors">Processor seconds a second.</param>
    public static int Instances(double processors) => (int)Math.Ceiling(processors / Assumptions.Use / Assumptions.Cores);

    // Partitions are sold as 1, 2, 3, 4, 6 or 12.
    private static int RoundUp(int partitions) => ((int[])[1, 2, 3, 4, 6, 12]).FirstOrDefault(one => one >= partitions, 12);

    private static string InstancesText(int instances) => string.Create(
        CultureInfo.InvariantCulture, $"{instances} EP3{(instances > Assumptions.InstancesAPlan ? $" in {Math.Ceiling((double)instances / Assumptions.InstancesAPlan):0} plans" : "")}");

    private static string Micro(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0} µs CPU");

    private static string Short(double number) => number switch
    {
        >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e9:0.#} G"),
        >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{number / 1e6:0.##} M"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{number / 1e3:0.#} k"),
    };

    private static string Bytes(double number) => number >= 1e15
        ? string.Create(CultureInfo.InvariantCulture, $"{number / 1e15:0.##} PB") : string.Create(CultureInfo.InvariantCulture, $"{number / 1e12:0.#} TB");
}
