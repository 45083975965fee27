using Spotify.Core;

namespace Spotify.Functions.Telemetry.Listeners;

/// <summary>The listeners' pseudonyms, and the one place where they are destroyed.</summary>
public interface IListeners
{
    /// <summary>The identities of users; whoever is new gets one.</summary>
    /// <param name="userIds">Users, each once; ids that a store can hold.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>By user. Those who were erased are missing, and will be for ever.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<IReadOnlyDictionary<string, ListenerIdentity>> ResolveAsync(IReadOnlyCollection<string> userIds, CancellationToken cancellationToken);

    /// <summary>The identity of a user.</summary>
    /// <returns>Null for one who was never seen, or was erased.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<ListenerIdentity?> FindAsync(string userId, CancellationToken cancellationToken);

    /// <summary>Destroys a listener's key for good; safe to repeat. This process knows at once, others within <see cref="ListenerKeys.RememberedFor"/>.</summary>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    Task EraseAsync(string userId, CancellationToken cancellationToken);
}
