namespace Spotify.Core.Catalog;

/// <summary>Popularity from 0 to 100: counted plays of the last 28 days, the latest weighing most, on a logarithmic scale on which the most played has 100.</summary>
public static class PopularityScore
{
    /// <summary>How many days count, the last one included.</summary>
    public const int Days = 28;

    // After a week a play weighs half: a hit of last month gives way to one of this week, and a quiet day changes little.
    private const double HalfLifeDays = 7;

    /// <summary>What a play of a day weighs, 0 to 1.</summary>
    /// <param name="day">The day.</param>
    /// <param name="today">The last day that counts.</param>
    public static double Weight(DateOnly day, DateOnly today)
    {
        var age = today.DayNumber - day.DayNumber;
        return age is < 0 or >= Days ? 0 : double.Exp2(-age / HalfLifeDays);
    }

    /// <summary>The popularity of a score.</summary>
    /// <param name="score">The sum of the weights of all plays.</param>
    /// <param name="top">The highest score of anything of its kind.</param>
    public static int Of(double score, double top) =>
        score <= 0 || top <= 0 ? 0 : (int)Math.Clamp(Math.Round(100 * Math.Log(1 + score) / Math.Log(1 + Math.Max(score, top))), 0, 100);
}
