using System.Globalization;

namespace Spotify.Functions.Platform.Events;

/// <summary>
/// What one process sent to one hub in one hour: container <c>aggregates</c>, scope <see cref="ScopeOf"/>, id the writer. Every event of the hub carries its
/// writer, number, hour and count as properties, so that a reader can tell whether he has all.
/// </summary>
internal sealed record SentDocument
{
    public string Type { get; init; } = "sent";

    public int V { get; init; } = 1;

    /// <summary>The first number of this hour.</summary>
    public required long First { get; init; }

    /// <summary>The last number of this hour; all between were given out.</summary>
    public required long Last { get; init; }

    /// <summary>How many numbers the hub is known to hold: all but the void.</summary>
    public required long Batches { get; init; }

    /// <summary>How many clients' events those hold.</summary>
    public required long Events { get; init; }

    /// <summary>Numbers of sends that failed, or of which nobody knows: the hub may hold them or not. In order, none next to another.</summary>
    public required IReadOnlyList<SentRange> Void { get; init; }

    /// <summary>Whether there were too many void numbers to list: the hour cannot be audited.</summary>
    public bool VoidIsCut { get; init; }

    /// <summary>Whether this is the last word: the hour is over, or the process ended in order. Otherwise, what has a number above <see cref="Last"/> may exist too.</summary>
    public required bool Final { get; init; }

    /// <summary>When this was written; long ago and not final means that the process was killed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The partition of all writers of an hour.</summary>
    public static string ScopeOf(string hub, string hour) => $"sent:{hub}:{hour}";

    /// <summary>An hour as events and documents name it, UTC.</summary>
    public static string HourOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH", CultureInfo.InvariantCulture);
}

/// <summary>Numbers next to each other.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last.</param>
internal readonly record struct SentRange(long From, long To);
