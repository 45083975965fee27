using Spotify.Core.Royalties.Calculation;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Which month is to be calculated.</summary>
/// <param name="Period">The month, <c>yyyy-MM</c>.</param>
/// <param name="By">Who asked for it.</param>
public sealed record RoyaltiesInput(string Period, string By);

/// <summary>A run.</summary>
/// <param name="Period">The month whose ledger is paid.</param>
/// <param name="Run">The orchestration's instance, which names what it leaves in storage on its way.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="IsReplay">Whether the month was calculated before: then nothing is written but into a folder of the run's own, and what comes out is compared.</param>
/// <param name="Inputs">The month's inputs as this run found them, which are named for good when it ends well; null before they are gathered, and in a replay.</param>
public sealed record RoyaltyRun(string Period, string Run, string By, bool IsReplay, FrozenFile? Inputs = null)
{
    /// <summary>Where frozen inputs go.</summary>
    public string InputsFolder => $"{Home(Period)}inputs/";

    /// <summary>Where results go: a folder for the month and its inputs, so that a run that found others spoils nothing; or the replay's.</summary>
    public string Folder => IsReplay || Inputs is null ? $"{Home(Period)}replays/{Run}/" : $"{Home(Period)}results/{Inputs.Sha256[..16]}/";

    /// <summary>What is left on the way; removed at the end.</summary>
    public string Parts => $"{Home(Period)}parts/{Run}/";

    /// <summary>Where a month's results go within the run.</summary>
    public string FolderOf(string month) => $"{Folder}months/{month}/";

    /// <summary>Everything of a month in the container <c>archive</c>.</summary>
    public static string Home(string period) => $"royalties/{period}/";
}

/// <summary>A run that begins.</summary>
/// <param name="Input">What was asked for.</param>
/// <param name="Run">The orchestration's instance.</param>
public sealed record BeginRun(RoyaltiesInput Input, string Run);

/// <summary>A shard of the closed ledger.</summary>
/// <param name="Period">The month.</param>
/// <param name="Shard">Which one.</param>
public sealed record ShardStep(string Period, int Shard);

/// <summary>What statements are made of.</summary>
/// <param name="Run">The run.</param>
/// <param name="Credits">What parties are credited.</param>
public sealed record SettleInput(RoyaltyRun Run, CreditedPeriod Credits);

/// <summary>What is held against each other.</summary>
/// <param name="Run">The run.</param>
/// <param name="Months">What was divided.</param>
/// <param name="Credits">What was credited.</param>
/// <param name="Settled">What was settled.</param>
/// <param name="Roots">The roots of the ledger's shards, computed again.</param>
public sealed record ReconcileInput(RoyaltyRun Run, IReadOnlyList<DividedMonth> Months, CreditedPeriod Credits, SettledPeriod Settled, IReadOnlyList<RecomputedRoot> Roots);

/// <summary>Whether all agrees.</summary>
/// <param name="Faults">What does not, the first hundred.</param>
public sealed record ReconciledPeriod(IReadOnlyList<string> Faults);

/// <summary>What a run ends with.</summary>
/// <param name="Run">The run.</param>
/// <param name="Results">What it came to.</param>
public sealed record FinishInput(RoyaltyRun Run, RoyaltyResults Results);

/// <summary>How a run ended.</summary>
/// <param name="Period">The month.</param>
/// <param name="Digest">The digest of the results; null where there are none.</param>
/// <param name="Refusal">Why there are none; null where there are.</param>
/// <param name="IsReplay">Whether the month was calculated before, and this was compared with it.</param>
/// <param name="Differences">In a replay: what is stored otherwise than it was computed now.</param>
public sealed record RoyaltyOutcome(string Period, string? Digest, string? Refusal, bool IsReplay, IReadOnlyList<string> Differences);

/// <summary>How the beginning of a run ended.</summary>
/// <param name="Run">The run; null where it is refused.</param>
/// <param name="Refusal">Why it may not be; null where it may.</param>
/// <param name="IsFrozen">Whether the month's inputs are named already.</param>
/// <param name="Shards">Into how many shards the month's ledger is cut.</param>
public sealed record RoyaltyBegin(RoyaltyRun? Run, string? Refusal, bool IsFrozen, int Shards);

/// <summary>What was frozen of one kind.</summary>
/// <param name="Files">The files.</param>
/// <param name="Adjusts">Earlier months that it corrects.</param>
public sealed record FrozenPart(IReadOnlyList<FrozenFile> Files, IReadOnlyList<string> Adjusts);

