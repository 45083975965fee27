using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Subscriptions;

namespace Spotify.Functions.Accounts;

/// <summary>What a listener's token says: read anew for each, so that a change of plan or role is in the next one.</summary>
public sealed class TokenSubjects(IAccounts accounts, IEnumerable<IPlans> plans)
{
    private readonly IPlans? _plans = plans.FirstOrDefault();

    /// <summary>Describes a listener to whoever holds a grant of his.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="clientId">The app.</param>
    /// <param name="grant">The grant.</param>
    /// <param name="scopes">What the token is to permit.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null where the account may not be used.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<TokenSubject?> FindAsync(string userId, string clientId, string grant, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        if (await accounts.FindAsync(userId, cancellationToken) is not { State: AccountState.Active } account)
            return null;
        var plan = _plans is null ? null : await _plans.GetAsync(userId, cancellationToken);
        var isStaff = scopes.Contains(Scopes.Staff);
        return new TokenSubject(userId, clientId, Granted(account, scopes))
        {
            Tier = plan?.Tier ?? Tier.Free,
            Country = plan is { Country.Length: > 0 } ? plan.Country : account.Country,
            Label = isStaff ? account.Label : null,
            Artist = isStaff ? account.Artist : null,
            FiltersExplicit = account.FiltersExplicit,
            Session = grant,
        };
    }

    /// <summary>What an account can grant of what an app asks for: the operators' scope only where an operator has given it that role.</summary>
    internal static IReadOnlyList<string> Granted(AccountInfo account, IReadOnlyList<string> scopes) =>
        account.IsOperator ? scopes : [.. scopes.Where(name => name != Scopes.Admin)];
}
