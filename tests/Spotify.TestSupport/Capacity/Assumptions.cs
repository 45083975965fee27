namespace Spotify.TestSupport.Capacity;

/// <summary>What is not measured: factors of the real host, limits of the platform, and list prices (pay as you go, West Europe, from memory of 2026: look at the calculator).</summary>
public static class Assumptions
{
    /// <summary>The real host takes a request before the worker does and hands it on (a proxy hop and a message between two processes): so many times the processor time of the embedded one.</summary>
    public const double HostHop = 2.5;

    /// <summary>The same for batches of events, whose hop is paid once a batch.</summary>
    public const double HostBatch = 1.5;

    /// <summary>The use of processors that instances are planned for.</summary>
    public const double Use = .6;

    /// <summary>Processors of an EP3.</summary>
    public const double Cores = 4;

    /// <summary>The most instances of a plan.</summary>
    public const int InstancesAPlan = 100;

    /// <summary>Mean length of a track in seconds.</summary>
    public const double TrackSeconds = 210;

    /// <summary>How much more tracks come on the busiest day than on the mean one.</summary>
    public const double IngestPeak = 2;

    /// <summary>A throughput unit gives out twice what it takes in, and four groups read all: so many units for one of intake.</summary>
    public const double UnitsForReaders = 2;

    /// <summary>The most throughput units of a namespace.</summary>
    public const int UnitsANamespace = 40;

    /// <summary>Events that one EventData holds on average: a client sends what it has every few seconds.</summary>
    public const double EventsABatch = 10;

    /// <summary>Request units of writing a kilobyte with nothing indexed but id and key (vendor's figure: about 5 for a create, and a little for the index).</summary>
    public const double WriteUnitsAKilobyte = 6;

    /// <summary>Request units that a request of the API reads and writes besides plays: a point read of a kilobyte or two, a tenth of them with a write.</summary>
    public const double UnitsARequest = 2;

    /// <summary>The share of requests that no cache of an instance answers: the catalogue's are answered, a listener's own are not.</summary>
    public const double UncachedRequests = .5;

    /// <summary>Autoscale bills each hour by its busiest second: the mean of hours over the peak.</summary>
    public const double HoursOverPeak = .6;

    /// <summary>The mean load over the peak: 58 k starts a second to 175 k.</summary>
    public const double MeanOverPeak = 58.0 / 175;

    /// <summary>Bytes that a physical partition of documents holds, and request units that it gives.</summary>
    public const double PartitionBytes = 50e9;

    /// <summary>See <see cref="PartitionBytes"/>.</summary>
    public const double PartitionUnits = 10_000;

    /// <summary>Days that the ledger keeps plays: until the month after theirs is closed.</summary>
    public const double LedgerDays = 62;

    /// <summary>Items of the search index for a track: itself, a tenth of an album, and a tenth again for artists, shows, episodes and audiobooks.</summary>
    public const double ItemsATrack = 1.2;

    /// <summary>The share of requests that are searches or suggestions: that of <c>./dev bench load</c>. No cache answers them.</summary>
    public const double Searches = .1;

    /// <summary>What AI Search keeps for a byte that it is sent: inverted lists, suggester, and the fields themselves.</summary>
    public const double SearchBytesAByte = 2.5;

    /// <summary>The most items of a partition for a query to stay within DESIGN's 100 ms: more partitions look through fewer each.</summary>
    public const double ItemsASearchPartition = 30e6;

    /// <summary>Bytes that a partition of S2 holds.</summary>
    public const double SearchPartitionBytes = 350e9;

    /// <summary>Queries a second that a replica of S2 answers: the vendor's old rule of thumb, for short queries.</summary>
    public const double QueriesAReplica = 60;

    /// <summary>The most search units (replicas times partitions) of a service, and the most replicas.</summary>
    public const int UnitsASearchService = 36;

    /// <summary>See <see cref="UnitsASearchService"/>.</summary>
    public const int ReplicasASearchService = 12;

    /// <summary>USD of a search unit of S2 a month.</summary>
    public const double SearchUnitPrice = 981;

    /// <summary>Hours of a month.</summary>
    public const double Hours = 730;

    /// <summary>USD of an EP3 a month.</summary>
    public const double InstancePrice = 600;

    /// <summary>USD of a throughput unit a month.</summary>
    public const double ThroughputUnitPrice = .03 * Hours;

    /// <summary>USD of a million EventData.</summary>
    public const double MillionEventDataPrice = .028;

    /// <summary>USD of 100 RU/s of autoscale an hour.</summary>
    public const double HundredUnitsPrice = .012;

    /// <summary>USD of a gigabyte of documents a month.</summary>
    public const double DocumentGigabytePrice = .25;

    /// <summary>USD of a gigabyte of audio a month: a fifth hot, the rest cool.</summary>
    public const double AudioGigabytePrice = (.2 * .018) + (.8 * .010);

    /// <summary>USD of a gigabyte of events a month: cold after a month.</summary>
    public const double ArchiveGigabytePrice = .0045;

    /// <summary>USD of a gigabyte from the edge to a listener; at this volume a matter of contract.</summary>
    public const double EdgeGigabytePrice = .02;
}
