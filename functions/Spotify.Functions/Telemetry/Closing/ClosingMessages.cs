namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Which period is to be closed.</summary>
/// <param name="Period">The period, <c>yyyy-MM</c>.</param>
/// <param name="By">Who closes it; null for the schedule.</param>
public sealed record CloseInput(string Period, string? By = null);

/// <summary>A period whose closing begins.</summary>
/// <param name="Period">The period.</param>
/// <param name="Run">The orchestration's instance, which names what it leaves in storage on its way.</param>
/// <param name="By">Who closes it; null for the schedule.</param>
public sealed record BeginInput(string Period, string Run, string? By = null);

/// <summary>What a run has to do.</summary>
/// <param name="Period">The period.</param>
/// <param name="Run">The run.</param>
/// <param name="Shards">Into how many shards the period is cut.</param>
/// <param name="IsReplay">Whether the period is closed already: then nothing is written, and what is computed is compared with what is there.</param>
/// <param name="ReadFrom">When the period's plays may be read: nothing is on its way into it any more.</param>
/// <param name="PlayRanges">The ranges of the ledger.</param>
/// <param name="CounterRanges">The ranges of the counters.</param>
public sealed record ClosingPlan(
    string Period, string Run, int Shards, bool IsReplay, DateTimeOffset ReadFrom, IReadOnlyList<string> PlayRanges, IReadOnlyList<string> CounterRanges);

/// <summary>One range of the ledger to be read.</summary>
/// <param name="Period">The period.</param>
/// <param name="Run">The run.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="Range">The range.</param>
public sealed record ScanInput(string Period, string Run, int Shards, string Range);

/// <summary>What was read of a range, as sorted spills in storage.</summary>
/// <param name="Attempt">The name of the attempt whose spills count: one that was given up and goes on nevertheless writes to others.</param>
/// <param name="Plays">How many plays.</param>
/// <param name="Leaves">How many spills of leaves.</param>
/// <param name="Rows">How many spills of rows by market and product.</param>
/// <param name="Listeners">How many spills of rows by listener.</param>
public sealed record ScannedRange(string Attempt, long Plays, int Leaves, int Rows, int Listeners);

/// <summary>One shard, or bucket, of what all ranges hold.</summary>
/// <param name="Period">The period.</param>
/// <param name="Run">The run.</param>
/// <param name="Shards">The number of shards.</param>
/// <param name="Shard">Which one.</param>
/// <param name="IsReplay">Whether to compare instead of to write.</param>
/// <param name="Parts">What was read.</param>
public sealed record MergeInput(string Period, string Run, int Shards, int Shard, bool IsReplay, IReadOnlyList<ScannedRange> Parts);

/// <summary>A shard whose leaf file is written.</summary>
/// <param name="Plays">How many plays it has.</param>
/// <param name="Root">The root over them.</param>
/// <param name="Sha256">The hash of the leaf file.</param>
/// <param name="Differences">What is stored otherwise; nothing but in a replay.</param>
public sealed record SealedShard(long Plays, string Root, string Sha256, IReadOnlyList<string> Differences);

/// <summary>The markets and products of a bucket.</summary>
/// <param name="Totals">What each comes to.</param>
/// <param name="Differences">What is stored otherwise; nothing but in a replay.</param>
public sealed record SummedMarkets(IReadOnlyList<MarketTotals> Totals, IReadOnlyList<string> Differences);

/// <summary>The listeners of a shard.</summary>
/// <param name="Totals">What they come to.</param>
/// <param name="Differences">What is stored otherwise; nothing but in a replay.</param>
public sealed record SummedListeners(ListenerTotals Totals, IReadOnlyList<string> Differences);

/// <summary>All of a period, to be put together.</summary>
/// <param name="Period">The period.</param>
/// <param name="IsReplay">Whether to compare instead of to write.</param>
/// <param name="Shards">The shards in order.</param>
/// <param name="Markets">The buckets in order.</param>
/// <param name="Listeners">The listeners' shards in order.</param>
public sealed record SealInput(
    string Period, bool IsReplay, IReadOnlyList<SealedShard> Shards, IReadOnlyList<SummedMarkets> Markets, IReadOnlyList<SummedListeners> Listeners);

/// <summary>How a closing ended.</summary>
/// <param name="Period">The period.</param>
/// <param name="Plays">Documents of the ledger in it.</param>
/// <param name="Root">The period's root.</param>
/// <param name="IsReplay">Whether the period was closed before.</param>
/// <param name="Differences">In a replay: what is stored otherwise than it was computed now, the first hundred.</param>
public sealed record ClosingResult(string Period, long Plays, string Root, bool IsReplay, IReadOnlyList<string> Differences);

/// <summary>How far a closing is; its custom status.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Done">How many parts of that are done.</param>
/// <param name="Of">How many there are.</param>
public sealed record ClosingProgress(string Step, int Done, int Of);

/// <summary>What the counters are to be held against.</summary>
/// <param name="Period">The period.</param>
/// <param name="PlayRanges">The ranges of the ledger.</param>
/// <param name="CounterRanges">The ranges of the counters.</param>
/// <param name="Ledger">The ledger's own plays of the period by market and product.</param>
public sealed record CheckInput(string Period, IReadOnlyList<string> PlayRanges, IReadOnlyList<string> CounterRanges, IReadOnlyDictionary<string, long> Ledger);

/// <summary>One range to be counted.</summary>
/// <param name="Period">The period.</param>
/// <param name="Range">The range.</param>
public sealed record CountInput(string Period, string Range);

/// <summary>Plays by market and product (<c>SE/premium</c>).</summary>
/// <param name="Plays">The plays.</param>
/// <param name="Documents">How many documents say so.</param>
public sealed record CountedPlays(IReadOnlyDictionary<string, long> Plays, long Documents)
{
    /// <summary>Several together.</summary>
    public static CountedPlays Sum(IEnumerable<CountedPlays> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var (plays, documents) = (new Dictionary<string, long>(StringComparer.Ordinal), 0L);
        foreach (var part in parts)
        {
            documents += part.Documents;
            foreach (var (key, count) in part.Plays)
                plays[key] = plays.GetValueOrDefault(key) + count;
        }

        return new CountedPlays(plays, documents);
    }
}

/// <summary>What was counted, to be compared.</summary>
/// <param name="Period">The period.</param>
/// <param name="Ledger">The ledger's own plays of the period.</param>
/// <param name="Counters">What the counters of its days say.</param>
/// <param name="Before">Its adjustments in later periods, before the counters were read.</param>
/// <param name="After">Its adjustments in later periods, after the counters were read.</param>
public sealed record CompareInput(string Period, IReadOnlyDictionary<string, long> Ledger, CountedPlays Counters, CountedPlays Before, CountedPlays After);
