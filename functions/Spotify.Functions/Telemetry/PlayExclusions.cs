using Spotify.Core;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Takes plays out of pay and charts, and brings them back: a decision of the session like every other, stored before anything follows from it. Never removes anything.
/// </summary>
internal sealed class PlayExclusions
{
    /// <summary>Excludes plays; safe to repeat. What comes of them later keeps them excluded.</summary>
    /// <param name="pseudonym">The listener.</param>
    /// <param name="plays">Plays of that listener.</param>
    /// <param name="reason">Why, in upper snake case.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many of them are excluded now for this reason; those whose session is not kept any more are not.</returns>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public Task<int> ExcludeAsync(string pseudonym, IReadOnlyCollection<PlayReference> plays, string reason, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Brings excluded plays back; safe to repeat.</summary>
    /// <param name="pseudonym">The listener.</param>
    /// <param name="plays">Plays of that listener.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <returns>How many of them are not excluded now; those whose session is not kept any more are not among them.</returns>
    /// <exception cref="TransientException">The store is in trouble; repeat it.</exception>
    public Task<int> RestoreAsync(string pseudonym, IReadOnlyCollection<PlayReference> plays, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
