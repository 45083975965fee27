using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>Says that a turn is still in use.</summary>
public sealed class RenewTurn(TurnDispatcher turns)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The turn.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>False where it was taken back already.</returns>
    [Function(nameof(RenewTurn))]
    public Task<bool> Run([ActivityTrigger] TurnInput input, CancellationToken cancellationToken) => turns.RenewAsync(input, cancellationToken);
}
