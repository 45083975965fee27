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
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Training;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Makes the lists of a range of listeners, one listener at a time, and writes them some at a time: however many there are, memory holds the model, the range's names and those few.</summary>
internal sealed partial class ListMaking(ITasteScan scan, RunFiles files, RunCache cache, ModelStore models, ModelRegistry registry, StoredLists lists, IListAnnouncer announcer, SpotifyMetrics metrics, ILogger<ListMaking> logger)
{
    private const int AtOnce = 100;
    private const int Spare = 20;

    /// <summary>Makes them. Safe to repeat: the same snapshot and model give the same lists.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<MadeLists> MakeAsync(ListsStep step, CancellationToken cancellationToken)
    {
        var (run, week) = (step.Run, TasteWeek.Parse(step.Run.Week) ?? throw new InvalidDataException($"'{step.Run.Week}' is no week."));
        var model = await models.FindAsync(step.Model, cancellationToken) ?? throw new InvalidDataException($"There is no model {step.Model}.");
        var weights = (await registry.FindAsync(step.Model, cancellationToken))!.Weights;
        var explored = step.Explored is not { } tally
            ? null : await cache.GetAsync(tally.Name, async () => ExplorationTally.Read(await files.ReadAsync(tally, cancellationToken)), cancellationToken);
        var names = new Dictionary<UInt128, string>();
        await foreach (var listener in scan.ListenersAsync(new ScanRange(step.Range), cancellationToken))
            names[ListenerReading.PseudonymOf(listener, run.Week)] = listener.UserId;
        var (made, full, gone, waiting) = (0, 0, 0, new Dictionary<string, WeeklyListDocument>(StringComparer.Ordinal));
        var header = RunSpill.HeaderBytes(run.ListenerBlocks);
        var reader = new RunReader<ListenerSnapshot>(
            SnapshotFormats.Listeners, (offset, into, token) => files.Files.ReadAsync(step.File.Name, offset, into, token), header, step.File.Length - header);
        while (await reader.MoveNextAsync(cancellationToken))
        {
            if (!names.TryGetValue(reader.Current.Listener, out var name))
            {
                gone++;
                continue;
            }

            var document = Make(run, week, model, weights, explored, reader.Current, step.Model);
            if (document.Items.Count == 0)
                continue;
            (made, full) = (made + 1, full + (document.Items.Count == DiscoverWeekly.Length ? 1 : 0));
            waiting[name] = document;
            if (waiting.Count == AtOnce)
                await WriteAsync();
        }

        await WriteAsync();
        Made(run.Week, made, full, gone);
        return new MadeLists(made, full, gone);

        async Task WriteAsync()
        {
            await lists.WriteAsync(waiting, cancellationToken);
            await AnnounceAsync(run.Week, [.. waiting.Keys.Order(StringComparer.Ordinal)], cancellationToken);
            waiting.Clear();
        }
    }

    private WeeklyListDocument Make(WeeklyRun run, TasteWeek week, RecommendationModel model, BlendWeights weights, ExplorationTally? explored, ListenerSnapshot listener, string version)
    {
        var started = Stopwatch.GetTimestamp();
        var (taste, monday) = (listener.ToTaste(), DateTimeOffset.FromUnixTimeMilliseconds(week.StartMs));
        var candidates = model.Candidates(taste, LiveTaste.LikedBy(listener), monday, new CandidateOptions());
        if (explored is not null)
            candidates = [.. candidates.Select(one => explored.PlaysOf(one.Track) is > 0 and var plays ? one with { Explored = plays, ExploredWell = explored.LikesOf(one.Track) } : one)];
        var list = DiscoverWeekly.Make(taste, candidates, weights, WeekCalendar.MondayOf(week), run.Training.Seed);
        var document = WeeklyListDocument.Of(list, ReserveOf(list, candidates, weights), run.Week, version, run.At);
        metrics.RecommendationsMade("discover_weekly", Stopwatch.GetElapsedTime(started));
        return document;
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

    [LoggerMessage(EventId = 6404, Level = LogLevel.Information, Message = "Lists of {Week} are made for {Listeners} listeners of a range, {Full} of them full; {Gone} listeners were erased meanwhile")]
    private partial void Made(string week, int listeners, int full, int gone);

    [LoggerMessage(EventId = 6406, Level = LogLevel.Warning, Message = "Lists of {Week} of {Listeners} listeners are written, and announced to nobody")]
    private partial void NotAnnounced(string week, int listeners, Exception problem);
}
