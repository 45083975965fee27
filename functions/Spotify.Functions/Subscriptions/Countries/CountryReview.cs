using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Accounts;

namespace Spotify.Functions.Subscriptions.Countries;

/// <summary>Weighs what speaks for a listener's country, and moves who has moved.</summary>
internal sealed partial class CountryReview(PlanKeeper keeper, Func<IAccounts?> accounts, TimeProvider time, ILogger<CountryReview> logger)
{
    // An address that was last seen longer ago says nothing of now.
    private static readonly TimeSpan Recent = TimeSpan.FromDays(3);

    /// <summary>Weighs it; safe to repeat.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="seen">Where the account was used from.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<CountryDecision> ReviewAsync(string userId, AccountSightings seen, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var plan = (await keeper.ReadAsync(userId, cancellationToken))?.Value ?? new PlanDocument();
        var account = accounts() is { } known ? (await known.FindAsync(userId, cancellationToken))?.Country : null;
        var paid = plan.History.PaidFrom(now);
        var decision = new CountryEvidence
        {
            Account = plan.Country ?? account ?? "",
            Payment = paid is null ? null : new CountrySighting(paid.Country, paid.Since),
            Address = seen.Countries is [.., var last] && last.LastAt > now - Recent ? seen.Address : null,
            IsThroughRelay = seen.ThroughRelayAt > now - Recent && !(seen.Countries is [.., var direct] && direct.LastAt > seen.ThroughRelayAt),
        }.Decide(now);
        if (!decision.HasMoved)
            return decision;
        var from = plan.Country ?? account ?? "";
        await keeper.ChangeAsync(userId, one => one.Country == decision.Country ? one : one with { Country = decision.Country, CountryAt = now, CountryBefore = from }, cancellationToken);
        if (accounts() is { } register)
            await register.SetCountryAsync(userId, decision.Country, cancellationToken);
        LogMoved(from, decision.Country);
        return decision;
    }

    [LoggerMessage(EventId = 6271, Level = LogLevel.Information, Message = "A listener has moved from {From} to {To}: payment and addresses have both been there for fourteen days")]
    private partial void LogMoved(string from, string to);
}
