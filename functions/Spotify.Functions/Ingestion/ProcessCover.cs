using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Checks a release's cover and stores it in the sizes that clients ask for.</summary>
public sealed class ProcessCover(CoverProcessing processing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ProcessCover))]
    public Task<CoverResult> Run([ActivityTrigger] IngestInput input, CancellationToken cancellationToken) => processing.ProcessAsync(input, cancellationToken);
}
