namespace Spotify.Core.Telemetry.Live;

/// <summary>The share of plays that were skipped before 30 s, with the interval of Wilson (1927) in which the true share lies with 95 % confidence.</summary>
/// <param name="Plays">Plays that began.</param>
/// <param name="Skips">Of these, skipped before 30 s.</param>
/// <param name="Rate">The share; 0 where there were no plays.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">The interval's upper end.</param>
public readonly record struct SkipRate(long Plays, long Skips, double Rate, double Low, double High)
{
    private const double Z = 1.959963984540054;

    /// <summary>The rate of some plays. Both numbers may be estimates, so more skips than plays are taken for as many.</summary>
    public static SkipRate Of(long plays, long skips)
    {
        if (plays <= 0)
            return new SkipRate(0, 0, 0, 0, 1);
        skips = Math.Clamp(skips, 0, plays);
        var (n, p) = ((double)plays, (double)skips / plays);
        var middle = (p + (Z * Z / (2 * n))) / (1 + (Z * Z / n));
        var half = Z / (1 + (Z * Z / n)) * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        return new SkipRate(plays, skips, p, Math.Max(0, middle - half), Math.Min(1, middle + half));
    }
}
