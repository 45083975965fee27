using Spotify.Core;
using Spotify.Functions.Platform.Auth.Changes;

namespace Spotify.Functions.Accounts;

/// <summary>Tells every instance what has ended, so that access tokens that are out end too: within a minute, where there is somebody to tell.</summary>
public sealed class RevokedSessions(IEnumerable<IAccountChanges> changes, TimeProvider time)
{
    /// <summary>Tells that a grant has ended.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="grant">The grant: claim <c>sid</c> of its tokens.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">It could not be told: repeat it.</exception>
    public Task TellAsync(string userId, string grant, CancellationToken cancellationToken) =>
        AnnounceAsync(new AccountChange(userId, time.GetUtcNow()) { RevokedSession = grant }, cancellationToken);

    /// <summary>Tells that an account was closed.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">It could not be told: repeat it.</exception>
    public Task TellClosedAsync(string userId, CancellationToken cancellationToken) =>
        AnnounceAsync(new AccountChange(userId, time.GetUtcNow()) { IsClosed = true }, cancellationToken);

    private async Task AnnounceAsync(AccountChange change, CancellationToken cancellationToken)
    {
        foreach (var feed in changes)
            await feed.AnnounceAsync(change, cancellationToken);
    }
}
