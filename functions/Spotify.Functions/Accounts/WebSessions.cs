using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Accounts;

/// <summary>Who is signed in at a browser.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Id">The session.</param>
/// <param name="Account">His account, which is active.</param>
internal sealed record WebSession(string UserId, string Id, AccountInfo Account);

/// <summary>Browsers that are signed in.</summary>
public sealed class WebSessions(IDocumentStore documents, IAccounts accounts, Cookies cookies, IOptions<AccountsOptions> options, TimeProvider time)
{
    private const int IdBytes = 16;
    private const int Page = 100;

    /// <summary>Signs a user in at the browser that asks. A session that it had ends, and the browser gets a new mark.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task BeginAsync(HttpContext context, string userId, CancellationToken cancellationToken)
    {
        await RemoveAsync(context.Request, cancellationToken);
        var credential = new CredentialText(userId, SpotifyId.FromBytes(RandomNumberGenerator.GetBytes(IdBytes)), Secret.Create());
        var session = new SessionDocument { SignedInAt = time.GetUtcNow(), Secret = Secret.HashOf(credential.Secret) };
        await documents.WriteAsync(
            DocumentContainer.Users, userId, DocumentOperation.Create(SessionDocument.IdOf(credential.Id), session, options.Value.SessionLifetime), cancellationToken);
        cookies.SetSession(context.Response, credential.ToString(), options.Value.SessionLifetime);
        cookies.SetVisitor(context.Response, Secret.Create());
    }

    /// <summary>Who is signed in; null where nobody is, or his account may not be used.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async ValueTask<WebSession?> FindAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!CredentialText.TryParse(cookies.ReadSession(request), out var credential, Secret.Length)
            || await documents.ReadAsync<SessionDocument>(DocumentContainer.Users, credential.UserId, SessionDocument.IdOf(credential.Id), cancellationToken) is not { } stored
            || !Secret.Matches(credential.Secret, stored.Value.Secret))
            return null;
        return await accounts.FindAsync(credential.UserId, cancellationToken) is { State: AccountState.Active } account
            ? new WebSession(credential.UserId, credential.Id, account) : null;
    }

    /// <summary>Signs out at the browser that asks.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task EndAsync(HttpContext context, CancellationToken cancellationToken)
    {
        await RemoveAsync(context.Request, cancellationToken);
        cookies.Clear(context.Response);
    }

    /// <summary>Signs a user out at every browser.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task EndAllAsync(string userId, CancellationToken cancellationToken)
    {
        var sessions = new List<string>();
        await foreach (var (id, _) in documents.ReadAllAsync<SessionDocument>(DocumentContainer.Users, userId, IdRange.Prefix(SessionDocument.Prefix), Page, cancellationToken))
            sessions.Add(id);
        foreach (var id in sessions)
            await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Delete(id), cancellationToken);
    }

    private async Task RemoveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (await FindAsync(request, cancellationToken) is { } session)
            await documents.WriteAsync(DocumentContainer.Users, session.UserId, DocumentOperation.Delete(SessionDocument.IdOf(session.Id)), cancellationToken);
    }
}
