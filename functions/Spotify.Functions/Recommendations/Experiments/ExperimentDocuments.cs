using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Lists;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>An experiment: container <c>system</c>, kind <c>experiments</c>, id its name.</summary>
internal sealed record ExperimentDocument
{
    public const string Kind = "experiments";

    public string Type { get; init; } = "experiment";

    public int V { get; init; } = 1;

    public required string Name { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The product whose lists its arms make differently.</summary>
    public required ListKind Product { get; init; }

    /// <summary>Its arms; the first is what others are compared with.</summary>
    public required IReadOnlyList<ArmDocument> Arms { get; init; }

    /// <summary>Who wrote it last.</summary>
    public string By { get; init; } = "";

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was stopped; null while it runs.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    public Experiment ToExperiment() => new(Name, [.. Arms.Select(arm => new ExperimentArm(arm.Name, arm.Share))]);
}

/// <summary>One way of making lists.</summary>
internal sealed record ArmDocument
{
    public required string Name { get; init; }

    public required double Share { get; init; }

    /// <summary>What each signal says; null for what the model that serves has learned.</summary>
    public BlendWeights? Weights { get; init; }
}

/// <summary>What became of an experiment as of its last measuring: container <c>system</c>, kind <c>experiment-results</c>, id its name.</summary>
internal sealed record ExperimentResultDocument
{
    public const string Kind = "experiment-results";

    public string Type { get; init; } = "experiment-result";

    public int V { get; init; } = 1;

    public required DateTimeOffset At { get; init; }

    public required IReadOnlyList<MeasuredArm> Arms { get; init; }
}

/// <summary>
/// A listener was shown lists of an experiment's arm on a day: container <c>users</c>, partition user, one document for each experiment and day. Written once, when the first list of the day is
/// shown, and never by looking an arm up.
/// </summary>
internal sealed record ExposureDocument
{
    public const string Prefix = "exposure:";

    /// <summary>How long it is kept: results look back no further.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(60);

    /// <summary>The most tracks that are remembered.</summary>
    public const int MostTracks = 50;

    public string Type { get; init; } = "exposure";

    public int V { get; init; } = 1;

    public required string Experiment { get; init; }

    public required string Arm { get; init; }

    public required DateTimeOffset At { get; init; }

    public required IReadOnlyList<ExposedTrack> Tracks { get; init; }

    public static string IdOf(string experiment, DateOnly day) => $"{Prefix}{experiment}:{day:yyyy-MM-dd}";
}

/// <summary>A track that was shown.</summary>
/// <param name="Track">Its id.</param>
/// <param name="Slot">What its place was for.</param>
/// <param name="Propensity">How probable it was to be drawn for it.</param>
/// <param name="Even">How probable an even draw would have made it.</param>
/// <param name="Score">Its blended score.</param>
internal sealed record ExposedTrack(string Track, ListSlot Slot = ListSlot.Exploit, double Propensity = 1, double Even = 1, double Score = 0);

/// <summary>What became of an arm.</summary>
public sealed record MeasuredArm
{
    /// <summary>Its name.</summary>
    public required string Arm { get; init; }

    /// <summary>Of each listener: shown tracks that he heard within a week, shown tracks, and plays that he heard in the four weeks before.</summary>
    public ArmTally Tally { get; init; } = ArmTally.Empty;

    /// <summary>Tracks that were drawn to learn something, weighed for an even draw; the reward is 1 for one that was heard within a week.</summary>
    public OffPolicyTally Drawn { get; init; } = OffPolicyTally.Empty;

    /// <summary>Adds what others did.</summary>
    /// <param name="other">The same arm elsewhere.</param>
    public MeasuredArm Plus(MeasuredArm other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this with { Tally = Tally.Plus(other.Tally), Drawn = Drawn.Plus(other.Drawn) };
    }
}
