using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Accounts;

/// <summary>A grant of which a token may be issued.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Id">The grant.</param>
/// <param name="Scopes">What was allowed.</param>
/// <param name="RefreshToken">What to hand out beside the token.</param>
internal sealed record LiveGrant(string UserId, string Id, IReadOnlyList<string> Scopes, string RefreshToken);

/// <summary>What listeners have allowed apps, with the refresh tokens of it.</summary>
public sealed partial class Grants(IDocumentStore documents, RevokedSessions revoked, IOptions<AccountsOptions> options, TimeProvider time, ILogger<Grants> logger)
{
    private const int MaxRounds = 10;
    private const int Page = 100;

    /// <summary>The write that makes a grant, for a batch with what it comes from.</summary>
    internal DocumentOperation Begin(string grant, string clientId, IReadOnlyList<string> scopes, out string secret)
    {
        var now = time.GetUtcNow();
        var document = new GrantDocument { ClientId = clientId, Scopes = scopes, CreatedAt = now, UsedAt = now, Secret = RefreshFamily.Begin(now, out secret) };
        return DocumentOperation.Create(GrantDocument.IdOf(grant), document, options.Value.GrantIdle);
    }

    /// <summary>Takes a refresh token and gives its successor, or the same one where the app does without. One that was used before ends the grant.</summary>
    /// <returns>Null where the token is not good.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<LiveGrant?> RefreshAsync(ClientDocument client, string? token, CancellationToken cancellationToken)
    {
        if (!CredentialText.TryParse(token, out var credential, RefreshFamily.SecretLength))
            return null;
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await ReadAsync(credential.UserId, credential.Id, cancellationToken) is not { } stored || stored.Value.ClientId != client.ClientId)
                return null;
            var step = stored.Value.Secret.Present(credential.Secret, time.GetUtcNow(), options.Value.RefreshGrace, client.RotatesRefresh);
            if (step.Outcome == RefreshOutcome.Reused)
            {
                LogReused(credential.Id, client.ClientId);
                await RevokeAsync(credential.UserId, credential.Id, cancellationToken);
            }

