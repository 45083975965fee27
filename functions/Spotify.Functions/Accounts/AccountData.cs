using System.Runtime.CompilerServices;
using System.Text.Json;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;

namespace Spotify.Functions.Accounts;

/// <summary>What of an account is outside its owner's partition: the claim to the e-mail address.</summary>
internal sealed class AccountData(AccountStore accounts, RevokedSessions revoked) : IPersonalData
{
    /// <inheritdoc/>
    public string Name => "accounts";

    /// <inheritdoc/>
    public IReadOnlyList<string> Places { get; } =
        [PersonalPlace.Documents(DocumentContainer.System, EmailClaim.Kind), PersonalPlace.Documents(DocumentContainer.System, EmailOwner.Kind)];

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonalRecord> ExportAsync(string userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await accounts.FindClaimOfAsync(userId, cancellationToken) is { } claim)
            yield return new PersonalRecord("email_claim", EmailClaim.Kind, JsonSerializer.SerializeToElement(new { claimed_at = claim.ClaimedAt }));
    }

    /// <inheritdoc/>
    public async Task<int> EraseAsync(string userId, CancellationToken cancellationToken)
    {
        var removed = await accounts.ReleaseEmailAsync(userId, cancellationToken);
        if (removed > 0)
            await revoked.TellClosedAsync(userId, cancellationToken);
        return removed;
    }
}
