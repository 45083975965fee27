using System.Net;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Subscriptions.Abuse;

namespace Spotify.Functions.Accounts;

/// <summary>How an attempt to prove oneself ended.</summary>
/// <param name="UserId">Who it is; null where it was refused.</param>
/// <param name="Wait">How long to wait before another attempt is looked at; null where this one was.</param>
internal readonly record struct SignInResult(string? UserId, TimeSpan? Wait = null)
{
    /// <summary>Neither address nor password is said to be the wrong one.</summary>
    public static readonly SignInResult Refused = new(null);
}

/// <summary>Checks who somebody is by address and password.</summary>
public sealed partial class SignIns(AccountStore accounts, Passwords passwords, IRateLimiter limiter, IEnumerable<ISignInWatch> watches, ILogger<SignIns> logger)
{
    /// <summary>Checks. Unknown address, wrong password and closed account are one answer, after the same work.</summary>
    /// <param name="email">The address, as it was typed.</param>
    /// <param name="password">The password.</param>
    /// <param name="from">The network address that the attempt comes from, for those who watch for stuffed passwords; null where it is not known.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<SignInResult> TryAsync(string? email, string? password, IPAddress? from, CancellationToken cancellationToken)
    {
        var isAddress = EmailAddress.TryParse(email, out var address);
        // By account besides by address, wherever the attempts come from, and whether there is such an account or not.
        var budget = isAddress ? $"account:{SpotifyId.Derive("sign-in", address!.Normalised)}" : null;
        if (budget is not null && await limiter.TakeAsync(LimitKind.Auth, budget, 1, cancellationToken) is { IsAllowed: false } refused)
        {
            LogThrottled();
            return new SignInResult(null, refused.RetryAfter);
        }

        var known = isAddress ? await accounts.FindByEmailAsync(address!, cancellationToken) : null;
        var result = await passwords.VerifyAsync(known?.Account.Secret.PasswordHash, password ?? "", cancellationToken);
        if (isAddress)
            Report(address!.Normalised, known?.UserId, result != PasswordVerificationResult.Failed, from);
        if (result == PasswordVerificationResult.Failed || known is not { Account.State: AccountState.Active })
            return SignInResult.Refused;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            await RehashAsync(known, password!, cancellationToken);
        await ForgiveAsync(budget!, from, cancellationToken);
        return new SignInResult(known.UserId);
    }

    // Only failures count: what this attempt took of the account's budget, and before it at the gate of the address's, is given back. It was taken first, so that no more than
    // the budget are under way at once; and a success gives back its own alone, not what failed before it.
    private async Task ForgiveAsync(string budget, IPAddress? from, CancellationToken cancellationToken)
    {
        await limiter.GiveBackAsync(LimitKind.Auth, budget, cancellationToken);
        if (ClientAddress.KeyOf(from) is { } address)
            await limiter.GiveBackAsync(LimitKind.Auth, address, cancellationToken);
    }

    /// <summary>Checks a signed-in user's password once more, before something that cannot be undone.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<SignInResult> ConfirmAsync(string userId, string? password, CancellationToken cancellationToken) =>
        await accounts.FindAsync(userId, cancellationToken) is { } account && await TryAsync(account.Email, password, null, cancellationToken) is { } result
            && (result.UserId is null || result.UserId == userId) ? result : SignInResult.Refused;

    private void Report(string account, string? userId, bool isSuccess, IPAddress? from)
    {
        foreach (var watch in watches)
            watch.Report(account, userId, isSuccess, from);
    }

    // A hash of fewer rounds than are asked for now; the password is at hand this once.
    private async Task RehashAsync(KnownAccount known, string password, CancellationToken cancellationToken)
    {
        var before = known.Account.Secret;
        var hash = await passwords.HashAsync(password, cancellationToken);
        await accounts.ChangeAsync(
            known.UserId, account => account.Secret == before ? account with { Secret = before with { PasswordHash = hash } } : null, cancellationToken);
        LogRehashed();
    }

    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "Too many attempts to sign in to one account")]
    private partial void LogThrottled();

    [LoggerMessage(EventId = 6102, Level = LogLevel.Information, Message = "A password was hashed anew with the rounds of today")]
    private partial void LogRehashed();
}
