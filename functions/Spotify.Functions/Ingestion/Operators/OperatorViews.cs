using Spotify.Functions.Ingestion.Turns;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>How a delivery stands of which something failed for good. JSON: snake case.</summary>
public enum FailureState
{
    /// <summary>It failed, and nothing has been done about it; or it was run again and failed again.</summary>
    Failed = 0,

    /// <summary>A run of it is under way.</summary>
    UnderWay = 1,

    /// <summary>It was run again, and nothing failed on our side.</summary>
    Mended = 2,

    /// <summary>The label has delivered another manifest since, which counts.</summary>
    Replaced = 3,
}

/// <summary>The answer of <c>GET /v1/admin/ingestion</c>.</summary>
/// <param name="Queue">Tracks that wait and are in work.</param>
/// <param name="Failed">A page of deliveries of which something failed for good, by label and batch.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record IngestionView(QueueView Queue, IReadOnlyList<FailureSummary> Failed, string? Next);

/// <summary>Tracks that wait and are in work.</summary>
/// <param name="Waiting">How many wait.</param>
/// <param name="Running">How many are in work.</param>
/// <param name="AtOnce">How many may be in work.</param>
/// <param name="Labels">By label, the longest wait first.</param>
public sealed record QueueView(int Waiting, int Running, int AtOnce, IReadOnlyList<LabelQueue> Labels);

/// <summary>One label's tracks.</summary>
/// <param name="Label">The label.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="Running">How many are in work.</param>
public sealed record LabelQueue(string Label, int Waiting, int Running);

/// <summary>A delivery of which something failed for good.</summary>
/// <param name="Label">The label.</param>
/// <param name="Batch">The batch.</param>
/// <param name="State">How it stands.</param>
/// <param name="Failures">How much failed.</param>
/// <param name="Last">What failed last.</param>
/// <param name="Replays">How often it was run again.</param>
public sealed record FailureSummary(string Label, string Batch, FailureState State, int Failures, FailedStep? Last, int Replays);

/// <summary>The answer of <c>GET /v1/admin/ingestion/{label}/{batch}</c>.</summary>
/// <param name="Label">The label.</param>
/// <param name="Batch">The batch.</param>
/// <param name="State">How it stands.</param>
/// <param name="Failures">How much failed.</param>
/// <param name="Steps">What failed, the oldest first; the last hundred.</param>
/// <param name="Runs">The first run and its replays, the oldest first.</param>
/// <param name="Delivery">The delivery as its label sees it.</param>
public sealed record FailureView(
    string Label, string Batch, FailureState State, int Failures, IReadOnlyList<FailedStep> Steps, IReadOnlyList<RunView> Runs, DeliveryProgress? Delivery);

/// <summary>One run of a delivery.</summary>
/// <param name="Instance">The orchestration's instance id.</param>
/// <param name="Status">How the orchestration stands; null where it is not kept any more, or never began.</param>
/// <param name="ReplayedAt">When an operator asked for it; null for the first.</param>
public sealed record RunView(string Instance, string? Status, DateTimeOffset? ReplayedAt);

/// <summary>The answer to a replay.</summary>
/// <param name="Instance">The orchestration's instance id.</param>
/// <param name="Href">Where to look.</param>
public sealed record StartedReplay(string Instance, string Href);

/// <summary>Shows what waits.</summary>
public sealed class QueueFigures
{
    private readonly TurnBook _book;
    private readonly int _atOnce;

    internal QueueFigures(TurnBook book, int atOnce) => (_book, _atOnce) = (book, atOnce);

    /// <summary>The figures of now.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The documents are in trouble.</exception>
    public async Task<QueueView> ReadAsync(CancellationToken cancellationToken)
    {
        var figures = await _book.CountAsync(cancellationToken);
        var running = (await _book.ListHeldAsync(cancellationToken)).CountBy(held => held.Turn.Label).ToDictionary();
        var waiting = (await _book.ListLabelsAsync(cancellationToken)).ToDictionary(label => label.Label, label => label.Waiting);
        IEnumerable<LabelQueue> labels = waiting.Keys.Union(running.Keys).Select(label => new LabelQueue(label, waiting.GetValueOrDefault(label), running.GetValueOrDefault(label)));
        return new QueueView(
            figures.Waiting,
            figures.Running,
            _atOnce,
            [.. labels.Where(label => label.Waiting + label.Running > 0).OrderByDescending(label => label.Waiting).ThenBy(label => label.Label, StringComparer.Ordinal)]);
    }
}
