using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>Has deliveries run again: the same orchestration, with the same input, under its instance id and a suffix.</summary>
public sealed partial class DeliveryReplays
{
    private readonly FailureDesk _desk;
    private readonly DeliveryStore _deliveries;
    private readonly TimeProvider _time;
    private readonly ILogger<DeliveryReplays> _logger;

    internal DeliveryReplays(FailureDesk desk, DeliveryStore deliveries, TimeProvider time, ILogger<DeliveryReplays> logger) =>
        (_desk, _deliveries, _time, _logger) = (desk, deliveries, time, logger);

    /// <summary>Runs a delivery again. Safe to repeat: what was written down and never began is begun.</summary>
    /// <param name="label">The label.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="by">The operator.</param>
    /// <param name="client">Starts it.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The documents are in trouble.</exception>
    public async Task<ReplayResult> StartAsync(string label, string batch, string by, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (await _desk.FindAsync(label, batch, cancellationToken) is not { } failure)
            return new ReplayResult(ReplayOutcome.Unknown, "");
        switch (await _desk.StateOfAsync(failure, client, cancellationToken))
        {
            case FailureState.UnderWay:
                return new ReplayResult(ReplayOutcome.UnderWay, failure.LastInstance);
            case FailureState.Replaced:
                return new ReplayResult(ReplayOutcome.Replaced, "");
        }

        if (await client.GetInstanceAsync(failure.Instance, getInputsAndOutputs: true, cancellationToken) is not { SerializedInput: not null } first)
            return new ReplayResult(ReplayOutcome.Forgotten, failure.Instance);
        var instance = await WriteDownAsync(failure, client, cancellationToken);
        foreach (var run in failure.Steps.Select(step => step.Run).Distinct())
            await ResetAsync(label, batch, run, cancellationToken);
        if (instance is null || !await client.StartOnceAsync(first.Name, instance, first.ReadInputAs<JsonElement>(), cancellationToken))
            return new ReplayResult(ReplayOutcome.UnderWay, instance ?? failure.LastInstance);
        LogReplayed(batch, label, by, instance);
        return new ReplayResult(ReplayOutcome.Started, instance);
    }

    /// <summary>Puts the tracks that failed on our side, and those that were ready and not published for it, back to where they began; what is wrong with others stays so.</summary>
    internal async Task ResetAsync(string label, string batch, string run, CancellationToken cancellationToken)
    {
        foreach (var track in await _deliveries.ListTracksAsync(label, batch, run, cancellationToken))
        {
            if (track.Stage == TrackStage.Rejected && track.Reasons.All(reason => reason.Code == ReasonCode.ProcessingFailed))
                await _deliveries.SaveTrackAsync(new IngestInput(label, batch, "", run), track with { Stage = TrackStage.Queued, Reasons = [] }, cancellationToken);
        }
    }

    /// <summary>The next replay's instance id; null where another was written down meanwhile.</summary>
    private async Task<string?> WriteDownAsync(FailureDocument failure, DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (failure.Replays.Count > 0 && !failure.HasLastFailed && await client.GetInstanceAsync(failure.LastInstance, getInputsAndOutputs: false, cancellationToken) is null)
            return failure.LastInstance;
        var number = failure.Replays.Count + 1;
        var next = new Replay(FormattableString.Invariant($"{failure.Instance}-r{number}"), _time.GetUtcNow());
        FailureDocument? Add(FailureDocument? known) =>
            known is not null && known.Instance == failure.Instance && known.Replays.Count == number - 1 ? known with { Replays = [.. known.Replays, next] } : null;
        return await _desk.UpdateAsync(failure.Label, failure.Batch, Add, cancellationToken) ? next.Instance : null;
    }

    [LoggerMessage(EventId = 3171, Level = LogLevel.Information, Message = "Delivery {Batch} of {Label} is run again by {By} as {Instance}")]
    private partial void LogReplayed(string batch, string label, string by, string instance);
}

/// <summary>How the wish for a replay ended.</summary>
public enum ReplayOutcome
{
    /// <summary>It begins.</summary>
    Started = 0,

    /// <summary>Nothing of such a delivery has failed.</summary>
    Unknown = 1,

    /// <summary>It is under way already.</summary>
    UnderWay = 2,

    /// <summary>The label has delivered another manifest of the batch.</summary>
    Replaced = 3,

    /// <summary>The first run's input is not kept any more.</summary>
    Forgotten = 4,
}

/// <summary>How the wish for a replay ended.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Instance">The orchestration's instance id; empty where there is none.</param>
public sealed record ReplayResult(ReplayOutcome Outcome, string Instance);
