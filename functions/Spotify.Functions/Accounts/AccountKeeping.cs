using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Accounts;

/// <summary>What a listener does with his own account, and what operators give it.</summary>
public sealed partial class AccountKeeping(
    AccountStore accounts,
    SignIns signIns,
    Passwords passwords,
    Grants grants,
    WebSessions sessions,
    Clients clients,
    RevokedSessions revoked,
    TimeProvider time,
    ILogger<AccountKeeping> logger)
{
    private const int MaxRole = 100;

    /// <summary>What a listener has allowed.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<GrantList> ListGrantsAsync(Caller caller, CancellationToken cancellationToken)
    {
        var views = new List<GrantView>();
        var names = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (id, grant) in await grants.ListAsync(caller.Subject, cancellationToken))
        {
            if (!names.TryGetValue(grant.ClientId, out var name))
                names[grant.ClientId] = name = (await clients.FindAsync(grant.ClientId, cancellationToken))?.Name;
            views.Add(new GrantView(id, grant.ClientId, name, grant.Scopes, grant.CreatedAt, grant.UsedAt, id == caller.Session));
        }

        return new GrantList([.. views.OrderByDescending(view => view.UsedAt)]);
    }

    /// <summary>Takes back what a listener has allowed: the app has to ask again.</summary>
    /// <returns>Whether there was such a grant.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<bool> RevokeGrantAsync(string userId, string grant, CancellationToken cancellationToken)
    {
        if (await grants.FindClientAsync(userId, grant, cancellationToken) is not { } clientId)
            return false;
        await grants.WithdrawConsentAsync(userId, clientId, cancellationToken);
        return await grants.RevokeAsync(userId, grant, cancellationToken);
    }

    /// <summary>Takes back all that a listener has allowed.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task RevokeGrantsAsync(string userId, CancellationToken cancellationToken)
    {
        foreach (var clientId in (await grants.ListAsync(userId, cancellationToken)).Select(one => one.Document.ClientId).Distinct(StringComparer.Ordinal))
            await grants.WithdrawConsentAsync(userId, clientId, cancellationToken);
        await grants.RevokeAllAsync(userId, null, cancellationToken);
    }

    /// <summary>Changes the password. Whoever else is signed in, at a browser or an app, is not any more.</summary>
    /// <exception cref="TransientException">The store is in trouble; a repeat finishes it.</exception>
    internal async Task<IResult> ChangePasswordAsync(HttpContext context, PasswordBody body, CancellationToken cancellationToken)
    {
        var caller = context.GetCaller();
        if (await accounts.FindAsync(caller.Subject, cancellationToken) is not { } account)
            return NoAccount();
        if (await passwords.FindFaultAsync(body.NewPassword, account.Email, cancellationToken) is { } fault)
            return ApiErrors.InvalidRequest($"new_password: {fault}");
        if (await FindRefusalAsync(caller.Subject, body.CurrentPassword, "current_password", cancellationToken) is { } refusal)
            return refusal;
        var secret = new PasswordSecret(await passwords.HashAsync(body.NewPassword!, cancellationToken), time.GetUtcNow());
        await accounts.ChangeAsync(caller.Subject, stored => stored with { Secret = secret }, cancellationToken);
        await sessions.EndAllAsync(caller.Subject, cancellationToken);
        var ended = await grants.RevokeAllAsync(caller.Subject, caller.Session, cancellationToken);
        LogPasswordChanged(caller.Subject, ended);
        return ApiResults.NoContent();
    }

    /// <summary>Closes the account: nobody signs in to it any more, and no token of it is good.</summary>
    /// <exception cref="TransientException">The store is in trouble; a repeat finishes it.</exception>
    internal async Task<IResult> CloseAsync(HttpContext context, ClosingBody body, CancellationToken cancellationToken)
    {
        var userId = context.GetCaller().Subject;
        if (await accounts.FindAsync(userId, cancellationToken) is not { } account)
            return NoAccount();
        if (account.State == AccountState.Active && await FindRefusalAsync(userId, body.Password, "password", cancellationToken) is { } refusal)
            return refusal;
        await accounts.ChangeAsync(
            userId, stored => stored.State == AccountState.Closed ? null : stored with { State = AccountState.Closed, ClosedAt = time.GetUtcNow() }, cancellationToken);
        await sessions.EndAllAsync(userId, cancellationToken);
        await RevokeGrantsAsync(userId, cancellationToken);
        await revoked.TellClosedAsync(userId, cancellationToken);
        LogClosed(userId);
        return ApiResults.NoContent();
    }

    /// <summary>The account of an address; null where there is none.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<AccountView?> FindByEmailAsync(string? email, CancellationToken cancellationToken) =>
        await accounts.FindIdByEmailAsync(email ?? "", cancellationToken) is { } userId && await accounts.FindAsync(userId, cancellationToken) is { } account
            ? AccountView.Of(account) : null;

    /// <summary>Gives an account its roles, and takes those that it had. Where it loses one its tokens end, and the next ones say so.</summary>
    /// <exception cref="TransientException">The store is in trouble; a repeat finishes it.</exception>
    internal async Task<IResult> SetRolesAsync(string userId, RolesBody body, CancellationToken cancellationToken)
    {
        if (body.Label is { } label && !IsRole(label))
            return ApiErrors.InvalidRequest("label: it must have 1 to 100 characters that an id can have.");
        if (body.Artist is { } artist && !IsRole(artist))
            return ApiErrors.InvalidRequest("artist: it must have 1 to 100 characters that an id can have.");
        if (await accounts.FindAsync(userId, cancellationToken) is not { } before)
            return NoAccount();
        var after = await accounts.ChangeAsync(
            userId, stored => stored with { IsOperator = body.Operator == true, Label = body.Label, Artist = body.Artist }, cancellationToken);
        if (after is null)
            return NoAccount();
        if ((before.IsOperator && !after.IsOperator) || (before.Label is not null && before.Label != after.Label) || (before.Artist is not null && before.Artist != after.Artist))
            await grants.RevokeAllAsync(userId, null, cancellationToken);
        LogRoles(userId, after.IsOperator, after.Label, after.Artist);
        return ApiResults.Json(AccountView.Of(after.ToInfo(userId)));
    }

    private static bool IsRole(string text) => text.Length <= MaxRole && DocumentRules.IsValidId(text);

    private static IResult NoAccount() => ApiErrors.NotFound("There is no such account here.");

    private async Task<IResult?> FindRefusalAsync(string userId, string? password, string field, CancellationToken cancellationToken)
    {
        var result = await signIns.ConfirmAsync(userId, password, cancellationToken);
        if (result.Wait is { } wait)
            return ApiErrors.Problem(StatusCodes.Status429TooManyRequests, ErrorReason.RateLimited, "Too many attempts: try again later.", wait);
        return result.UserId is null ? ApiErrors.InvalidRequest($"{field}: it is not the account's password.") : null;
    }

    [LoggerMessage(EventId = 6108, Level = LogLevel.Information, Message = "User {User} changed the password; {Ended} grants ended")]
    private partial void LogPasswordChanged(string user, int ended);

    [LoggerMessage(EventId = 6109, Level = LogLevel.Information, Message = "User {User} closed the account")]
    private partial void LogClosed(string user);

    [LoggerMessage(EventId = 6110, Level = LogLevel.Information, Message = "User {User} has these roles now: operator {IsOperator}, label {Label}, artist {Artist}")]
    private partial void LogRoles(string user, bool isOperator, string? label, string? artist);
}
