using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.TestSupport.Recommendations;

/// <summary>Plays of which nothing matters but what was heard of which track.</summary>
public static class TastePlays
{
    /// <summary>A play on a phone in Sweden, paid for.</summary>
    /// <param name="track">The track.</param>
    /// <param name="at">When it began and was received.</param>
    /// <param name="listenedMs">Milliseconds that were heard.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="id">What tells it from others.</param>
    public static Play Of(TrackKey track, DateTimeOffset at, long listenedMs, PlayEnd end, ulong id) => new()
    {
        StartId = id,
        Track = track,
        ClientStartMs = at.ToUnixTimeMilliseconds(),
        ListenedMs = listenedMs,
        End = end,
        Facts = new StartFacts
        {
            Tier = Tier.Premium,
            Market = "SE",
            Device = DeviceType.Phone,
            DeviceId = "device",
            ReceivedMs = at.ToUnixTimeMilliseconds(),
            ClockOffsetMs = 0,
            Offline = false,
            ContextType = "",
            ContextId = "",
        },
    };
}
