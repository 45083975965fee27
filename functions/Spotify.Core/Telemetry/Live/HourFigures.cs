namespace Spotify.Core.Telemetry.Live;

/// <summary>What was counted under one name in one hour.</summary>
/// <param name="Plays">See <see cref="LiveMeasure.Plays"/>.</param>
/// <param name="Listeners">See <see cref="LiveMeasure.Listeners"/>.</param>
/// <param name="Faults">See <see cref="LiveMeasure.Faults"/>.</param>
public readonly record struct LiveFigure(long Plays, long Listeners, long Faults);

/// <summary>The figures of one scope in one hour: of all names, or of those with the most plays.</summary>
/// <param name="ByName">By track, market or client version.</param>
/// <param name="CutOff">No name that is missing has more plays than this; 0 where none is missing.</param>
public sealed record HourFigures(IReadOnlyDictionary<string, LiveFigure> ByName, long CutOff)
{
    /// <summary>An hour in which nothing happened.</summary>
    public static readonly HourFigures None = new(new Dictionary<string, LiveFigure>(), 0);

    /// <summary>The figures of a name; of one that is missing, the most that they can be.</summary>
    public LiveFigure Of(string name) => ByName.TryGetValue(name, out var figure) ? figure : new LiveFigure(CutOff, CutOff, 0);

    /// <summary>The figures of a set, of so many names at the most: those with the most plays.</summary>
    /// <param name="set">The set.</param>
    /// <param name="textOf">How a name is written.</param>
    /// <param name="atMost">The most names.</param>
    public static HourFigures From(SketchSet set, Func<UInt128, string> textOf, int atMost)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(textOf);
        var all = set.Groups
            .Select(one => (Name: one.Key, Figure: new LiveFigure(one.Value[LiveMeasure.Plays], one.Value[LiveMeasure.Listeners], one.Value[LiveMeasure.Faults])))
            .OrderByDescending(one => one.Figure.Plays).ThenBy(one => one.Name).ToList();
        return new HourFigures(all.Take(atMost).ToDictionary(one => textOf(one.Name), one => one.Figure), all.Count > atMost ? all[atMost].Figure.Plays : 0);
    }
}
