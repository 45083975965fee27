using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Answers the label.</summary>
public sealed class AcknowledgeDelivery(Answering answering)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What the label is to be told.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(AcknowledgeDelivery))]
    public Task<DeliveryStatus> Run([ActivityTrigger] AcknowledgeInput input, CancellationToken cancellationToken) => answering.AnswerAsync(input, cancellationToken);
}
