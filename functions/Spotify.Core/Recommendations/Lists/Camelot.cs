namespace Spotify.Core.Recommendations.Lists;

/// <summary>The wheel by which disc jockeys mix in key: twelve hours by fifths, an inner ring of minor keys and an outer one of their relative majors.</summary>
public static class Camelot
{
    private const int Hours = 12;

    // Steps on the wheel from which two keys have little in common: farther ones jar no more.
    private const double Farthest = 6;

    /// <summary>A key's hour, 1 to 12: C major and A minor are 8.</summary>
    /// <param name="key">Pitch class, C = 0.</param>
    /// <param name="mode">1 for major, 0 for minor.</param>
    /// <returns>The hour; null where there is no key.</returns>
    public static int? Hour(int key, int mode) => key is < 0 or >= Hours ? null : ((((mode == 0 ? key + 3 : key) * 7) + 7) % Hours) + 1;

    /// <summary>How far two keys are from each other: 0 for the same, a sixth for a step of a fifth or to the relative key, at most 1.</summary>
    /// <returns>The distance; null where one of them has no key.</returns>
    public static double? Distance(int key, int mode, int otherKey, int otherMode)
    {
        if (Hour(key, mode) is not { } hour || Hour(otherKey, otherMode) is not { } other)
            return null;
        var steps = Math.Abs(hour - other);
        return Math.Min(Farthest, Math.Min(steps, Hours - steps) + (mode == otherMode ? 0 : 1)) / Farthest;
    }
}
