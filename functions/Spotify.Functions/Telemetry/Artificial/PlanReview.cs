using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Cuts the ledger into the parts of a review.</summary>
public sealed class PlanReview(DayReview review)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to look at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PlanReview))]
    public Task<ReviewPlan> Run([ActivityTrigger] ReviewInput input, CancellationToken cancellationToken) => review.PlanAsync(cancellationToken);
}
