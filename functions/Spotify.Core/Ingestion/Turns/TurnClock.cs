namespace Spotify.Core.Ingestion.Turns;

/// <summary>
/// The order of turns: start-time fair queuing (Goyal, Vin and Cheng, 1996) over labels, in two lines. A label's tracks get start tags one apart, beginning no earlier than the
/// line has come to; the smallest tag goes first. A label that delivers ten thousand tracks stretches its own tags far ahead, while another's single starts where the line is
/// now: it waits for one of the tracks in work to end, and for one track at most of each other label. Near releases go first, but after
/// <see cref="MostNearInARow"/> of them one of the others has its turn, if any waits: nobody starves.
/// </summary>
/// <param name="Near">The start that the line of near releases has come to.</param>
/// <param name="Ordinary">The start that the ordinary line has come to.</param>
/// <param name="Asked">How many places were given out.</param>
/// <param name="NearInARow">How many near ones in a row have had turns while others waited.</param>
public sealed record TurnClock(long Near, long Ordinary, long Asked, int NearInARow)
{
    /// <summary>After so many turns of near releases one of the others is due.</summary>
    public const int MostNearInARow = 3;

    /// <summary>How close, before or behind, a release date is near.</summary>
    public static readonly TimeSpan NearRelease = TimeSpan.FromHours(48);

    /// <summary>Before the first turn.</summary>
    public static TurnClock Zero { get; } = new(0, 0, 0, 0);

    /// <summary>In which line a track waits.</summary>
    /// <param name="releaseDate">When its release comes out; null where nobody knows.</param>
    /// <param name="now">The time.</param>
    public static TurnLine LineOf(DateOnly? releaseDate, DateTimeOffset now) =>
        releaseDate is { } date && (new DateTimeOffset(date, TimeOnly.MinValue, TimeSpan.Zero) - now).Duration() <= NearRelease ? TurnLine.Near : TurnLine.Ordinary;

    /// <summary>The place of a track that asks now.</summary>
    /// <param name="line">Its line.</param>
    /// <param name="label">What its label has; default where it has nothing.</param>
    public TurnPlace PlaceOf(TurnLine line, LabelTurns label) =>
        new(line, line == TurnLine.Near ? Math.Max(Near, label.Near) : Math.Max(Ordinary, label.Ordinary), Asked);

    /// <summary>The clock after a place was given out.</summary>
    public TurnClock AfterAsking() => this with { Asked = Asked + 1 };

    /// <summary>Who has the next turns.</summary>
    /// <param name="near">The first of the near line, in order.</param>
    /// <param name="ordinary">The first of the ordinary line, in order.</param>
    /// <param name="free">How many turns are free; of each line at least as many are given here, or all.</param>
    public TurnChoice Choose(IReadOnlyList<TurnPlace> near, IReadOnlyList<TurnPlace> ordinary, int free)
    {
        ArgumentNullException.ThrowIfNull(near);
        ArgumentNullException.ThrowIfNull(ordinary);
        var (clock, chosen) = (this, new List<TurnPlace>());
        var (nextNear, nextOrdinary) = (0, 0);
        while (chosen.Count < free && (nextNear < near.Count || nextOrdinary < ordinary.Count))
        {
            var doOthersWait = nextOrdinary < ordinary.Count;
            if (nextNear < near.Count && !(doOthersWait && clock.NearInARow >= MostNearInARow))
            {
                chosen.Add(near[nextNear++]);
                clock = clock with { Near = chosen[^1].Start, NearInARow = doOthersWait ? clock.NearInARow + 1 : 0 };
            }
            else
            {
                chosen.Add(ordinary[nextOrdinary++]);
                clock = clock with { Ordinary = chosen[^1].Start, NearInARow = 0 };
            }
        }

        return new TurnChoice(chosen, clock);
    }
}

/// <summary>Who has the next turns.</summary>
/// <param name="Places">Their places, in the order of their turns.</param>
/// <param name="Clock">The clock afterwards.</param>
public sealed record TurnChoice(IReadOnlyList<TurnPlace> Places, TurnClock Clock);
