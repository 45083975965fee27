using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>Asks for a turn; asking again changes nothing.</summary>
public sealed class AskForTurn(TurnDispatcher turns)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The turn.</param>
    /// <param name="client">Calls whose turn it is.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(AskForTurn))]
    public Task<TurnAnswer> Run([ActivityTrigger] TurnInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        turns.AskAsync(input, client, cancellationToken);
}
