using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>
/// Tries on some of a run's listeners how to learn from all of them (<see cref="ModelSearch"/>). How long vectors are, how many sweeps there are and how many directions the graph has stay as the
/// settings say: they are what a run costs. Nothing of the week that the model is measured by takes part.
/// </summary>
internal sealed class SettingSearch(RunFiles files)
{
    /// <summary>Searches. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<FoundSettings> SearchAsync(TrainingSet set, CancellationToken cancellationToken)
    {
        var (training, settings) = (set.Run.Training, set.Run.Signals);
        var start = new CollaborativeOptions { Ials = training, Graph = settings.Graph with { Directions = settings.GraphDirections, Seed = training.Seed } };
        var space = new SearchSpace
        {
            Start = start,
            Dimensions = Fixed(training.Dimensions),
            Sweeps = Fixed(training.Sweeps),
            Directions = Fixed(settings.GraphDirections),
            // It costs a pass through the whole graph for each track.
            Sharpening = Fixed(0),
        };
        var options = new SearchOptions
        {
            Seed = training.Seed,
            FactorTrials = settings.SearchTrials,
            GraphTrials = settings.Neighbours == 0 || set.Pairs > settings.GraphPairs ? 0 : settings.SearchTrials,
            NeighbourTrials = 0,
        };
        var found = ModelSearch.Run(await SomeAsync(set, cancellationToken), space, options, cancellationToken: cancellationToken);
        return new FoundSettings(
            found.Best.Ials with { Threads = training.Threads },
            found.Best.Graph with { Threads = settings.Graph.Threads },
            [.. found.Trials.Where(trial => trial.Signal is "ials" or "graph").Select(trial => new SearchTrial(trial.Signal, trial.Settings, trial.Recall, trial.Ndcg))]);
    }

    private static SearchRange Fixed(double value) => new(value, value);

    /// <summary>What the first listeners have, in the order of pseudonyms: as good as drawn.</summary>
    private async Task<Interactions> SomeAsync(TrainingSet set, CancellationToken cancellationToken)
    {
        var (pairs, first) = (new List<Interaction>(), 0);
        foreach (var block in set.Blocks)
        {
            var left = set.Run.Signals.SearchListeners - first;
            if (left <= 0)
                break;
            var bytes = await files.ReadAsync(block.Pairs, cancellationToken);
            pairs.AddRange(PairFile.Read(bytes[PairFile.HeaderBytes(set.TrackBlocks)..]).Where(pair => pair.Row < left).Select(pair => pair with { Row = first + pair.Row }));
            first += Math.Min(left, block.Listeners);
        }

        return Interactions.Of(Math.Max(1, first), set.Tracks.Tracks, pairs);
    }
}
