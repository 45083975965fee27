using System.Globalization;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Accounting periods, UTC months, as callers write them.</summary>
internal static class AccountingPeriod
{
    private const string Form = "yyyy-MM";

    /// <summary>Whether a text is a period: <c>yyyy-MM</c>.</summary>
    public static bool IsValid(string? text) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) && month.Year >= 2000;

    /// <summary>The period of a time.</summary>
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>When a period is over.</summary>
    public static DateTimeOffset EndOf(string period) =>
        new(DateOnly.ParseExact(period, Form, CultureInfo.InvariantCulture).AddMonths(1), TimeOnly.MinValue, TimeSpan.Zero);

    /// <summary>The last period that is over.</summary>
    public static string LastBefore(DateTimeOffset time) => time.UtcDateTime.AddMonths(-1).ToString(Form, CultureInfo.InvariantCulture);
}
