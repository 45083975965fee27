using System.Globalization;
using NCrontab;

namespace Spotify.EmbeddedRuntime.Timers;

/// <summary>When a timer runs, in UTC: six NCrontab fields (five are read as starting at the second 0), or a fixed interval.</summary>
internal sealed class TimerSchedule
{
    private readonly CrontabSchedule? _cron;
    private readonly TimeSpan _interval;

    private TimerSchedule(string text, CrontabSchedule? cron, TimeSpan interval) => (Text, _cron, _interval) = (text, cron, interval);

    /// <summary>The schedule as it was written, its settings resolved.</summary>
    public string Text { get; }

    /// <summary>Reads a schedule.</summary>
    /// <returns>Null when the text is neither form.</returns>
    public static TimerSchedule? TryParse(string text)
    {
        var fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length;
        if (fields is 5 or 6)
        {
            var cron = CrontabSchedule.TryParse(text, new CrontabSchedule.ParseOptions { IncludingSeconds = fields == 6 });
            return cron is null ? null : new TimerSchedule(text, cron, TimeSpan.Zero);
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var interval) && interval > TimeSpan.Zero
            ? new TimerSchedule(text, null, interval)
            : null;
    }

    /// <summary>The first run after a moment.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset moment) =>
        _cron is null ? moment + _interval : new DateTimeOffset(DateTime.SpecifyKind(_cron.GetNextOccurrence(moment.UtcDateTime), DateTimeKind.Utc));

    /// <summary>Whether runs may follow each other within a minute. The Functions host does not monitor such schedules: to catch up would be noise.</summary>
    public bool IsFasterThanAMinute(DateTimeOffset now)
    {
        var earlier = NextAfter(now);
        for (var i = 0; i < 4; i++)
        {
            var later = NextAfter(earlier);
            if (later - earlier < TimeSpan.FromMinutes(1))
                return true;
            earlier = later;
        }

        return false;
    }
}
