using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Telemetry.Artificial;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Finds the suspicious groups of a day.</summary>
public sealed class FindSuspects(DayReview review)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to look at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(FindSuspects))]
    public Task<SuspectGroups> Run([ActivityTrigger] ReviewInput input, CancellationToken cancellationToken) => review.FindSuspectsAsync(input, cancellationToken);
}
