using Microsoft.Azure.Functions.Worker;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>Lists a page of parties whose files are to be written.</summary>
public sealed class ListStatementParties(StatementDelivery delivery)
{
    /// <summary>Runs the activity.</summary>
    /// <param name="input">The month, and where the page before ended.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListStatementParties))]
    public Task<IReadOnlyList<string>> Run([ActivityTrigger] DeliverInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return delivery.PartiesAsync(input.Period, input.After, DeliverStatements.PageSize, cancellationToken);
    }
}
