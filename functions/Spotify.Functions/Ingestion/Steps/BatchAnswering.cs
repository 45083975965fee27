using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Answers a batch of DDEX messages, all its releases at once, and closes it.</summary>
public sealed class BatchAnswering
{
    private readonly DeliveryStore _store;
    private readonly AnswerBlobs _blobs;

    internal BatchAnswering(DeliveryStore store, AnswerBlobs blobs) => (_store, _blobs) = (store, blobs);

    /// <summary>Answers. Safe to repeat. A run whose batch has been completed anew since leaves the answer to the later one.</summary>
    /// <param name="input">What the label is to be told.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    public async Task<DeliveryStatus> AnswerAsync(BatchAnswerInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (label, batch, _, run, _) = input.Delivery;
        foreach (var release in await _store.ListBatchReleasesAsync(label, batch, run, cancellationToken))
        {
            if (release.Answer is not null || !input.Failed.TryGetValue(release.Run, out var failure))
                continue;
            var answer = new BatchRelease { Folder = release.Folder, MessageId = release.MessageId, Icpn = release.Upc, Title = release.Title, Status = DeliveryStatus.Rejected, Reasons = [failure] };
            await _store.SaveBatchReleaseAsync(label, batch, run, release with { State = DeliveryState.Rejected, Answer = answer }, cancellationToken);
        }

        return await CloseAsync(label, batch, run, input.Reasons, cancellationToken);
    }

    /// <summary>Writes the answer to a batch anew, where it has been answered already and one of its releases has been worked on again since.</summary>
    /// <param name="label">The label.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="run">The run of the batch.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The storage or the documents are in trouble.</exception>
    internal async Task AnswerAgainAsync(string label, string batch, string run, CancellationToken cancellationToken)
    {
        if (await _store.FindAsync(label, batch, cancellationToken) is { Counts: not null } delivery && delivery.Run == run)
            await CloseAsync(label, batch, run, delivery.Reasons, cancellationToken);
    }

    private async Task<DeliveryStatus> CloseAsync(string label, string batch, string run, IReadOnlyList<Reason> reasons, CancellationToken cancellationToken)
    {
        var releases = await _store.ListBatchReleasesAsync(label, batch, run, cancellationToken);
        var answer = BatchAcknowledgement.Create(batch, [.. releases.Select(release => release.Answer).OfType<BatchRelease>()], reasons);
        if (await _store.FindAsync(label, batch, cancellationToken) is not { } delivery || delivery.Run != run)
            return answer.Status;
        var stages = new List<TrackStage>();
        foreach (var release in releases)
            stages.AddRange(await _store.ListStagesAsync(label, batch, release.Run, cancellationToken));
        await _blobs.WriteAsync(label, answer, cancellationToken);
        await _blobs.WriteAsync(label, Acknowledgement.Create(answer), cancellationToken);
        delivery = delivery with { State = Answering.StateOf(answer.Status), Counts = DeliveryCounts.Of(releases.Count, releases.Count, stages), Reasons = reasons };
        await _store.SaveAsync(label, delivery, cancellationToken);
        return answer.Status;
    }
}
