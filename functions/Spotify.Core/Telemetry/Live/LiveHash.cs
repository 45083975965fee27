using System.Text;

namespace Spotify.Core.Telemetry.Live;

/// <summary>
/// The 64-bit hashes that live statistics count. They are made from a listener's pseudonym, so that what is stored leads to nobody once the listener's key is
/// destroyed. Ends with the finaliser of SplitMix64 (Steele, Lea, Flood 2014), a bijection that mixes every bit into every other, as a sketch needs it.
/// </summary>
public static class LiveHash
{
    /// <summary>The hash of a listener.</summary>
    /// <param name="pseudonym">The listener's pseudonym.</param>
    public static ulong OfListener(string pseudonym) => Finish(OfText(pseudonym));

    /// <summary>The hash of an event of a session, which stands for the play that it begins or ends.</summary>
    /// <param name="sessionHash">Of <see cref="OfSession"/>.</param>
    /// <param name="track">The track.</param>
    /// <param name="eventId">The event's idempotency key.</param>
    public static ulong OfEvent(ulong sessionHash, TrackKey track, string eventId) => Finish(Join(OfTrack(sessionHash, track), OfText(eventId)));

    /// <summary>The hash of a track within a session: the same for every event of it, whatever request it came in.</summary>
    /// <param name="sessionHash">Of <see cref="OfSession"/>.</param>
    /// <param name="track">The track.</param>
    public static ulong OfTrack(ulong sessionHash, TrackKey track) => Finish(Join(Join(sessionHash, (ulong)track.Value), (ulong)(track.Value >> 64)));

    /// <summary>The hash of a session of a listener on a device.</summary>
    /// <param name="pseudonym">The listener's pseudonym.</param>
    /// <param name="deviceId">The device; empty where the client did not say.</param>
    /// <param name="session">The client's own name for the session.</param>
    public static ulong OfSession(string pseudonym, string deviceId, string session) => Finish(Join(Join(OfText(pseudonym), OfText(deviceId)), OfText(session)));

    private static ulong OfText(string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        return Encoding.UTF8.TryGetBytes(text, bytes, out var written) ? StableHash.Of(bytes[..written]) : StableHash.Of(Encoding.UTF8.GetBytes(text));
    }

    private static ulong Join(ulong left, ulong right) => Finish(left + 0x9E3779B97F4A7C15) ^ ulong.RotateLeft(Finish(right ^ 0xD6E8FEB86659FD93), 17);

    private static ulong Finish(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
