using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Places the tracks of a block by their sound.</summary>
public sealed class PlaceSounds(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PlaceSounds))]
    public Task<StoredFile> Run([ActivityTrigger] SignalStep input, CancellationToken cancellationToken) => work.PlaceSoundsAsync(input, cancellationToken);
}
