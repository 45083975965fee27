using Microsoft.AspNetCore.Http;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Subscriptions;

namespace Spotify.Functions.Accounts;

/// <summary>Users as they and others see them.</summary>
public sealed class Profiles(AccountStore accounts, IEnumerable<IPlans> plans, IAccountChanges changes, TimeProvider time)
{
    private readonly IPlans? _plans = plans.FirstOrDefault();

    /// <summary>The caller's own profile. One without an account here, whom an outside authority knows, is what his token says.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ProfileView> OwnAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var caller = request.HttpContext.GetCaller();
        if (await accounts.FindAsync(caller.Subject, cancellationToken) is not { } account)
            return ProfileView.Of(caller, null, caller.Tier, caller.Country, PageLinks.RootOf(request));
        var plan = _plans is null ? null : await _plans.GetAsync(caller.Subject, cancellationToken);
        return ProfileView.Of(caller, account, plan?.Tier ?? caller.Tier, plan is { Country.Length: > 0 } ? plan.Country : account.Country, PageLinks.RootOf(request));
    }

    /// <summary>A user's public profile; null where there is no such account, or it is closed.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<UserView?> OfAsync(HttpRequest request, string userId, CancellationToken cancellationToken) =>
        await accounts.FindAsync(userId, cancellationToken) is { State: AccountState.Active } account ? UserView.Of(userId, account.DisplayName, PageLinks.RootOf(request)) : null;

    /// <summary>Changes the caller's name, and whether explicit content is filtered; that tokens which are out learn from the feed of changes.</summary>
    /// <returns>The profile as it is now, or the refusal.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IResult> ChangeAsync(HttpRequest request, ProfileBody body, CancellationToken cancellationToken)
    {
        string? name = null;
        if ((body.DisplayName is not null || body.ExplicitFilter is null) && AccountRules.FindNameFault(body.DisplayName, out name) is { } fault)
            return ApiErrors.InvalidRequest($"display_name: {fault}");
        var user = request.HttpContext.GetCaller().Subject;
        AccountDocument Change(AccountDocument account) => account with { DisplayName = name ?? account.DisplayName, FiltersExplicit = body.ExplicitFilter ?? account.FiltersExplicit };
        if (await accounts.ChangeAsync(user, Change, cancellationToken) is null)
            return ApiErrors.NotFound("There is no account here to change.");
        // Also where nothing changed: a repeat makes up for a call that broke off between the two.
        if (body.ExplicitFilter is { } filter)
            await changes.AnnounceAsync(new AccountChange(user, time.GetUtcNow()) { ExplicitFilter = filter }, cancellationToken);
        return ApiResults.Json(await OwnAsync(request, cancellationToken));
    }
}
