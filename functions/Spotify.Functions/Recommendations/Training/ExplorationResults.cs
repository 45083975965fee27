using System.Runtime.InteropServices;
using Spotify.Core.Recommendations.Experiments;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>
/// What came of exploration slots, for the next lists to draw by: container <c>system</c>, kind <see cref="Kind"/>, id the week that it was counted for, so that a week that is made again counts
/// nothing twice.
/// </summary>
public sealed record ExplorationDocument
{
    /// <summary>The kind.</summary>
    public const string Kind = "recommendation-explored";

    /// <summary>What it is.</summary>
    public string Type { get; init; } = "recommendation_explored";

    /// <summary>Version of the form.</summary>
    public int V { get; init; } = 1;

    /// <summary>The run that counted last.</summary>
    public required string Run { get; init; }

    /// <summary>What came of it.</summary>
    public required ExploredWeek Week { get; init; }
}

/// <summary>Counts what was played out of exploration slots, and keeps each choice with its propensity, so that other ways to choose can be evaluated by them (<see cref="OffPolicy"/>).</summary>
internal sealed class ExplorationResults(RunFiles files, IDocumentStore documents)
{
    private const int WeeksBack = 8;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    /// <summary>Counts. Safe to repeat.</summary>
    /// <returns>No file where nothing is known of any track.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<ExploredWeek> TallyAsync(TrainingSet set, CancellationToken cancellationToken)
    {
        var (run, tally, rows) = (set.Run, await BeforeAsync(set.Run.Week, cancellationToken), new List<ExploredRow>());
        foreach (var block in set.Blocks)
        {
            if (block.Explored is { } file)
                rows.AddRange(MemoryMarshal.Cast<byte, ExploredRow>(await files.ReadAsync(file, cancellationToken)));
        }

        foreach (var row in rows)
            tally.Add(row.ToPlay());
        // Who chose what is not kept: choices are in the order of tracks.
        rows.Sort((x, y) => (x.High, x.Low, x.Propensity, x.Score, x.Liked).CompareTo((y.High, y.Low, y.Propensity, y.Score, y.Liked)));
        var folder = $"recommendations/explored/{run.Run}/";
        var value = OffPolicy.Evaluate([.. rows.Select(row => new LoggedChoice(row.Liked, row.Propensity, row.Propensity))])?.Weighted;
        var week = new ExploredWeek(
            rows.Count,
            rows.Count(row => row.Liked != 0),
            value,
            tally.Tracks == 0 ? null : await files.WriteAsync(folder + "tally", tally.ToBytes(), cancellationToken),
            rows.Count == 0 ? null : await files.WriteAsync(folder + "choices", MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rows)).ToArray(), cancellationToken));
        var document = new ExplorationDocument { Run = run.Run, Week = week };
        await documents.WriteAsync(DocumentContainer.System, ExplorationDocument.Kind, DocumentOperation.Upsert(run.Week, document, Kept), cancellationToken);
        return week;
    }

    /// <summary>What was counted before a week.</summary>
    private async Task<ExplorationTally> BeforeAsync(string week, CancellationToken cancellationToken)
    {
        for (var back = 1; back <= WeeksBack; back++)
        {
            var id = new TasteWeek(TasteWeek.Parse(week)!.Value.Number - back).ToString();
            if (await documents.ReadAsync<ExplorationDocument>(DocumentContainer.System, ExplorationDocument.Kind, id, cancellationToken) is { Value.Week.Tally: { } file })
                return ExplorationTally.Read(await files.ReadAsync(file, cancellationToken)).After(back);
        }

        return new ExplorationTally();
    }
}
