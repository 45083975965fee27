using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Sums up for labels what is out of a day.</summary>
public sealed class SummariseReview(DayReview review)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to look at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(SummariseReview))]
    public Task Run([ActivityTrigger] ReviewInput input, CancellationToken cancellationToken) => review.SummariseAsync(input, cancellationToken);
}
