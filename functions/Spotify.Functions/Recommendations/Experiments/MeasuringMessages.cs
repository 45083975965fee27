using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>What a measuring begins with.</summary>
/// <param name="At">When it began: what happened later is not seen.</param>
/// <param name="By">Who began it.</param>
public sealed record MeasuringInput(DateTimeOffset At, string By);

/// <summary>What is to be measured.</summary>
/// <param name="Experiments">The names of the experiments.</param>
/// <param name="Ranges">Ranges of listeners.</param>
public sealed record MeasuringPlan(IReadOnlyList<string> Experiments, IReadOnlyList<ScanRange> Ranges);

/// <summary>A range to measure.</summary>
/// <param name="At">When the measuring began.</param>
/// <param name="Experiments">The names of the experiments.</param>
/// <param name="Range">The range.</param>
public sealed record MeasuringStep(DateTimeOffset At, IReadOnlyList<string> Experiments, ScanRange Range);

/// <summary>What a range's listeners did.</summary>
public sealed record MeasuredRange
{
    /// <summary>The experiments of which anything was shown in it.</summary>
    public IReadOnlyList<MeasuredExperiment> Experiments { get; init; } = [];
}

/// <summary>What became of an experiment.</summary>
public sealed record MeasuredExperiment
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its arms, as far as they were shown.</summary>
    public IReadOnlyList<MeasuredArm> Arms { get; init; } = [];
}

/// <summary>All ranges.</summary>
/// <param name="At">When the measuring began.</param>
/// <param name="Experiments">The names of the experiments.</param>
/// <param name="Ranges">What the ranges' listeners did.</param>
public sealed record MeasuringEnd(DateTimeOffset At, IReadOnlyList<string> Experiments, IReadOnlyList<MeasuredRange> Ranges);

/// <summary>How a measuring ended.</summary>
/// <param name="Experiments">How many experiments were measured.</param>
/// <param name="Listeners">How many listeners were shown any of them.</param>
public sealed record MeasuringOutcome(int Experiments, long Listeners);
