namespace Spotify.Core.Royalties;

/// <summary>Months from one to before another, as agreements and splits hold.</summary>
public static class EffectivePeriods
{
    /// <summary>Whether a month is among them.</summary>
    /// <param name="from">The first month, <c>yyyy-MM</c>.</param>
    /// <param name="until">The first month after them; null for no end.</param>
    /// <param name="period">The month.</param>
    public static bool Include(string from, string? until, string period) =>
        string.CompareOrdinal(from, period) <= 0 && (until is null || string.CompareOrdinal(period, until) < 0);
}
