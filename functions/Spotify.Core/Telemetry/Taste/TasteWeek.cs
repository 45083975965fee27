using System.Globalization;

namespace Spotify.Core.Telemetry.Taste;

/// <summary>A week by ISO 8601, Monday to Sunday in UTC: what history and taste are kept by.</summary>
/// <param name="Number">Weeks since the one that holds 1 January 1970.</param>
public readonly record struct TasteWeek(long Number) : IComparable<TasteWeek>
{
    private const long DayMs = 24L * 3600 * 1000;
    private const long WeekMs = 7 * DayMs;

    // 1 January 1970 was a Thursday.
    private const long FirstMondayMs = -3 * DayMs;

    /// <summary>When it begins, milliseconds since 1970.</summary>
    public long StartMs => FirstMondayMs + (Number * WeekMs);

    /// <summary>When the next one begins, milliseconds since 1970.</summary>
    public long EndMs => StartMs + WeekMs;

    /// <summary>The week of a time.</summary>
    /// <param name="unixMs">Milliseconds since 1970.</param>
    public static TasteWeek Of(long unixMs)
    {
        var sinceFirst = unixMs - FirstMondayMs;
        return new((sinceFirst < 0 ? sinceFirst - WeekMs + 1 : sinceFirst) / WeekMs);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>The week, or null where the text names none.</returns>
    public static TasteWeek? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != 8 || !int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(text.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || year is < 1 or > 9998 || number is < 1 or > 53)
            return null;
        // 4 January lies in the year's first week.
        var first = Of(new DateTimeOffset(year, 1, 4, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        var week = new TasteWeek(first.Number + number - 1);
        return string.Equals(week.ToString(), text, StringComparison.Ordinal) ? week : null;
    }

    /// <summary>The weeks from one to another, both included.</summary>
    public static IEnumerable<TasteWeek> Range(TasteWeek first, TasteWeek last)
    {
        for (var number = first.Number; number <= last.Number; number++)
            yield return new TasteWeek(number);
    }

    /// <inheritdoc/>
    public int CompareTo(TasteWeek other) => Number.CompareTo(other.Number);

    /// <summary><c>yyyy-Www</c>; the year is that of the week's Thursday, so that names sort as the weeks do.</summary>
    public override string ToString()
    {
        var thursday = DateTimeOffset.FromUnixTimeMilliseconds(StartMs + (3 * DayMs)).UtcDateTime;
        return string.Create(CultureInfo.InvariantCulture, $"{thursday.Year:0000}-W{((thursday.DayOfYear - 1) / 7) + 1:00}");
    }

    /// <summary>Whether one is earlier.</summary>
    public static bool operator <(TasteWeek left, TasteWeek right) => left.Number < right.Number;

    /// <summary>Whether one is earlier or the same.</summary>
    public static bool operator <=(TasteWeek left, TasteWeek right) => left.Number <= right.Number;

    /// <summary>Whether one is later.</summary>
    public static bool operator >(TasteWeek left, TasteWeek right) => left.Number > right.Number;

    /// <summary>Whether one is later or the same.</summary>
    public static bool operator >=(TasteWeek left, TasteWeek right) => left.Number >= right.Number;
}
