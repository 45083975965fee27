using Spotify.Core.Playback;

namespace Spotify.Core.Subscriptions;

/// <summary>What billing tells us. JSON: <c>payment refund ad_revenue plan_started plan_changed plan_cancelled student_verified payment_failed</c>.</summary>
public enum BillingEventType
{
    /// <summary>A listener paid.</summary>
    Payment = 0,

    /// <summary>A listener was paid back. Access follows the plan's own events.</summary>
    Refund = 1,

    /// <summary>Advertisers paid.</summary>
    AdRevenue = 2,

    /// <summary>A plan begins.</summary>
    PlanStarted = 3,

    /// <summary>Another product from now on.</summary>
    PlanChanged = 4,

    /// <summary>The plan is not renewed.</summary>
    PlanCancelled = 5,

    /// <summary>The listener is a student until a date.</summary>
    StudentVerified = 6,

    /// <summary>A payment failed. It is kept and changes nothing: a plan has its grace whether or not this is told.</summary>
    PaymentFailed = 7,
}

/// <summary>Why an event cannot be carried out as it is. JSON: <c>unknown_user ...</c>.</summary>
public enum BillingFault
{
    /// <summary>There is no such user.</summary>
    UnknownUser = 0,

    /// <summary>There is no such product.</summary>
    UnknownProduct = 1,

    /// <summary>There is no such currency.</summary>
    UnknownCurrency = 2,

    /// <summary>The country is not written as ISO 3166-1 alpha-2 has it.</summary>
    UnknownCountry = 3,

    /// <summary>There is no such type of event.</summary>
    UnknownType = 4,

    /// <summary>An amount is not a whole number of minor units from 0 on, or its parts are more than the whole.</summary>
    InvalidAmount = 5,

    /// <summary>The period is not of the form <c>yyyy-MM</c>, or far from the event.</summary>
    InvalidPeriod = 6,

    /// <summary>A time is missing, not of the form of RFC 3339, or far from now.</summary>
    InvalidTime = 7,

    /// <summary>A field is of another type than it should be, or too long.</summary>
    InvalidField = 8,

    /// <summary>It is older than the events of that plan which are still kept apart.</summary>
    TooLate = 9,

    /// <summary>An event of this id is known with another body.</summary>
    OtherBody = 10,
}

/// <summary>Something that billing tells us, checked for its form.</summary>
public sealed record BillingEvent
{
    /// <summary>Its id; the sender's.</summary>
    public required string Id { get; init; }

    /// <summary>What happened.</summary>
    public required BillingEventType Type { get; init; }

    /// <summary>Whose it is; null for revenue from advertisements.</summary>
    public string? User { get; init; }

    /// <summary>The product.</summary>
    public Tier Product { get; init; }

    /// <summary>The country that it counts in; null where it does not matter.</summary>
    public string? Country { get; init; }

    /// <summary>The accounting period, <c>yyyy-MM</c>.</summary>
    public required string Period { get; init; }

    /// <summary>The currency, where there is money in it.</summary>
    public string? Currency { get; init; }

    /// <summary>What was paid, in minor units, from 0 on.</summary>
    public long Gross { get; init; }

    /// <summary>The tax in it.</summary>
    public long Vat { get; init; }

    /// <summary>What a store keeps of it.</summary>
    public long StoreFee { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Up to when: what is paid, a trial, a verification, a plan.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What names the payment instrument, the same for the same card; null where nobody says.</summary>
    public string? Instrument { get; init; }

    /// <summary>The kind of revenue that it is; null where there is no money in it.</summary>
    public RevenueType? Revenue => Type switch
    {
        BillingEventType.Payment => RevenueType.Payment,
        BillingEventType.Refund => RevenueType.Refund,
        BillingEventType.AdRevenue => RevenueType.AdRevenue,
        _ => null,
    };

    /// <summary>What it means for the plan; null where it means nothing.</summary>
    /// <param name="isTrialRefused">Whether a trial is refused for its payment instrument.</param>
    public PlanEvent? ToPlanEvent(bool isTrialRefused) => PlanType is not { } type ? null : new PlanEvent
    {
        Id = Id,
        Type = type,
        At = At,
        Product = Product,
        Until = Until,
        Country = Type == BillingEventType.Payment ? Country : null,
        IsTrialRefused = isTrialRefused,
    };

    private PlanEventType? PlanType => Type switch
    {
        BillingEventType.Payment => PlanEventType.Paid,
        BillingEventType.PlanStarted => PlanEventType.Started,
        BillingEventType.PlanChanged => PlanEventType.Changed,
        BillingEventType.PlanCancelled => PlanEventType.Cancelled,
        BillingEventType.StudentVerified => PlanEventType.StudentVerified,
        _ => null,
    };
}

/// <summary>What was read of a body.</summary>
/// <param name="Id">The event's id; null where the body is no JSON object with an id, so that nothing can be kept under it.</param>
/// <param name="Hash">What tells one body from another, white space and the order of fields aside.</param>
/// <param name="User">Whom it names, whether or not there is one of that name.</param>
/// <param name="Event">The event; null where there is a fault.</param>
/// <param name="Fault">What is wrong; null where nothing is.</param>
/// <param name="Detail">What is wrong, in a sentence; empty where nothing is.</param>
public sealed record BillingReading(string? Id, string Hash, string? User, BillingEvent? Event, BillingFault? Fault, string Detail);
