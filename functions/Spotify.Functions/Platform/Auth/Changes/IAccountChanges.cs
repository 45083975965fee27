using System.Diagnostics.CodeAnalysis;
using Spotify.Core;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>
/// The feed of account changes: what changed reaches every instance within <see cref="AccountChangeReader.Interval"/> and is applied in memory, so that no request waits for a
/// store. While the store is away tokens stand as they are.
/// </summary>
public interface IAccountChanges
{
    /// <summary>Tells every instance of a change; safe to repeat.</summary>
    /// <param name="change">The change.</param>
    /// <param name="cancellationToken">Stops the call; a repeat finishes it.</param>
    /// <returns>Done when the change is durable; this instance knows it then, the others soon.</returns>
    /// <exception cref="ArgumentException">It names no user, or a tier or country that tokens cannot have.</exception>
    /// <exception cref="TransientException">The store is in trouble: announce it again.</exception>
    Task AnnounceAsync(AccountChange change, CancellationToken cancellationToken = default);

    /// <summary>What a caller is now, whatever his token said when it was issued. Reads memory alone.</summary>
    /// <param name="caller">The caller as his token says.</param>
    /// <param name="now">The caller as he is: the same object where nothing changed.</param>
    /// <returns>False where the token is no longer good: its grant was revoked, or the account was closed.</returns>
    bool TryApply(Caller caller, [NotNullWhen(true)] out Caller? now);
}
