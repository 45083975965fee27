using System.Globalization;

namespace Spotify.Functions.Platform.Chaos;

/// <summary>What an experiment showed: container <c>system</c>, partition <see cref="Kind"/>, ids in the order of time.</summary>
/// <param name="At">When it began.</param>
/// <param name="Dependency">What was made to fail.</param>
/// <param name="Fault">How: <c>slow</c>, <c>erring</c>, <c>down</c> or <c>silent</c>.</param>
/// <param name="Seconds">For how long.</param>
/// <param name="Requests">Stream requests meanwhile.</param>
/// <param name="Failed">Those that ended in a fault of ours.</param>
/// <param name="CircuitOpened">Whether the dependency's circuit opened.</param>
/// <param name="RecoveredSeconds">From the fault's end until the circuit was closed; null where it was not within two minutes.</param>
/// <param name="Outcome"><c>held</c>, <c>aborted</c> (playback fell, and the fault was taken away at once) or <c>inconclusive</c> (too few asked).</param>
public sealed record ChaosReport(DateTimeOffset At, string Dependency, string Fault, double Seconds, long Requests, long Failed, bool CircuitOpened, double? RecoveredSeconds, string Outcome)
{
    internal const string Kind = "chaos";

    /// <summary>How long a report is kept.</summary>
    internal static readonly TimeSpan KeptFor = TimeSpan.FromDays(400);

    /// <summary>The document's type.</summary>
    public string Type { get; init; } = "chaos_report";

    /// <summary>The document's version.</summary>
    public int V { get; init; } = 1;

    internal string Id => At.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture);
}

/// <summary>The last experiments, the newest first.</summary>
/// <param name="Enabled">Whether experiments are made at all.</param>
/// <param name="Items">Reports.</param>
public sealed record ChaosList(bool Enabled, IReadOnlyList<ChaosReport> Items);
