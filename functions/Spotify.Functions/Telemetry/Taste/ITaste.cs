using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>
/// What is known of a listener's taste, seconds after it happened. Each call reads documents of that one listener alone, and nothing for one who was never
/// seen. Weeks of plays and signals are kept for 190 days, first listens for good. A document that cannot be read is left out and logged.
/// </summary>
public interface ITaste
{
    /// <summary>What the listener's plays of the last 180 days say by track, most liked first; see <see cref="Engagement"/>.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<IReadOnlyList<TrackEngagement>> GetEngagementAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>The same over another time.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="window">How far to look back; what is over 190 days ago is not kept.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<IReadOnlyList<TrackEngagement>> GetEngagementAsync(string userId, TimeSpan window, CancellationToken cancellationToken = default);

    /// <summary>All plays that began in a time, heard or not, in their order.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="from">From when, included.</param>
    /// <param name="to">Until when, not included.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<IReadOnlyList<Listen>> GetHistoryAsync(string userId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default);

    /// <summary>Every track that the listener ever heard, by the rule by which a play counts, with the start of the first such play.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<IReadOnlyDictionary<TrackKey, DateTimeOffset>> GetFirstListensAsync(string userId, CancellationToken cancellationToken = default);

    /// <summary>What the listener did beside playing in a time, in its order.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="from">From when, included.</param>
    /// <param name="to">Until when, not included.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    ValueTask<IReadOnlyList<Signal>> GetSignalsAsync(string userId, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default);
}
