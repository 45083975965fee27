using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>Ends a turn, or the wait for it, and gives it to the next.</summary>
public sealed class EndTurn(TurnDispatcher turns)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The turn.</param>
    /// <param name="client">Calls whose turn it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Whether there was anything to end.</returns>
    [Function(nameof(EndTurn))]
    public Task<bool> Run([ActivityTrigger] TurnInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        turns.EndAsync(input, client, cancellationToken);
}
