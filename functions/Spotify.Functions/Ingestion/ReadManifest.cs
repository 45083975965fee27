using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Reads and checks a manifest and plans the run.</summary>
public sealed class ReadManifest(ManifestReading reading)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ReadManifest))]
    public Task<IngestPlan> Run([ActivityTrigger] IngestInput input, CancellationToken cancellationToken) => reading.ReadAsync(input, cancellationToken);
}
