namespace Spotify.Core.Ingestion.Turns;

/// <summary>The two lines in which tracks wait for a turn.</summary>
public enum TurnLine
{
    /// <summary>Tracks of releases that come out about now.</summary>
    Near = 0,

    /// <summary>All others.</summary>
    Ordinary = 1,
}

/// <summary>A place in a line: the smaller start goes first, and of equal ones the earlier number.</summary>
/// <param name="Line">The line.</param>
/// <param name="Start">The start tag of start-time fair queuing: how many turns of its line each label had had, as it were, when this one begins.</param>
/// <param name="Number">The how-manieth place it is that was given out at all.</param>
public readonly record struct TurnPlace(TurnLine Line, long Start, long Number) : IComparable<TurnPlace>
{
    /// <summary>Compares places of one line; what stands nearer to its beginning is smaller.</summary>
    /// <param name="other">A place of the same line.</param>
    public int CompareTo(TurnPlace other) => Start != other.Start ? Start.CompareTo(other.Start) : Number.CompareTo(other.Number);

    /// <summary>Whether one stands before another.</summary>
    public static bool operator <(TurnPlace left, TurnPlace right) => left.CompareTo(right) < 0;

    /// <summary>Whether one stands behind another.</summary>
    public static bool operator >(TurnPlace left, TurnPlace right) => left.CompareTo(right) > 0;

    /// <summary>Whether one does not stand behind another.</summary>
    public static bool operator <=(TurnPlace left, TurnPlace right) => left.CompareTo(right) <= 0;

    /// <summary>Whether one does not stand before another.</summary>
    public static bool operator >=(TurnPlace left, TurnPlace right) => left.CompareTo(right) >= 0;
}

/// <summary>Where a label's next track goes, at the earliest.</summary>
/// <param name="Near">The start behind its last place in the line of near releases.</param>
/// <param name="Ordinary">The start behind its last place in the ordinary line.</param>
public readonly record struct LabelTurns(long Near, long Ordinary)
{
    /// <summary>What the label has after it took a place.</summary>
    /// <param name="place">The place.</param>
    public LabelTurns After(TurnPlace place) => place.Line == TurnLine.Near ? this with { Near = place.Start + 1 } : this with { Ordinary = place.Start + 1 };
}
