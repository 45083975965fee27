using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Answers the label for all releases of a batch.</summary>
public sealed class AcknowledgeBatch(BatchAnswering answering)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What the label is to be told.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(AcknowledgeBatch))]
    public Task<DeliveryStatus> Run([ActivityTrigger] BatchAnswerInput input, CancellationToken cancellationToken) => answering.AnswerAsync(input, cancellationToken);
}
