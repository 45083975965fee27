using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Solves a block of listeners while the tracks stand still.</summary>
public sealed class SolveListeners(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SolveListeners))]
    public Task<StoredFile> Run([ActivityTrigger] SweepStep input, CancellationToken cancellationToken) => work.SolveListenersAsync(input, cancellationToken);
}
