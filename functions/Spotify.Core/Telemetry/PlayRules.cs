using System.Globalization;
using Spotify.Core.Catalog;

namespace Spotify.Core.Telemetry;

/// <summary>When a play counts, and what it is called.</summary>
public static class PlayRules
{
    /// <summary>A play counts after 30 s of listening, or half of the track, whichever is less (DESIGN section 6).</summary>
    public const long CountedAfterMs = 30_000;

    /// <summary>Whether a play counts.</summary>
    /// <param name="listenedMs">Listened time in milliseconds.</param>
    /// <param name="durationMs">The track's length in milliseconds.</param>
    public static bool IsCounted(long listenedMs, long durationMs) =>
        listenedMs >= CountedAfterMs || (durationMs > 0 && listenedMs * 2 >= durationMs);

    /// <summary>The least listened time with which a play counts: 30 s, or half of the track.</summary>
    /// <param name="durationMs">The track's length in milliseconds.</param>
    public static long NeededMs(long durationMs) => durationMs > 0 ? Math.Min(CountedAfterMs, (durationMs + 1) / 2) : CountedAfterMs;

    /// <summary>A play's id: the same for the same start, however often and in whatever company it arrives.</summary>
    /// <param name="userId">The listener.</param>
    /// <param name="session">The session, the client's own name for it.</param>
    /// <param name="track">The track.</param>
    /// <param name="startId">The hash of the start event's idempotency key: the same track may start again in one session.</param>
    public static string IdOf(string userId, string session, TrackKey track, ulong startId) =>
        SpotifyId.Derive("play", userId, session, track.ToString(), startId.ToString("x16", CultureInfo.InvariantCulture));
}
