using System.Text.Json.Serialization;
using Spotify.Core.Playback;

namespace Spotify.Core.Subscriptions;

/// <summary>A plan after some events: what it gives at any time, as long as nothing else happens.</summary>
public sealed record PlanState
{
    /// <summary>Before anything happened: free.</summary>
    public static readonly PlanState Initial = new();

    /// <summary>The product of the last plan that began and has not been followed by another.</summary>
    public Tier Product { get; init; }

    /// <summary>Since when it is this product.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Up to when it is paid; the beginning where nothing is paid yet.</summary>
    public DateTimeOffset PaidThrough { get; init; }

    /// <summary>When a trial ends.</summary>
    public DateTimeOffset? TrialEnds { get; init; }

    /// <summary>When it was cancelled; null where it will be renewed.</summary>
    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>When the cancelled plan ends, where its cancellation says; otherwise with what is paid.</summary>
    public DateTimeOffset? CancelledUntil { get; init; }

    /// <summary>Up to when the listener is a verified student.</summary>
    public DateTimeOffset? StudentUntil { get; init; }

    /// <summary>Whether this account has had its trial.</summary>
    public bool IsTrialUsed { get; init; }

    /// <summary>When the plan ends if nothing else happens; the end of time for free, which has none.</summary>
    [JsonIgnore]
    public DateTimeOffset EndsAt => Product switch
    {
        Tier.Free => DateTimeOffset.MaxValue,
        Tier.Trial => TrialEnds ?? Since,
        _ when CancelledAt is { } at => CancelledUntil ?? (PaidThrough > at ? PaidThrough : at),
        _ => PaidThrough + PlanTerms.Grace,
    };

    /// <summary>What the listener has at a time, not before the last event.</summary>
    public Tier TierAt(DateTimeOffset time)
    {
        if (Product == Tier.Free || time >= EndsAt)
            return Tier.Free;
        if (Product != Tier.Student || time < StudentUntil)
            return Product;
        // Whoever is no student any more has what is paid, and no grace on it.
        return time < PaidThrough ? Tier.Premium : Tier.Free;
    }

    /// <summary>Whether the plan goes on unpaid, for now.</summary>
    public bool IsInGraceAt(DateTimeOffset time) =>
        Product is Tier.Premium or Tier.Family or Tier.Student && CancelledAt is null && time >= PaidThrough && time < EndsAt;

    /// <summary>Every time at which what it gives may change.</summary>
    public IEnumerable<DateTimeOffset> Turns()
    {
        if (Product == Tier.Free)
            yield break;
        yield return EndsAt;
        if (Product != Tier.Student)
            yield break;
        yield return PaidThrough;
        if (StudentUntil is { } until)
            yield return until;
    }

    /// <summary>The state after one more event, which is later than all before.</summary>
    public PlanState After(PlanEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        var state = happened.At >= EndsAt ? Ended() : this;
        return happened.Type switch
        {
            PlanEventType.Started when happened.Product == Tier.Trial => state.Try(happened),
            PlanEventType.Started or PlanEventType.Changed when happened.Product == Tier.Free => state.Cancel(happened),
            PlanEventType.Started or PlanEventType.Changed when happened.Product != Tier.Trial => state.Begin(happened.Product, happened.At).PaidUntil(happened),
            PlanEventType.Paid when happened.Product is Tier.Premium or Tier.Family or Tier.Student => state.Pay(happened),
            PlanEventType.Cancelled => state.Cancel(happened),
            PlanEventType.StudentVerified => state with
            {
                StudentUntil = happened.Until is { } until ? PlanTerms.Bounded(until, happened.At) : PlanTerms.MonthsAfter(happened.At, PlanTerms.StudentMonths),
            },
            _ => state,
        };
    }

    private PlanState Ended() => this with { Product = Tier.Free, Since = EndsAt, TrialEnds = null, CancelledAt = null, CancelledUntil = null };

    // Once in an account's life, and nothing for one who has a plan.
    private PlanState Try(PlanEvent begun)
    {
        if (IsTrialUsed || begun.IsTrialRefused || Product != Tier.Free)
            return this;
        var most = begun.At + PlanTerms.LongestTrial;
        var ends = begun.Until is not { } until ? begun.At + PlanTerms.Trial : until > most ? most : PlanTerms.Bounded(until, begun.At);
        return this with { Product = Tier.Trial, Since = begun.At, TrialEnds = ends, IsTrialUsed = true };
    }

    private PlanState Begin(Tier product, DateTimeOffset at)
    {
        var next = this with { Product = product, CancelledAt = null, CancelledUntil = null, TrialEnds = null };
        return Product switch
        {
            Tier.Free => next with { Since = at, PaidThrough = at },
            // What is left of the trial stays free of charge.
            Tier.Trial => next with { Since = at, PaidThrough = TrialEnds ?? at },
            _ when Product != product => next with { Since = at },
            _ => next,
        };
    }

    private PlanState PaidUntil(PlanEvent happened) =>
        happened.Until is { } until && PlanTerms.Bounded(until, happened.At) is var paid && paid > PaidThrough ? this with { PaidThrough = paid } : this;

    // Who pays has a plan, whether or not its beginning has been told.
    private PlanState Pay(PlanEvent paid)
    {
        var state = Product is Tier.Free or Tier.Trial ? Begin(paid.Product, paid.At) : this;
        if (paid.Until is not null)
            return state.PaidUntil(paid);
        var from = paid.At <= state.PaidThrough + PlanTerms.Grace ? state.PaidThrough : paid.At;
        var most = PlanTerms.MonthsAfter(paid.At, 12 * PlanTerms.MostYearsAhead);
        var through = PlanTerms.MonthsAfter(from, 1);
        return state with { PaidThrough = through < most ? through : most > state.PaidThrough ? most : state.PaidThrough };
    }

    private PlanState Cancel(PlanEvent cancelled) => Product == Tier.Free
        ? this
        : this with { CancelledAt = cancelled.At, CancelledUntil = cancelled.Until is { } until ? PlanTerms.Bounded(until, cancelled.At) : null };
}
