using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Looks at each listener of a part alone.</summary>
public sealed class ExamineListeners(DayReview review)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to look at.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ExamineListeners))]
    public Task<ReviewFigures> Run([ActivityTrigger] ReviewPart input, CancellationToken cancellationToken) => review.ExamineListenersAsync(input, cancellationToken);
}
