using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry.Closing;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Training;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Makes the lists of a range of listeners, some of whom look for candidates together, and writes them some at a time: however many there are, memory holds the model, the range's names and those few.</summary>
internal sealed partial class ListMaking(
    ITasteScan scan, RunFiles files, RunCache cache, ModelStore models, ModelIndexes indexes, ModelRegistry registry, StoredLists lists, IListAnnouncer announcer, SpotifyMetrics metrics, ILogger<ListMaking> logger)
{
    private const int AtOnce = 100;
    private const int Together = 16;
    private const int Spare = 20;

    /// <summary>Makes them. Safe to repeat: the same snapshot and model give the same lists.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<MadeLists> MakeAsync(ListsStep step, CancellationToken cancellationToken)
    {
        var run = step.Run;
        var making = await PrepareAsync(step, cancellationToken);
        var names = new Dictionary<UInt128, ListenerIdentity>();
        await foreach (var listener in scan.ListenersAsync(new ScanRange(step.Range), cancellationToken))
            names[ListenerReading.PseudonymOf(listener, run.Week)] = listener;
        var (made, full, gone, waiting) = (0, 0, 0, new Dictionary<string, WeeklyListDocument>(StringComparer.Ordinal));
        var asking = new List<Asking>(Together);
        var header = RunSpill.HeaderBytes(run.ListenerBlocks);
        var reader = new RunReader<ListenerSnapshot>(
            SnapshotFormats.Listeners, (offset, into, token) => files.Files.ReadAsync(step.File.Name, offset, into, token), header, step.File.Length - header);
        while (await reader.MoveNextAsync(cancellationToken))
        {
            if (!names.TryGetValue(reader.Current.Listener, out var listener))
            {
                gone++;
                continue;
            }

            asking.Add(new Asking(listener, QueryOf(making.Index.Model, reader.Current)));
            if (asking.Count == Together)
                await MakeSomeAsync();
        }

        await MakeSomeAsync();
        await WriteAsync();
        Made(run.Week, made, full, gone);
        return new MadeLists(made, full, gone);

        async Task MakeSomeAsync()
        {
            foreach (var (name, document) in Make(making, asking))
            {
                (made, full) = (made + 1, full + (document.Items.Count == DiscoverWeekly.Length ? 1 : 0));
                waiting[name] = document;
                if (waiting.Count == AtOnce)
                    await WriteAsync();
            }

            asking.Clear();
        }

        async Task WriteAsync()
        {
            await lists.WriteAsync(waiting, cancellationToken);
            await AnnounceAsync(run.Week, [.. waiting.Keys.Order(StringComparer.Ordinal)], cancellationToken);
            waiting.Clear();
        }
    }

    private async Task<Making> PrepareAsync(ListsStep step, CancellationToken cancellationToken)
    {
        var week = TasteWeek.Parse(step.Run.Week) ?? throw new InvalidDataException($"'{step.Run.Week}' is no week.");
        var model = await models.FindAsync(step.Model, cancellationToken) ?? throw new InvalidDataException($"There is no model {step.Model}.");
        var explored = step.Explored is not { } tally
            ? null : await cache.GetAsync(tally.Name, async () => ExplorationTally.Read(await files.ReadAsync(tally, cancellationToken)), cancellationToken);
        return new Making(step, week, await indexes.OfAsync(model), (await registry.FindAsync(step.Model, cancellationToken))!.Weights, explored);
    }

    private static CandidateQuery QueryOf(RecommendationModel model, ListenerSnapshot listener) =>
        new(listener.ToTaste(), LiveTaste.LikedBy(listener)) { Also = [.. listener.Friends.Select(model.Catalogue.Rows.RowOf).Where(row => row >= 0)] };

    /// <summary>The lists of some listeners; of one for whom there is nothing to put on it, none.</summary>
    private IEnumerable<KeyValuePair<string, WeeklyListDocument>> Make(Making making, List<Asking> asking)
    {
        if (asking.Count == 0)
            yield break;
        var (monday, options) = (DateTimeOffset.FromUnixTimeMilliseconds(making.Week.StartMs), CandidateOptions.Of(making.Step.Run.Candidates));
        var started = Stopwatch.GetTimestamp();
        var found = making.Index.Search.Find([.. asking.Select(one => one.Query)], monday, options);
        var searched = Stopwatch.GetElapsedTime(started) / asking.Count;
        foreach (var (one, his) in asking.Zip(found))
        {
            started = Stopwatch.GetTimestamp();
            var document = Make(making, one, his.Candidates);
            if (document.Items.Count < DiscoverWeekly.Length && Make(making, one, making.Index.Search.FindMore(one.Query, monday, options).Candidates) is var wider && wider.Items.Count > document.Items.Count)
                document = wider;
            metrics.RecommendationsMade("discover_weekly", searched + Stopwatch.GetElapsedTime(started));
            if (document.Items.Count > 0)
                yield return new(one.Listener.UserId, document);
        }
    }

    private static WeeklyListDocument Make(Making making, Asking one, IReadOnlyList<Candidate> candidates)
    {
        var (run, taste, arm) = (making.Step.Run, one.Query.Taste, making.Step.Run.Experiment?.ArmOf(ExperimentStore.PseudonymOf(one.Listener)));
        var weights = arm?.Weights ?? making.Weights;
        if (making.Explored is { } explored)
            candidates = [.. candidates.Select(candidate => explored.PlaysOf(candidate.Track) is > 0 and var plays ? candidate with { Explored = plays, ExploredWell = explored.LikesOf(candidate.Track) } : candidate)];
        var list = DiscoverWeekly.Make(taste, candidates, weights, WeekCalendar.MondayOf(making.Week), run.Training.Seed);
        return WeeklyListDocument.Of(list, ReserveOf(list, candidates, weights), run.Week, making.Step.Model, run.At) with { Experiment = arm?.Experiment, Arm = arm?.Arm };
    }

    private async Task AnnounceAsync(string week, IReadOnlyList<string> listeners, CancellationToken cancellationToken)
    {
        if (listeners.Count == 0)
            return;
        try
        {
            await announcer.AnnounceAsync(new ListAnnouncement(ListAnnouncement.Version, "discover_weekly", week, listeners), cancellationToken);
        }
        catch (Core.TransientException problem)
        {
            // Lists are there without anybody being told: nobody's list waits for a hub.
            NotAnnounced(week, listeners.Count, problem);
        }
    }

    /// <summary>The best that is not on the list, of artists who are not on it either.</summary>
    private static List<ListItem> ReserveOf(MadeList list, IReadOnlyList<Candidate> candidates, BlendWeights weights)
    {
        var taken = list.Items.Select(item => item.Track).ToHashSet();
        var artists = candidates.Where(candidate => taken.Contains(candidate.Track)).SelectMany(candidate => candidate.Artists).ToHashSet(StringComparer.Ordinal);
        var reserve = new List<ListItem>(Spare);
        foreach (var one in Blender.Score(candidates, weights))
        {
            if (reserve.Count == Spare)
                break;
            if (taken.Contains(one.Candidate.Track) || one.Candidate.Artists.Any(artists.Contains))
                continue;
            artists.UnionWith(one.Candidate.Artists);
            reserve.Add(new ListItem(one.Candidate.Track, new ListReason(one.Strongest), Score: one.Score));
        }

        return reserve;
    }

    // What lists of a range are made with.
    private sealed record Making(ListsStep Step, TasteWeek Week, ModelIndex Index, BlendWeights Weights, ExplorationTally? Explored);

    // For whom one is made.
    private sealed record Asking(ListenerIdentity Listener, CandidateQuery Query);

    [LoggerMessage(EventId = 6404, Level = LogLevel.Information, Message = "Lists of {Week} are made for {Listeners} listeners of a range, {Full} of them full; {Gone} listeners were erased meanwhile")]
    private partial void Made(string week, int listeners, int full, int gone);

    [LoggerMessage(EventId = 6406, Level = LogLevel.Warning, Message = "Lists of {Week} of {Listeners} listeners are written, and announced to nobody")]
    private partial void NotAnnounced(string week, int listeners, Exception problem);
}
