namespace Spotify.Core.Royalties.Calculation;

/// <summary>Why money is kept for somebody who does not get it yet. JSON: <c>unclaimed disputed no_owner no_agreement</c>.</summary>
public enum EscrowReason
{
    /// <summary>Nobody has claimed this share of the splits.</summary>
    Unclaimed = 0,

    /// <summary>Two say that it is theirs.</summary>
    Disputed = 1,

    /// <summary>The plays name no label.</summary>
    NoOwner = 2,

    /// <summary>No agreement covers the label in this country, product and month.</summary>
    NoAgreement = 3,
}

/// <summary>
/// What one holder gets of one pool under one agreement: the level at which money is cut to whole minor units. The lines of its tracks come to exactly this.
/// </summary>
/// <param name="Holder">The party that is paid, or the escrow account <c>escrow:{reason}:{track or split sheet}</c>.</param>
/// <param name="Side">Which right.</param>
/// <param name="Agreement">The agreement, or null for the default terms.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Model">How the tracks of this agreement are paid.</param>
/// <param name="Escrow">Why it is kept; null where it is paid.</param>
/// <param name="Streams">Streams that it is paid for.</param>
/// <param name="Amount">In minor units of the pool's currency; never below 0.</param>
public sealed record Earning(string Holder, RoyaltySide Side, string? Agreement, PoolKey Pool, RoyaltyModel Model, EscrowReason? Escrow, long Streams, long Amount);

/// <summary>One holder's part of one track in one pool: what a statement's line says.</summary>
/// <param name="Holder">As in <see cref="Earning"/>.</param>
/// <param name="Side">Which right.</param>
/// <param name="Agreement">The agreement, or null for the default terms.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Track">The track.</param>
/// <param name="Isrc">The recording, as the plays have it.</param>
/// <param name="Label">The label at the time of the plays.</param>
/// <param name="Role">What the holder is in the splits, such as <c>label</c> or <c>artist</c>.</param>
/// <param name="Streams">Eligible streams of the track in the pool, before weights.</param>
/// <param name="Weight">The track's weight under its model.</param>
/// <param name="SharePpb">The holder's share of the track's side, in parts of 1,000,000,000.</param>
/// <param name="Micros">Millionths of a minor unit of the pool's currency.</param>
public sealed record EarningLine(
    string Holder,
    RoyaltySide Side,
    string? Agreement,
    PoolKey Pool,
    string Track,
    string? Isrc,
    string? Label,
    string Role,
    long Streams,
    Int128 Weight,
    long SharePpb,
    long Micros);

/// <summary>How one pool was divided; <see cref="Paid"/> + <see cref="Escrow"/> + <see cref="Retained"/> is always <see cref="Calculation.Pool.Net"/>.</summary>
/// <param name="Pool">What there was.</param>
/// <param name="Streams">Eligible streams.</param>
/// <param name="Ineligible">Streams of tracks that are not paid this month.</param>
/// <param name="Excluded">Artificial streams.</param>
/// <param name="Paid">What goes to parties.</param>
/// <param name="Escrow">What is kept for holders.</param>
/// <param name="Retained">What the service keeps; below 0 where minimum guarantees are over what the pool holds.</param>
public sealed record DividedPool(Pool Pool, long Streams, long Ineligible, long Excluded, long Paid, long Escrow, long Retained);
