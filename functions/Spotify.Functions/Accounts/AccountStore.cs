using System.Security.Cryptography;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Accounts;

/// <summary>Keeps accounts beside everything else of their owners, and sees to it that an address has one.</summary>
public sealed class AccountStore(IDocumentStore documents, TimeProvider time) : IAccounts
{
    /// <summary>How long a sign-up may leave an address claimed without making the account: then it broke off, and another may have the address.</summary>
    internal static readonly TimeSpan ClaimHolds = TimeSpan.FromMinutes(10);

    // Whoever is not done by then gives up, long before his claim is anybody's.
    private static readonly TimeSpan SignUpTakes = TimeSpan.FromMinutes(2);

    private const int IdBytes = 16;
    private const int MaxRounds = 10;

    /// <inheritdoc/>
    public async ValueTask<AccountInfo?> FindAsync(string userId, CancellationToken cancellationToken = default) => (await ReadAsync(userId, cancellationToken))?.Value.ToInfo(userId);

    /// <inheritdoc/>
    public async ValueTask<string?> FindIdByEmailAsync(string email, CancellationToken cancellationToken = default) =>
        EmailAddress.TryParse(email, out var address) && await FindClaimAsync(EmailClaim.IdOf(address), cancellationToken) is { } claim && await ReadAsync(claim.Value.User, cancellationToken) is not null
            ? claim.Value.User : null;

    /// <inheritdoc/>
    public Task SetCountryAsync(string userId, string country, CancellationToken cancellationToken = default) =>
        ChangeAsync(userId, account => account.Country == country ? null : account with { Country = country }, cancellationToken);

    /// <summary>The account behind an address. For one that nobody has as much is read as for one that somebody has.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<KnownAccount?> FindByEmailAsync(EmailAddress address, CancellationToken cancellationToken)
    {
        var id = EmailClaim.IdOf(address);
        var claim = await FindClaimAsync(id, cancellationToken);
        var userId = claim?.Value.User ?? id;
        return await ReadAsync(userId, cancellationToken) is { } account && claim is not null ? new KnownAccount(userId, account.Value) : null;
    }

    /// <summary>The stored account.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async ValueTask<StoredDocument<AccountDocument>?> ReadAsync(string userId, CancellationToken cancellationToken) => DocumentRules.IsValidPartitionKey(userId)
        ? await documents.ReadAsync<AccountDocument>(DocumentContainer.Users, userId, AccountDocument.Id, cancellationToken) : null;

    /// <summary>Makes an account.</summary>
    /// <param name="account">What it is made of.</param>
    /// <param name="passwordHash">The password's hash.</param>
    /// <param name="cancellationToken">Stops the work; what was claimed by then is free again after ten minutes.</param>
    /// <returns>The new user's id; null where the address is another account's.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<string?> CreateAsync(NewAccount account, string passwordHash, CancellationToken cancellationToken)
    {
        var (userId, now) = (SpotifyId.FromBytes(RandomNumberGenerator.GetBytes(IdBytes)), time.GetUtcNow());
        var claimId = EmailClaim.IdOf(account.Email);
        if (!await ClaimAsync(claimId, new EmailClaim { User = userId, ClaimedAt = now }, cancellationToken))
            return null;
        await documents.WriteAsync(
            DocumentContainer.System, EmailOwner.PartitionOf(userId), DocumentOperation.Upsert(userId, new EmailOwner { Claim = claimId }), cancellationToken);
        if (time.GetUtcNow() - now > SignUpTakes)
            throw new TransientException("The sign-up took so long that its claim may be another's.");
        var document = new AccountDocument
        {
            Email = account.Email.Text,
            DisplayName = account.DisplayName,
            Country = account.Country,
            Birthdate = account.Birthdate,
            CreatedAt = now,
            TermsAt = now,
            Secret = new PasswordSecret(passwordHash, now),
        };
        await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Create(AccountDocument.Id, document), cancellationToken);
        return userId;
    }

    /// <summary>Changes an account.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="change">The change; null where there is nothing to change. It may be asked several times.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The account as it is now; null where there is none.</returns>
    /// <exception cref="TransientException">The store is in trouble, or others keep changing the account.</exception>
    internal async Task<AccountDocument?> ChangeAsync(string userId, Func<AccountDocument, AccountDocument?> change, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await ReadAsync(userId, cancellationToken) is not { } stored)
                return null;
            if (change(stored.Value) is not { } changed)
                return stored.Value;
            if ((await documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Replace(AccountDocument.Id, changed, stored.ETag), cancellationToken)).IsWritten)
                return changed;
        }

        throw new TransientException("Others keep changing the same account.");
    }

    /// <summary>A user's claim to his address; null where there is none.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<EmailClaim?> FindClaimOfAsync(string userId, CancellationToken cancellationToken) =>
        DocumentRules.IsValidId(userId)
            && await documents.ReadAsync<EmailOwner>(DocumentContainer.System, EmailOwner.PartitionOf(userId), userId, cancellationToken) is { } owner
            && await FindClaimAsync(owner.Value.Claim, cancellationToken) is { } claim && claim.Value.User == userId
            ? claim.Value : null;

    /// <summary>Removes a user's claim to his address, and what leads to it.</summary>
    /// <returns>How many documents were removed.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<int> ReleaseEmailAsync(string userId, CancellationToken cancellationToken)
    {
        if (!DocumentRules.IsValidId(userId))
            return 0;
        var partition = EmailOwner.PartitionOf(userId);
        if (await documents.ReadAsync<EmailOwner>(DocumentContainer.System, partition, userId, cancellationToken) is not { Value.Claim: { } claimId })
            return 0;
        var removed = 0;
        // Another may have taken over the claim of a sign-up that broke off.
        if (await FindClaimAsync(claimId, cancellationToken) is { } claim && claim.Value.User == userId)
            removed += await DeleteAsync(EmailClaim.PartitionOf(claimId), DocumentOperation.Delete(claimId, claim.ETag), cancellationToken);
        return removed + await DeleteAsync(partition, DocumentOperation.Delete(userId), cancellationToken);
    }

    private async Task<bool> ClaimAsync(string id, EmailClaim claim, CancellationToken cancellationToken)
    {
        var partition = EmailClaim.PartitionOf(id);
        if ((await documents.WriteAsync(DocumentContainer.System, partition, DocumentOperation.Create(id, claim), cancellationToken)).IsWritten)
            return true;
        if (await FindClaimAsync(id, cancellationToken) is not { } other)
            return false;
        if (other.Value.ClaimedAt + ClaimHolds > claim.ClaimedAt || await ReadAsync(other.Value.User, cancellationToken) is not null)
            return false;
        return (await documents.WriteAsync(DocumentContainer.System, partition, DocumentOperation.Replace(id, claim, other.ETag), cancellationToken)).IsWritten;
    }

    private ValueTask<StoredDocument<EmailClaim>?> FindClaimAsync(string id, CancellationToken cancellationToken) =>
        documents.ReadAsync<EmailClaim>(DocumentContainer.System, EmailClaim.PartitionOf(id), id, cancellationToken);

    private async Task<int> DeleteAsync(string partition, DocumentOperation delete, CancellationToken cancellationToken) =>
        (await documents.WriteAsync(DocumentContainer.System, partition, delete, cancellationToken)).IsWritten ? 1 : 0;
}

/// <summary>An account that was found by its address.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Account">The account.</param>
internal sealed record KnownAccount(string UserId, AccountDocument Account);
