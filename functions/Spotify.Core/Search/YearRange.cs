using System.Globalization;

namespace Spotify.Core.Search;

/// <summary>Years from one to another, both included.</summary>
/// <param name="From">The first year, 1 to 9999.</param>
/// <param name="To">The last year, not before the first.</param>
public readonly record struct YearRange(int From, int To)
{
    /// <summary>Reads <c>2001</c> or <c>1990-1999</c>; years have four digits, and a range that runs backwards is turned round.</summary>
    /// <param name="text">The text.</param>
    /// <param name="years">The years.</param>
    /// <returns>False where it is neither.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out YearRange years)
    {
        years = default;
        var dash = text.IndexOf('-');
        if (!TryParseYear(dash < 0 ? text : text[..dash], out var from))
            return false;
        var to = from;
        if (dash >= 0 && !TryParseYear(text[(dash + 1)..], out to))
            return false;
        years = from <= to ? new YearRange(from, to) : new YearRange(to, from);
        return true;
    }

    /// <summary>Whether a year is one of them.</summary>
    public bool Contains(int year) => year >= From && year <= To;

    /// <summary>As it is written in a query.</summary>
    public override string ToString() => From == To
        ? From.ToString("d4", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{From:d4}-{To:d4}");

    private static bool TryParseYear(ReadOnlySpan<char> text, out int year)
    {
        year = 0;
        return text.Length == 4 && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out year) && year > 0;
    }
}