/// <summary>What is to be named as the month's inputs.</summary>
/// <param name="Run">The run.</param>
/// <param name="Parts">All that was frozen.</param>
public sealed record FreezeInput(RoyaltyRun Run, IReadOnlyList<FrozenPart> Parts);

/// <summary>What a run has to do.</summary>
/// <param name="Digest">The digest of the frozen inputs.</param>
/// <param name="Months">The months to look at, in order; those before the first are tallied only.</param>
/// <param name="Refusal">Why the month cannot be calculated with what was frozen; null where it can.</param>
public sealed record RoyaltyPlan(string Digest, IReadOnlyList<MonthScope> Months, string? Refusal = null);

/// <summary>A step of one month.</summary>
/// <param name="Run">The run.</param>
/// <param name="Scope">The month.</param>
/// <param name="Part">Which shard, pool or partition.</param>
/// <param name="Files">What earlier steps left for it, by what it is.</param>
public sealed record MonthStep(RoyaltyRun Run, MonthScope Scope, int Part, MonthFiles Files);

/// <summary>What the steps of a month have left so far.</summary>
public sealed record MonthFiles
{
    /// <summary>The pools; null before they are summed.</summary>
    public FrozenFile? Pools { get; init; }

    /// <summary>The tallies of earlier months that this run has made.</summary>
    public IReadOnlyDictionary<string, FrozenFile> Tallied { get; init; } = new Dictionary<string, FrozenFile>();

    /// <summary>Tracks as each shard counted them.</summary>
    public IReadOnlyList<FrozenFile> TrackParts { get; init; } = [];

    /// <summary>Artists as each shard counted them.</summary>
    public IReadOnlyList<FrozenFile> ArtistParts { get; init; } = [];

    /// <summary>The verdicts; null before there are any.</summary>
    public FrozenFile? Judged { get; init; }

    /// <summary>Weights as each shard came to them, a section for each pool.</summary>
    public IReadOnlyList<FrozenFile> Weights { get; init; } = [];

    /// <summary>Earnings of each pool.</summary>
    public IReadOnlyList<FrozenFile> Earnings { get; init; } = [];

    /// <summary>Lines of each pool, a section for each partition of holders.</summary>
    public IReadOnlyList<FrozenFile> Lines { get; init; } = [];
}

/// <summary>A month's pools.</summary>
/// <param name="File">Where they are.</param>
/// <param name="Count">How many.</param>
/// <param name="Refusal">Why they cannot be divided; null where they can.</param>
public sealed record SummedPools(FrozenFile? File, int Count, string? Refusal);

/// <summary>What a shard's listeners come to.</summary>
/// <param name="Tracks">Tracks.</param>
/// <param name="Artists">Artists.</param>
public sealed record TalliedShard(FrozenFile Tracks, FrozenFile Artists);

/// <summary>What a shard's plays weigh.</summary>
/// <param name="Weights">The weights, a section for each pool.</param>
/// <param name="Heard">What its listeners have heard so far; null where nobody is paid by that.</param>
public sealed record WeighedShard(FrozenFile Weights, FrozenFile? Heard);

/// <summary>A month's tracks.</summary>
/// <param name="Tracks">The tally of all shards, which later months look at.</param>
/// <param name="Judged">The verdicts; null for a month that is only tallied.</param>
public sealed record JudgedMonth(FrozenFile Tracks, FrozenFile? Judged);

/// <summary>A pool that was divided.</summary>
/// <param name="Pool">Its sums.</param>
/// <param name="Earnings">Its earnings.</param>
/// <param name="Lines">Its lines.</param>
public sealed record PoolResult(DividedPool Pool, FrozenFile Earnings, FrozenFile Lines);

/// <summary>The lines of a partition of holders.</summary>
/// <param name="Lines">The lines by holder.</param>
/// <param name="Index">Where each holder's are.</param>
public sealed record CollectedLines(FrozenFile Lines, FrozenFile Index);

/// <summary>A month whose money is divided.</summary>
/// <param name="Scope">The month.</param>
/// <param name="Pools">What each pool came to, in their order.</param>
/// <param name="Earnings">All earnings by holder.</param>
/// <param name="Results">Every file that is a result.</param>
public sealed record DividedMonth(MonthScope Scope, IReadOnlyList<DividedPool> Pools, FrozenFile Earnings, IReadOnlyList<FrozenFile> Results);

/// <summary>How far a run is; its custom status.</summary>
/// <param name="Step">What it does.</param>
/// <param name="Month">Of which month.</param>
/// <param name="Done">How many parts of that are done.</param>
/// <param name="Of">How many there are.</param>
public sealed record RoyaltiesProgress(string Step, string Month, int Done, int Of);
