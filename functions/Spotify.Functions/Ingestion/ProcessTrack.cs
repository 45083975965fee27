using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Ingestion.Steps;

namespace Spotify.Functions.Ingestion;

/// <summary>Makes everything that is published of one track.</summary>
public sealed class ProcessTrack(TrackProcessing processing)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The track.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ProcessTrack))]
    public Task<TrackResult> Run([ActivityTrigger] TrackInput input, CancellationToken cancellationToken) => processing.ProcessAsync(input, cancellationToken);
}
