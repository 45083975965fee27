using System.Globalization;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>An hour of receipt, UTC: what the archive is cut by. Never a client's time, so that an hour can be complete.</summary>
/// <param name="Date">The day.</param>
/// <param name="Hour">0 to 23.</param>
public readonly record struct ArchiveHour(DateOnly Date, int Hour) : IComparable<ArchiveHour>
{
    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>When it begins.</summary>
    public DateTimeOffset Start => new(Date, new TimeOnly(Hour, 0), TimeSpan.Zero);

    /// <summary>When it is over.</summary>
    public DateTimeOffset End => Start.AddHours(1);

    /// <summary>The day as text.</summary>
    public string DateText => TextOf(Date);

    /// <summary>The hour that a moment lies in.</summary>
    public static ArchiveHour Of(DateTimeOffset moment) => new(DateOnly.FromDateTime(moment.UtcDateTime), moment.UtcDateTime.Hour);

    /// <summary>Reads <c>yyyy-MM-ddTHH</c>.</summary>
    public static bool TryParse(string? text, out ArchiveHour hour)
    {
        hour = default;
        if (text is not { Length: 13 } || text[10] != 'T' || !TryParseDate(text[..10], out var date)
            || !int.TryParse(text.AsSpan(11), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 23)
            return false;
        hour = new ArchiveHour(date, number);
        return true;
    }

    /// <summary>Reads <c>yyyy-MM-dd</c>.</summary>
    public static bool TryParseDate(string? text, out DateOnly date) => DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>A day as <c>yyyy-MM-dd</c>.</summary>
    public static string TextOf(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    /// <summary>An hour earlier or later.</summary>
    public ArchiveHour Plus(int hours) => Of(Start.AddHours(hours));

    /// <inheritdoc/>
    public int CompareTo(ArchiveHour other) => Start.CompareTo(other.Start);

    /// <summary><c>yyyy-MM-ddTHH</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{DateText}T{Hour:00}");

    /// <summary>Earlier.</summary>
    public static bool operator <(ArchiveHour left, ArchiveHour right) => left.CompareTo(right) < 0;

    /// <summary>Later.</summary>
    public static bool operator >(ArchiveHour left, ArchiveHour right) => left.CompareTo(right) > 0;

    /// <summary>Not later.</summary>
    public static bool operator <=(ArchiveHour left, ArchiveHour right) => left.CompareTo(right) <= 0;

    /// <summary>Not earlier.</summary>
    public static bool operator >=(ArchiveHour left, ArchiveHour right) => left.CompareTo(right) >= 0;
}
