using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>Makes the lists of a range of listeners.</summary>
public sealed class MakeLists(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(MakeLists))]
    public Task<MadeLists> Run([ActivityTrigger] ListsStep input, CancellationToken cancellationToken) => work.MakeListsAsync(input, cancellationToken);
}
