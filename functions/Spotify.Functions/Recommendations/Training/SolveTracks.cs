using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Solves a block of tracks while the listeners stand still.</summary>
public sealed class SolveTracks(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SolveTracks))]
    public Task<StoredFile> Run([ActivityTrigger] SweepStep input, CancellationToken cancellationToken) => work.SolveTracksAsync(input, cancellationToken);
}
