using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Gives a release to listeners, whole.</summary>
public sealed class PublishRelease(Publication publication)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What is to be published.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PublishRelease))]
    public Task<PublishResult> Run([ActivityTrigger] PublishInput input, CancellationToken cancellationToken) => publication.PublishAsync(input, cancellationToken);
}
