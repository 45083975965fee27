using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Cuts a release into parts.</summary>
public sealed class PlanWarming(ReleaseWarming warming)
{
    private const int TracksAPart = 10;

    /// <summary>Runs the activity.</summary>
    /// <param name="release">The release.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The parts; none where it no longer opens at that moment.</returns>
    [Function(nameof(PlanWarming))]
    public Task<IReadOnlyList<WarmTracksInput>> Run([ActivityTrigger] OpeningRelease release, CancellationToken cancellationToken) => warming.PlanAsync(release, TracksAPart, cancellationToken);
}
