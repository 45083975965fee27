using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Takes out what belongs to suspicious groups.</summary>
public sealed class ExamineGroups(DayReview review)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to look at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ExamineGroups))]
    public Task<ReviewFigures> Run([ActivityTrigger] GroupPart input, CancellationToken cancellationToken) => review.ExamineGroupsAsync(input, cancellationToken);
}