            if (step.Successor is null)
                return null;
            var live = new LiveGrant(credential.UserId, credential.Id, stored.Value.Scopes, (credential with { Secret = step.Successor }).ToString());
            if (step.Outcome == RefreshOutcome.Repeated)
                return live;
            var changed = stored.Value with { Secret = step.Family, UsedAt = time.GetUtcNow() };
            // Who loses to another that presented the same token finds it replaced a moment ago, and gives what that one gave.
            if ((await documents.WriteAsync(
                DocumentContainer.Users,
                credential.UserId,
                DocumentOperation.Replace(GrantDocument.IdOf(credential.Id), changed, stored.ETag, options.Value.GrantIdle),
                cancellationToken)).IsWritten)
                return live;
        }

        throw new TransientException("Others keep using the same refresh token.");
    }

    /// <summary>Ends the grant that a refresh token belongs to, if the token is one of its family and the app's own.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task RevokeByTokenAsync(string clientId, string token, CancellationToken cancellationToken)
    {
        if (CredentialText.TryParse(token, out var credential, RefreshFamily.SecretLength)
            && await ReadAsync(credential.UserId, credential.Id, cancellationToken) is { } stored
            && stored.Value.ClientId == clientId
            && stored.Value.Secret.Present(credential.Secret, time.GetUtcNow(), TimeSpan.Zero).Outcome != RefreshOutcome.Unknown)
            await RevokeAsync(credential.UserId, credential.Id, cancellationToken);
    }

    /// <summary>The app that a grant is for; null where the grant has ended.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<string?> FindClientAsync(string userId, string grant, CancellationToken cancellationToken) => (await ReadAsync(userId, grant, cancellationToken))?.Value.ClientId;

    /// <summary>Ends a grant: its refresh tokens at once, its access tokens within a minute.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<bool> RevokeAsync(string userId, string grant, CancellationToken cancellationToken)
    {
        var id = GrantDocument.IdOf(grant);
        if (!DocumentRules.IsValidPartitionKey(userId) || !DocumentRules.IsValidId(id))
            return false;
        var removed = await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Delete(id), cancellationToken);
        // Told even where the grant is gone: a call before this one may have come no further.
        await revoked.TellAsync(userId, grant, cancellationToken);
        return removed.IsWritten;
    }

    /// <summary>Ends all grants of a listener but one, and what would become others: codes that are under way.</summary>
    /// <returns>How many grants.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<int> RevokeAllAsync(string userId, string? kept, CancellationToken cancellationToken)
    {
        await foreach (var (id, code) in documents.ReadAllAsync<CodeDocument>(DocumentContainer.Users, userId, IdRange.Prefix(CodeDocument.Prefix), Page, cancellationToken))
        {
            if (code.UsedAt is null)
                await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Delete(id), cancellationToken);
        }

        List<string> ended = [.. (await ListAsync(userId, cancellationToken)).Select(one => one.Grant).Where(grant => grant != kept)];
        foreach (var grant in ended)
            await RevokeAsync(userId, grant, cancellationToken);
        return ended.Count;
    }

    /// <summary>All grants of a listener.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<IReadOnlyList<ListedGrant>> ListAsync(string userId, CancellationToken cancellationToken)
    {
        var grants = new List<ListedGrant>();
        if (!DocumentRules.IsValidPartitionKey(userId))
            return grants;
        await foreach (var (id, document) in documents.ReadAllAsync<GrantDocument>(DocumentContainer.Users, userId, IdRange.Prefix(GrantDocument.Prefix), Page, cancellationToken))
            grants.Add(new ListedGrant(id[GrantDocument.Prefix.Length..], document));
        return grants;
    }

    /// <summary>Whether a listener has allowed an app all of this for good.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<bool> HasConsentAsync(string userId, string clientId, IReadOnlyList<string> scopes, CancellationToken cancellationToken) =>
        await ConsentAsync(userId, clientId, cancellationToken) is { } consent && scopes.All(consent.Value.Scopes.Contains);

    /// <summary>Remembers that a listener has allowed an app this, beside what he allowed it before.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task ConsentAsync(string userId, string clientId, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        var before = (await ConsentAsync(userId, clientId, cancellationToken))?.Value.Scopes ?? [];
        var consent = new ConsentDocument { ClientId = clientId, Scopes = [.. before.Union(scopes, StringComparer.Ordinal)], At = time.GetUtcNow() };
        await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Upsert(ConsentDocument.IdOf(clientId), consent), cancellationToken);
    }

    /// <summary>Forgets what a listener has allowed an app: it has to ask again.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task WithdrawConsentAsync(string userId, string clientId, CancellationToken cancellationToken) =>
        await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Delete(ConsentDocument.IdOf(clientId)), cancellationToken);

    private ValueTask<StoredDocument<ConsentDocument>?> ConsentAsync(string userId, string clientId, CancellationToken cancellationToken) =>
        documents.ReadAsync<ConsentDocument>(DocumentContainer.Users, userId, ConsentDocument.IdOf(clientId), cancellationToken);

    private ValueTask<StoredDocument<GrantDocument>?> ReadAsync(string userId, string grant, CancellationToken cancellationToken) =>
        documents.ReadAsync<GrantDocument>(DocumentContainer.Users, userId, GrantDocument.IdOf(grant), cancellationToken);

    [LoggerMessage(EventId = 6103, Level = LogLevel.Warning, Message = "A refresh token of grant {Grant} of app {Client} was used a second time: the grant ends")]
    private partial void LogReused(string grant, string client);
}

/// <summary>A grant with its id.</summary>
/// <param name="Grant">The id: claim <c>sid</c> of its tokens.</param>
/// <param name="Document">The grant.</param>
internal sealed record ListedGrant(string Grant, GrantDocument Document);
