using System.Globalization;
using System.Text.Json;
using Spotify.Core.Playback;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>Requests of a listener in plain words; the bodies that the hub gets of them.</summary>
internal static class Requests
{
    /// <summary>A play from its start on, heard for so many seconds.</summary>
    public static IEnumerable<byte[]> Play(
        string user,
        string track,
        string session,
        int seconds = 40,
        DateTimeOffset? from = null,
        string device = "d1",
        string market = "SE",
        Tier tier = Tier.Premium,
        DateTimeOffset? received = null)
    {
        var start = from ?? TelemetryHarness.Now.AddMinutes(-10);
        return Pack(user, [Event("start", session, track, start, 0), Event("progress", session, track, start, seconds)], device, market, tier, received);
    }

    /// <summary>Reports that show that most of a play of 40 s was a pause.</summary>
    public static IEnumerable<byte[]> LatePause(string user, string track, string session, DateTimeOffset? from = null)
    {
        var start = from ?? TelemetryHarness.Now.AddMinutes(-10);
        return Pack(user, [Event("pause", session, track, start, 5), Event("seek", session, track, start, 20, 25), Event("resume", session, track, start, 39, 25)]);
    }

    /// <summary>A report that shows that a play went on long enough after all.</summary>
    public static IEnumerable<byte[]> GoesOn(string user, string track, string session, DateTimeOffset? from = null) =>
        Pack(user, [Event("complete", session, track, from ?? TelemetryHarness.Now.AddMinutes(-10), 120)]);

    private static object Event(string type, string session, string track, DateTimeOffset start, int at, int? position = null) => new
    {
        id = string.Create(CultureInfo.InvariantCulture, $"{session}-{start.ToUnixTimeMilliseconds()}-{type}-{at}"),
        type,
        session,
        track,
        position_ms = (position ?? at) * 1000,
        at = start.AddSeconds(at).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
    };

    private static IEnumerable<byte[]> Pack(
        string user, object[] events, string device = "d1", string market = "SE", Tier tier = Tier.Premium, DateTimeOffset? received = null) =>
        SimulatedListener.Pack(
            user, JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = device, type = "phone", app_version = "8.9.1" }, events }), received ?? TelemetryHarness.Now, market, tier);
}
