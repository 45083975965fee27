using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Learns where a sound belongs among tastes.</summary>
public sealed class LearnSound(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(LearnSound))]
    public Task<LearnedSignal> Run([ActivityTrigger] SignalStep input, CancellationToken cancellationToken) => work.LearnSoundAsync(input, cancellationToken);
}
