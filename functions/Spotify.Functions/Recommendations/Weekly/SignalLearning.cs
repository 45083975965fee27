using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Recommendations.Training;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>The part of the story in which the signals beside factors are learned. What cannot be learned is left out and named: the week goes on without it.</summary>
internal static class SignalLearning
{
    /// <summary>Tries how to learn, where the settings want that; goes by the settings alone where it cannot be tried.</summary>
    public static async Task<TrainingSet> SearchAsync(TaskOrchestrationContext context, TrainingSet set)
    {
        if (set.Run.Signals.SearchTrials == 0 || set.Pairs == 0)
            return set;
        context.SetCustomStatus(new WeeklyProgress("trying how to learn", 0, 1));
        try
        {
            var found = await Step<FoundSettings>(context, nameof(SearchSettings), set);
            return set with { Run = set.Run with { Training = found.Training, Signals = set.Run.Signals with { Graph = found.Graph } }, Trials = found.Trials };
        }
        catch (TaskFailedException problem)
        {
            return set with { Trials = [new SearchTrial("none", $"It could not be tried: {problem.FailureDetails.ErrorMessage}", 0, 0)] };
        }
    }

    /// <summary>Learns them one after another.</summary>
    public static async Task<IReadOnlyList<LearnedSignal>> LearnAsync(TaskOrchestrationContext context, TrainingSet set)
    {
        var neighbours = await AttemptAsync(SignalNames.Neighbours, FindNoGraph(set), async () => new LearnedSignal(SignalNames.Neighbours, SignalState.Used)
        {
            Files = await EachAsync(context, "linking tracks", set, block => Step<StoredFile>(context, nameof(LinkTracks), new SignalStep(set, block))),
        });
        context.SetCustomStatus(new WeeklyProgress("learning descriptions", 0, 1));
        var content = await AttemptAsync(SignalNames.Content, FindNoContent(set), () => Step<LearnedSignal>(context, nameof(LearnContent), new SignalStep(set)));
        context.SetCustomStatus(new WeeklyProgress("learning sound", 0, 1));
        var sound = await AttemptAsync(SignalNames.Sound, set.Run.Signals.SoundTracks == 0 ? "It is turned off." : null, async () =>
        {
            var learned = await Step<LearnedSignal>(context, nameof(LearnSound), new SignalStep(set));
            return learned.State != SignalState.Used ? learned : learned with
            {
                Files = await EachAsync(context, "placing sounds", set, block => Step<StoredFile>(context, nameof(PlaceSounds), new SignalStep(set, block, learned))),
            };
        });
        return [neighbours, content, sound];
    }

    private static string? FindNoGraph(TrainingSet set) => set.Run.Signals switch
    {
        { Neighbours: 0 } => "It is turned off.",
        _ when set.Pairs == 0 => "There is nothing to learn from.",
        var settings when set.Pairs > settings.GraphPairs => $"There are {set.Pairs} pairs, more than the {settings.GraphPairs} that a graph is made of.",
        _ => null,
    };

    private static string? FindNoContent(TrainingSet set) => set.Run.Signals switch
    {
        { ContentTracks: 0 } => "It is turned off.",
        var settings when set.Tracks.Tracks > settings.ContentTracks => $"There are {set.Tracks.Tracks} tracks, more than the {settings.ContentTracks} that descriptions are learned of.",
        _ => null,
    };

    private static async Task<LearnedSignal> AttemptAsync(string name, string? reason, Func<Task<LearnedSignal>> learn)
    {
        if (reason is not null)
            return new LearnedSignal(name, SignalState.Missing, reason);
        try
        {
            return await learn();
        }
        catch (TaskFailedException problem)
        {
            return new LearnedSignal(name, SignalState.Failed, $"It could not be learned: {problem.FailureDetails.ErrorMessage}");
        }
    }

    private static Task<IReadOnlyList<StoredFile>> EachAsync(TaskOrchestrationContext context, string step, TrainingSet set, Func<int, Task<StoredFile>> start) =>
        context.EachAsync(set.TrackBlocks, done => new WeeklyProgress(step, done, set.TrackBlocks), start);

    private static Task<T> Step<T>(TaskOrchestrationContext context, string activity, object input) => context.CallActivityAsync<T>(activity, input, DurableRuns.Patiently);
}
