using System.Globalization;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Sqlite;

namespace Spotify.EmbeddedRuntime.Timers;

/// <summary>Where a monitored timer stands, as it is kept in <c>runtime.db</c>.</summary>
/// <param name="Schedule">The schedule that <paramref name="Next"/> was computed from.</param>
/// <param name="Last">The last run; null before the first.</param>
/// <param name="Next">The run that is expected.</param>
/// <param name="Updated">When the record changed.</param>
internal sealed record TimerRecord(string Schedule, DateTimeOffset? Last, DateTimeOffset Next, DateTimeOffset Updated);

/// <summary>Reads and writes the records of timers.</summary>
internal sealed class TimerRecords(RuntimeDatabase database)
{
    /// <summary>Creates the table where it is missing.</summary>
    public Task EnsureAsync() => database.EnsureAsync(
        "CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, schedule TEXT NOT NULL, last TEXT, next TEXT NOT NULL, updated TEXT NOT NULL) WITHOUT ROWID");

    /// <summary>The record of a timer, or null.</summary>
    public TimerRecord? Find(string name) => database.Database.Read(session =>
    {
        using var reader = session.Command("SELECT schedule, last, next, updated FROM timers WHERE name = $1", name).ExecuteReader();
        return reader.Read()
            ? new TimerRecord(reader.GetString(0), reader.IsDBNull(1) ? null : Parse(reader.GetString(1)), Parse(reader.GetString(2)), Parse(reader.GetString(3)))
            : null;
    });

    /// <summary>Keeps the record of a timer.</summary>
    public Task SaveAsync(string name, TimerRecord record) => database.Database.WriteAsync((SqliteSession session) =>
    {
        session.Execute(
            "INSERT OR REPLACE INTO timers (name, schedule, last, next, updated) VALUES ($1, $2, $3, $4, $5)",
            name, record.Schedule, record.Last is { } last ? Format(last) : null, Format(record.Next), Format(record.Updated));
    });

    private static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset Parse(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
