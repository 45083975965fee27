using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Subscriptions;

/// <summary>Looks every twenty seconds at the plans that are due: together with the feed of account changes no change of tier takes longer than a minute.</summary>
public sealed class SettleDuePlans(PlanSettlement settlement)
{
    /// <summary>Settles them.</summary>
    /// <param name="timer">The run.</param>
    /// <param name="cancellationToken">Stops the work; the next run goes on.</param>
    [Function("SettleDuePlans")]
    public Task Run([TimerTrigger("*/20 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => settlement.RunAsync(cancellationToken);
}
