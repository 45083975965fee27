using Microsoft.Extensions.Logging;
using Spotify.Core;

namespace Spotify.Functions.Billing;

/// <summary>What operators do with parked events.</summary>
public sealed partial class ParkedDesk
{
    private readonly ParkedEvents _parked;
    private readonly BillingIntake _intake;
    private readonly ILogger<ParkedDesk> _logger;

    internal ParkedDesk(ParkedEvents parked, BillingIntake intake, ILogger<ParkedDesk> logger) => (_parked, _intake, _logger) = (parked, intake, logger);

    /// <summary>Takes a parked event again.</summary>
    /// <param name="id">What it is parked under.</param>
    /// <param name="isWithoutUser">Whether the user is gone for good: the money is taken without him.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>What became of it; null where there is none of this id.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<BillingResult?> RetryAsync(string id, bool isWithoutUser, string by, CancellationToken cancellationToken)
    {
        if (await _parked.FindAsync(id, cancellationToken) is not { } parked)
            return null;
        var result = await _intake.TakeAsync(parked.Body, isWithoutUser, cancellationToken);
        if (result.Outcome is BillingOutcome.Applied or BillingOutcome.Duplicate)
            await _parked.RemoveAsync(id, cancellationToken);
        LogRetried(parked.Event, by, result.Outcome);
        return result;
    }

    internal async Task<ParkedPage> ListAsync(int limit, string? after, CancellationToken cancellationToken)
    {
        var page = await _parked.ListAsync(limit, after, cancellationToken);
        return new ParkedPage([.. page.Documents.Select(one => ParkedView.Of(one.Id, one.Document.Value))], page.Continuation);
    }

    [LoggerMessage(EventId = 6252, Level = LogLevel.Information, Message = "Parked event {Event} was tried again by {By}: {Outcome}")]
    private partial void LogRetried(string @event, string by, BillingOutcome outcome);
}
