using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// The one place where events become sessions, for every consumer of the hub that needs plays: who comes first stores them, who comes after finds nothing new. Keep one
/// in a process.
/// </summary>
internal sealed class SessionStore
{
    /// <summary>Takes in batches: merges their events into the stored sessions and decides their plays.</summary>
    /// <param name="batches">In any order; of any listeners.</param>
    /// <param name="cancellationToken">Stops the work; a repeat finishes it.</param>
    /// <exception cref="TransientException">The store or the catalogue is in trouble; repeat all of it. So for every other exception.</exception>
    public Task<MergedSessions> MergeAsync(IReadOnlyCollection<EventBatch> batches, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>What batches of events led to.</summary>
/// <param name="Sessions">Every session that they have events of, as it is stored now.</param>
/// <param name="Faults">The sessions that could not be stored for a fault of their own. Mostly none.</param>
/// <param name="Tracks">The catalogue's word on the tracks of these sessions.</param>
/// <param name="Erased">Events of listeners who were erased: passed over.</param>
internal sealed record MergedSessions(IReadOnlyList<MergedSession> Sessions, IReadOnlyList<SessionFault> Faults, TrackLookup Tracks, int Erased);

/// <summary>A session as it is stored now.</summary>
/// <param name="Identity">The listener, with the user's id.</param>
/// <param name="DeviceId">The device's own id; empty where the client does not say.</param>
/// <param name="Session">The client's own name for it.</param>
/// <param name="SessionId">Its id: a pseudonym.</param>
/// <param name="Plays">All its plays, by their start.</param>
/// <param name="IsChanged">Whether these batches brought anything new.</param>
internal sealed record MergedSession(ListenerIdentity Identity, string DeviceId, string Session, string SessionId, IReadOnlyList<Play> Plays, bool IsChanged)
{
    public string UserId => Identity.UserId;
}
