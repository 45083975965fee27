using System.Globalization;
using System.Xml;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Dates, times and lengths as a message writes them.</summary>
internal static class ErnTime
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF"];

    /// <summary>A moment: <c>xs:dateTime</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="local">What clocks show.</param>
    /// <param name="offset">How far they are from UTC; null where the text does not say.</param>
    public static bool TryMoment(string text, out DateTime local, out TimeSpan? offset)
    {
        offset = null;
        var clock = text;
        if (text.EndsWith('Z'))
        {
            offset = TimeSpan.Zero;
            clock = text[..^1];
        }
        else if (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':' && TimeSpan.TryParseExact(text[^5..], @"hh\:mm", CultureInfo.InvariantCulture, out var distance)
            && distance <= TimeSpan.FromHours(14))
        {
            offset = text[^6] == '-' ? -distance : distance;
            clock = text[..^6];
        }

        return DateTime.TryParseExact(clock, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out local) && local.Year is > 1 and < 9999;
    }

    /// <summary>A day, which may leave out month and day where <paramref name="isPartial"/>: the first of the year or month then.</summary>
    public static bool TryDay(string text, bool isPartial, out DateOnly day)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day)
            || (isPartial && DateOnly.TryParseExact(text, ["yyyy", "yyyy-MM"], CultureInfo.InvariantCulture, DateTimeStyles.None, out day)))
            return day.Year is > 1 and < 9999;
        return false;
    }

    /// <summary>A length: <c>xs:duration</c>, not negative.</summary>
    public static TimeSpan? FindLength(string text)
    {
        try
        {
            var length = text.Length is > 1 and < 60 ? XmlConvert.ToTimeSpan(text) : TimeSpan.MinValue;
            return length >= TimeSpan.Zero ? length : null;
        }
        catch (FormatException)
        {
            return null;
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}
