using System.Globalization;

namespace Spotify.Core.Telemetry;

/// <summary>Accounting periods: UTC months, written <c>yyyy-MM</c>, so that their ordinal order is that of time.</summary>
public static class AccountingPeriod
{
    private const string Form = "yyyy-MM";

    /// <summary>Whether a text is a period, 2000-01 or later: as callers write it.</summary>
    public static bool IsValid(string? text) => TryRead(text, out var month) && month.Year >= 2000;

    /// <summary>The period of a time.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The period of a time in milliseconds since 1970.</summary>
    public static string Of(long unixMs) => Of(DateTimeOffset.FromUnixTimeMilliseconds(unixMs));

    /// <summary>The period of a day.</summary>
    public static string Of(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>The period after one.</summary>
    /// <exception cref="ArgumentException">The text is no period.</exception>
    public static string Next(string period) => Of(Read(period).AddMonths(1));

    /// <summary>The period before one.</summary>
    /// <exception cref="ArgumentException">The text is no period.</exception>
    public static string Before(string period) => Of(Read(period).AddMonths(-1));

    /// <summary>When a period begins.</summary>
    /// <exception cref="ArgumentException">The text is no period.</exception>
    public static DateTimeOffset StartOf(string period) => new(Read(period), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>When a period is over.</summary>
    /// <exception cref="ArgumentException">The text is no period.</exception>
    public static DateTimeOffset EndOf(string period) => StartOf(Next(period));

    /// <summary>The last period that is over.</summary>
    public static string LastBefore(DateTimeOffset time) => Of(time.UtcDateTime.AddMonths(-1));

    private static DateOnly Read(string period) =>
        TryRead(period, out var month) ? month : throw new ArgumentException($"'{period}' is no accounting period: yyyy-MM.", nameof(period));

    private static bool TryRead(string? text, out DateOnly month) => DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out month);
}
