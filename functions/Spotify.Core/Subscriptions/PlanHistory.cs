using Spotify.Core.Playback;

namespace Spotify.Core.Subscriptions;

/// <summary>How an event was taken into a history.</summary>
public enum PlanEventOutcome
{
    /// <summary>It is in.</summary>
    Added = 0,

    /// <summary>It was in already.</summary>
    Duplicate = 1,

    /// <summary>It is older than what is still kept apart.</summary>
    TooLate = 2,
}

/// <summary>
/// All that happened to a plan. The same events give the same history, however often and in whatever order they came; the clock is the reader's. The newest
/// <see cref="MostEvents"/> are kept apart, and what is older is kept as what it came to.
/// </summary>
public sealed record PlanHistory
{
    /// <summary>The most events that are kept apart: years of payments.</summary>
    public const int MostEvents = 240;

    // Folded together in one go, so that it does not happen at every event.
    private const int KeptEvents = 180;

    /// <summary>What everything before the events came to.</summary>
    public PlanState Base { get; init; } = PlanState.Initial;

    /// <summary>When the last event in <see cref="Base"/> happened; null where there is none.</summary>
    public DateTimeOffset? BaseThrough { get; init; }

    /// <summary>The events, in their order: by time, then by what they are, then by id.</summary>
    public IReadOnlyList<PlanEvent> Events { get; init; } = [];

    /// <summary>The history with one more event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="outcome">Whether anything changed.</param>
    public PlanHistory With(PlanEvent happened, out PlanEventOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(happened);
        outcome = Events.Any(one => one.Id == happened.Id) ? PlanEventOutcome.Duplicate
            : happened.At <= BaseThrough ? PlanEventOutcome.TooLate
            : PlanEventOutcome.Added;
        if (outcome != PlanEventOutcome.Added)
            return this;
        List<PlanEvent> events = [.. Events, happened];
        events.Sort(Compare);
        return (this with { Events = events }).Folded();
    }

    /// <summary>The state at a time: after all events up to then.</summary>
    public PlanState StateAt(DateTimeOffset time)
    {
        var state = Base;
        foreach (var one in Events)
        {
            if (one.At > time)
                break;
            state = state.After(one);
        }

        return state;
    }

    /// <summary>What the listener has at a time.</summary>
    public Tier TierAt(DateTimeOffset time) => StateAt(time).TierAt(time);

    /// <summary>Up to when the tier of now is sure to stay, as far as is known; null where nothing is to come.</summary>
    /// <returns>The next change of tier, or the next event that is known to come, whichever is first.</returns>
    public DateTimeOffset? NextTurn(DateTimeOffset now)
    {
        var state = StateAt(now);
        var tier = state.TierAt(now);
        DateTimeOffset? next = Events.FirstOrDefault(one => one.At > now)?.At;
        foreach (var turn in state.Turns())
        {
            if (turn > now && (next is null || turn < next) && state.TierAt(turn) != tier)
                next = turn;
        }

        return next;
    }

    /// <summary>Where the listener pays, by the last payment up to now, and since when without a break; null where nobody said.</summary>
    public PaymentCountry? PaidFrom(DateTimeOffset now)
    {
        PaymentCountry? run = null;
        foreach (var one in Events)
        {
            if (one.At > now)
                break;
            if (one.Type == PlanEventType.Paid && one.Country is { } country)
                run = run is { } before && before.Country == country ? before with { LastAt = one.At } : new PaymentCountry(country, one.At, one.At);
        }

        return run;
    }

    private PlanHistory Folded()
    {
        if (Events.Count <= MostEvents)
            return this;
        var count = Events.Count - KeptEvents;
        // Events of one moment are never parted: a late one of that moment has its place among them.
        while (count < Events.Count && Events[count].At == Events[count - 1].At)
            count++;
        var state = Base;
        foreach (var one in Events.Take(count))
            state = state.After(one);
        return new PlanHistory { Base = state, BaseThrough = Events[count - 1].At, Events = [.. Events.Skip(count)] };
    }

    private static int Compare(PlanEvent one, PlanEvent other) =>
        one.At != other.At ? one.At.CompareTo(other.At) : one.Type != other.Type ? one.Type.CompareTo(other.Type) : string.CompareOrdinal(one.Id, other.Id);
}

/// <summary>Where a listener pays.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Since">The first payment from there without one from elsewhere between.</param>
/// <param name="LastAt">The last one.</param>
public sealed record PaymentCountry(string Country, DateTimeOffset Since, DateTimeOffset LastAt);
