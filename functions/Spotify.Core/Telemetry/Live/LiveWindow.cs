using System.Globalization;

namespace Spotify.Core.Telemetry.Live;

/// <summary>A stretch of time of one scope. Events belong to the window that their own time lies in, by our clock, whenever they arrive.</summary>
/// <param name="Scope">What is counted: one of the constants, or a market, whose tracks are counted then.</param>
/// <param name="StartMs">When it begins, milliseconds since 1970.</param>
public readonly record struct LiveWindow(string Scope, long StartMs)
{
    /// <summary>Who is listening, by market and minute: names are markets.</summary>
    public const string Now = "now";

    /// <summary>Plays and listeners by hour: names are markets.</summary>
    public const string Markets = "markets";

    /// <summary>Plays, listeners and early skips in all markets by hour: names are tracks.</summary>
    public const string Tracks = "tracks";

    /// <summary>Starts and errors by hour: names are client versions.</summary>
    public const string Clients = "clients";

    /// <summary>Milliseconds of a minute: a window of <see cref="Now"/>.</summary>
    public const long MinuteMs = 60_000;

    /// <summary>Milliseconds of five minutes: a window of a market's tracks.</summary>
    public const long FiveMinutesMs = 5 * MinuteMs;

    /// <summary>Milliseconds of an hour: a window of the other scopes.</summary>
    public const long HourMs = 60 * MinuteMs;

    /// <summary>How late an event may be for real-time statistics (DESIGN section 6).</summary>
    public static readonly TimeSpan MaxLate = TimeSpan.FromHours(24);

    /// <summary>How long a window is kept: until no event may belong to it any more, and an hour to read it.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(26);

    /// <summary>How late an event may be to count for <see cref="Now"/>.</summary>
    public static readonly TimeSpan MaxLateForNow = TimeSpan.FromMinutes(10);

    /// <summary>How long a window of <see cref="Now"/> is kept.</summary>
    public static readonly TimeSpan NowKept = TimeSpan.FromMinutes(30);

    /// <summary>The hour that it lies in, <c>yyyy-MM-ddTHH</c>.</summary>
    public string Hour => HourOf(StartMs);

    /// <summary>The minute of its hour that it begins with, two digits.</summary>
    public string Minute => ((StartMs - FloorTo(StartMs, HourMs)) / MinuteMs).ToString("00", CultureInfo.InvariantCulture);

    /// <summary>The window of a scope that a time lies in.</summary>
    public static LiveWindow Of(string scope, long atMs) => new(scope, FloorTo(atMs, LengthOf(scope)));

    /// <summary>How long a scope's windows are, in milliseconds.</summary>
    public static long LengthOf(string scope) => scope switch
    {
        Now => MinuteMs,
        Markets or Tracks or Clients => HourMs,
        _ => FiveMinutesMs,
    };

    /// <summary>An hour as text, <c>yyyy-MM-ddTHH</c>, UTC.</summary>
    public static string HourOf(long atMs) => DateTimeOffset.FromUnixTimeMilliseconds(atMs).ToString("yyyy-MM-ddTHH", CultureInfo.InvariantCulture);

    /// <summary>A time rounded down to a whole number of some length.</summary>
    public static long FloorTo(long atMs, long lengthMs) => atMs - (((atMs % lengthMs) + lengthMs) % lengthMs);
}
