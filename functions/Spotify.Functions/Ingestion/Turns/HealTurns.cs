using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>Takes back what nobody holds any more, calls again who was not called, gives what is free.</summary>
public sealed class HealTurns(TurnDispatcher turns)
{
    /// <summary>Runs every minute. After a pause of the whole application it lets a minute go by, in which holders renew their turns.</summary>
    /// <param name="timer">The schedule.</param>
    /// <param name="client">Knows the holders and calls whose turn it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(HealTurns))]
    public Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        return timer.IsPastDue ? Task.CompletedTask : turns.HealAsync(client, cancellationToken);
    }
}
