using Microsoft.Extensions.Logging;
using Spotify.Core;

namespace Spotify.Functions.Subscriptions;

/// <summary>Sees to the plans that are due.</summary>
public sealed partial class PlanSettlement
{
    private readonly PlanReminders _reminders;
    private readonly PlanKeeper _keeper;
    private readonly ILogger<PlanSettlement> _logger;

    internal PlanSettlement(PlanReminders reminders, PlanKeeper keeper, ILogger<PlanSettlement> logger) => (_reminders, _keeper, _logger) = (reminders, keeper, logger);

    /// <summary>Sees to them.</summary>
    /// <param name="cancellationToken">Stops the work; a repeat goes on.</param>
    /// <returns>How many plans were looked at.</returns>
    /// <exception cref="TransientException">The store is in trouble; the next run goes on where this one stopped.</exception>
    public Task<int> RunAsync(CancellationToken cancellationToken) => _reminders.SeeToDueAsync(SeeToAsync, cancellationToken);

    private async Task<bool> SeeToAsync(string userId, CancellationToken cancellationToken)
    {
        try
        {
            await _keeper.SettleAsync(userId, cancellationToken);
            return true;
        }
#pragma warning disable CA1031 // One plan that cannot be read must not keep all others from being seen to; it comes up again.
        catch (Exception exception) when (exception is not TransientException and not OperationCanceledException)
#pragma warning restore CA1031
        {
            LogFailed(exception);
            return false;
        }
    }

    [LoggerMessage(EventId = 6201, Level = LogLevel.Error, Message = "A plan that is due cannot be settled; it is tried again in a minute")]
    private partial void LogFailed(Exception exception);
}
