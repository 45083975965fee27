using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Training;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>
/// The story of a week's recommendations: take a snapshot of what everybody likes, learn three signals from all of it but the last week (who listens alike, how tracks are described, how they sound), measure and blend them by that week, publish the model unless it is worse than the
/// one before, and make everybody's lists. Whatever happens to a run, listeners have the lists of the week before until theirs is written whole.
/// </summary>
public static class WeeklyRecommendations
{
    /// <summary>Makes a week.</summary>
    /// <param name="context">The orchestration, with a <see cref="WeeklyInput"/>.</param>
    [Function(nameof(WeeklyRecommendations))]
    public static async Task<WeeklyOutcome> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.SetCustomStatus(new WeeklyProgress("beginning", 0, 1));
        var plan = await Step<WeeklyPlan>(context, nameof(BeginRecommendations), new BeginWeek(context.GetInput<WeeklyInput>()!, context.InstanceId));
        try
        {
            return await Make(context, plan);
        }
        finally
        {
            await context.CleanUpAsync(nameof(CleanRecommendations), plan.Run);
        }
    }

    private static async Task<WeeklyOutcome> Make(TaskOrchestrationContext context, WeeklyPlan plan)
    {
        var run = plan.Run;
        var reading = Step<ReadTracks>(context, nameof(SnapshotTracks), run);
        var ranges = await Each(context, "reading listeners", plan.Ranges.Count, i => Step<ReadRange>(context, nameof(SnapshotListeners), new RangeStep(run, plan.Ranges[i], i)));
        var tracks = await reading;
        List<StoredFile> files = [.. ranges.Select(range => range.File).OfType<StoredFile>()];
        if (tracks.Tracks == 0 || files.Count == 0)
            return new WeeklyOutcome(run.Week, tracks.Tracks == 0 ? "There are no tracks." : "Nobody has played anything.", null, null, 0, 0);
        var twins = await FindTwins(context, run, ranges);
        var blocks = await Each(
            context, "joining blocks", run.ListenerBlocks, block => Step<JoinedBlock>(context, nameof(JoinListeners), new JoinStep(run, block, files, tracks, plan.MeasuredInBlock, twins?.File)));
        var set = new TrainingSet(run, tracks, blocks);
        var explored = await Step<ExploredWeek>(context, nameof(TallyExplored), set);
        set = await SignalLearning.SearchAsync(context, set);
        await Learn(context, set);
        var signals = await SignalLearning.LearnAsync(context, set);
        context.SetCustomStatus(new WeeklyProgress("measuring", 0, 1));
        var measured = await Step<MeasuredModel>(context, nameof(MeasureModel), new MeasureStep(set, plan.Published, signals));
        var model = await Step<PublishedModel>(context, nameof(PublishModel), new PublishStep(set, measured, plan.Published, signals));
        var lists = model.Serving is not { } version ? [] : await Each(context, "making lists", plan.Ranges.Count, i => ranges[i].File is { } file
            ? Step<MadeLists>(context, nameof(MakeLists), new ListsStep(run, plan.Ranges[i], file, version, explored.Tally))
            : Task.FromResult(new MadeLists(0, 0, 0)));
        var outcome = new WeeklyOutcome(run.Week, null, model, measured, lists.Sum(one => one.Listeners), lists.Sum(one => one.Full), explored, twins);
        return await Step<WeeklyOutcome>(context, nameof(AnnounceWeek), new FinishWeek(run, outcome));
    }

    private static async Task<FoundTwins?> FindTwins(TaskOrchestrationContext context, WeeklyRun run, IReadOnlyList<ReadRange> ranges)
    {
        List<StoredFile> hashes = [.. ranges.Select(range => range.Twins).OfType<StoredFile>()];
        return hashes.Count == 0 ? null : await Step<FoundTwins>(context, nameof(Snapshot.FindTwins), new TwinsStep(run, hashes));
    }

    private static async Task Learn(TaskOrchestrationContext context, TrainingSet set)
    {
        for (var i = 0; i < set.Run.Training.Sweeps; i++)
        {
            var sweep = i;
            var step = $"learning, sweep {sweep + 1} of {set.Run.Training.Sweeps}";
            await Each(context, step, set.Blocks.Count, block => Step<StoredFile>(context, nameof(SolveListeners), new SweepStep(set, sweep, block)));
            await Each(context, step, set.TrackBlocks, block => Step<StoredFile>(context, nameof(SolveTracks), new SweepStep(set, sweep, block)));
        }
    }

    /// <summary>A step for each part, and how far it is for whoever looks.</summary>
    private static Task<IReadOnlyList<T>> Each<T>(TaskOrchestrationContext context, string step, int count, Func<int, Task<T>> start) =>
        context.EachAsync(count, done => new WeeklyProgress(step, done, count), start);

    private static Task<T> Step<T>(TaskOrchestrationContext context, string activity, object input) => context.CallActivityAsync<T>(activity, input, DurableRuns.Patiently);
}
