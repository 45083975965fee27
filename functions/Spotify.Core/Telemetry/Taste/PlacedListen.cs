namespace Spotify.Core.Telemetry.Taste;

/// <summary>A play that was heard, at a place in its history that no other has: what pages are cut by.</summary>
/// <param name="PlaceMs">When it began, milliseconds since 1970; where several began at one, each a millisecond after the one before.</param>
/// <param name="Listen">The play.</param>
public readonly record struct PlacedListen(long PlaceMs, Listen Listen)
{
    /// <summary>The plays of a week that were heard, in their order.</summary>
    public static IReadOnlyList<PlacedListen> Of(ListenWeek week)
    {
        ArgumentNullException.ThrowIfNull(week);
        var placed = new List<PlacedListen>();
        foreach (var play in week.Plays)
        {
            if (play.IsHeard)
                placed.Add(new PlacedListen(placed.Count == 0 ? play.StartMs : Math.Max(play.StartMs, placed[^1].PlaceMs + 1), play));
        }

        return placed;
    }
}
