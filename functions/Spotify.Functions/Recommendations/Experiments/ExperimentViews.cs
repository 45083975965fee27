using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Lists;

namespace Spotify.Functions.Recommendations.Experiments;

/// <summary>The experiments.</summary>
/// <param name="Experiments">The experiments, by name.</param>
internal sealed record ExperimentsView(IReadOnlyList<ExperimentView> Experiments);

/// <summary>An experiment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="Product">The product whose lists its arms make differently.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="StoppedAt">When it was stopped; null while it runs.</param>
/// <param name="By">Who wrote it last.</param>
/// <param name="Arms">Its arms, the one that others are compared with first.</param>
/// <param name="Results">What became of it; null where it was not measured yet.</param>
internal sealed record ExperimentView(
    string Name, string Description, ListKind Product, DateTimeOffset StartedAt, DateTimeOffset? StoppedAt, string By, IReadOnlyList<ArmView> Arms, ExperimentResultsView? Results)
{
    public static ExperimentView Of(ExperimentDocument experiment, ExperimentResultDocument? result)
    {
        var measured = (result?.Arms ?? []).ToDictionary(arm => arm.Arm, StringComparer.Ordinal);
        return new ExperimentView(
            experiment.Name, experiment.Description, experiment.Product, experiment.StartedAt, experiment.StoppedAt, experiment.By,
            [.. experiment.Arms.Select(arm => ArmView.Of(arm, measured.GetValueOrDefault(arm.Name)))],
            result is null ? null : ExperimentResultsView.Of(experiment.ToExperiment(), result.At, measured));
    }
}

/// <summary>An arm.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Share">The share of listeners who get it.</param>
/// <param name="Weights">What each signal says; null for what the model has learned.</param>
/// <param name="Listeners">Listeners who were shown it.</param>
/// <param name="Shown">Tracks that they were shown.</param>
/// <param name="Heard">Those of them that they heard within a week.</param>
internal sealed record ArmView(string Name, double Share, BlendWeights? Weights, long Listeners, long Shown, long Heard)
{
    public static ArmView Of(ArmDocument arm, MeasuredArm? measured)
    {
        var tally = measured?.Tally ?? ArmTally.Empty;
        return new ArmView(arm.Name, arm.Share, arm.Weights, tally.Listeners, (long)Math.Round(tally.MeanBelow * tally.Listeners), (long)Math.Round(tally.Mean * tally.Listeners));
    }
}

/// <summary>What became of an experiment.</summary>
/// <param name="MeasuredAt">As of when.</param>
/// <param name="HeardByListener">Shown tracks that a listener heard, on average; null where too few were shown it.</param>
/// <param name="HeardByListenerAdjusted">The same, less what the plays of his four weeks before foretell.</param>
/// <param name="HeardOfShown">Heard tracks of all shown.</param>
/// <param name="Drawn">What tracks that were drawn to learn something tell, by arm; none where none were.</param>
internal sealed record ExperimentResultsView(
    DateTimeOffset MeasuredAt, ExperimentResult? HeardByListener, ExperimentResult? HeardByListenerAdjusted, ExperimentResult? HeardOfShown, IReadOnlyList<DrawnView> Drawn)
{
    public static ExperimentResultsView Of(Experiment experiment, DateTimeOffset at, IReadOnlyDictionary<string, MeasuredArm> measured)
    {
        var tallies = measured.ToDictionary(arm => arm.Key, arm => arm.Value.Tally, StringComparer.Ordinal);
        return new ExperimentResultsView(
            at, ResultBy(ExperimentMeasure.Mean), ResultBy(ExperimentMeasure.AdjustedMean), ResultBy(ExperimentMeasure.Ratio),
            [.. experiment.Arms.Select(arm => measured.GetValueOrDefault(arm.Name)).OfType<MeasuredArm>().Select(DrawnView.Of).OfType<DrawnView>()]);

        ExperimentResult? ResultBy(ExperimentMeasure measure) => ExperimentResult.Of(experiment, tallies, measure);
    }
}

/// <summary>What tracks that were drawn to learn something tell.</summary>
/// <param name="Arm">The arm.</param>
/// <param name="MeanReward">The part of them that was heard: what the policy that drew them is worth.</param>
/// <param name="EvenDraw">What an even draw from the same tracks would be worth, which nobody has tried.</param>
internal sealed record DrawnView(string Arm, double MeanReward, OffPolicy EvenDraw)
{
    public static DrawnView? Of(MeasuredArm arm) => arm.Drawn is { Weights: > 0 } drawn && drawn.Result() is { } even ? new DrawnView(arm.Arm, drawn.MeanReward, even) : null;
}
