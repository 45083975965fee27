using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Training;

/// <summary>Finds for each track of a block which others go with it.</summary>
public sealed class LinkTracks(WeeklyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(LinkTracks))]
    public Task<StoredFile> Run([ActivityTrigger] SignalStep input, CancellationToken cancellationToken) => work.LinkTracksAsync(input, cancellationToken);
}
