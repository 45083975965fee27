using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Judges which tracks are paid.</summary>
public sealed class JudgeTracks(RoyaltyWork work)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">What to do.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(JudgeTracks))]
    public Task<JudgedMonth> Run([ActivityTrigger] MonthStep input, CancellationToken cancellationToken) => work.JudgeAsync(input, cancellationToken);
}
