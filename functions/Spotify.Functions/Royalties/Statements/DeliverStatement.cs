using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>Writes a party's files.</summary>
public sealed class DeliverStatement(StatementDelivery delivery)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">Whose.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(DeliverStatement))]
    public Task<DeliveredStatement> Run([ActivityTrigger] DeliverPartyInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return delivery.DeliverAsync(input.Period, input.Party, cancellationToken);
    }
}
