using Spotify.Core.Royalties.Statements;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>One figure of a payout and where it comes from.</summary>
/// <param name="What">The figure, such as <c>opening</c> or <c>credit</c>.</param>
/// <param name="Amount">In the statement's currency; what is taken has a minus.</param>
/// <param name="Because">Why, in words.</param>
/// <param name="Why">The path that explains it further; null where there is nothing behind it here.</param>
public sealed record PayoutStep(string What, Amount Amount, string Because, string? Why);

/// <summary>Why a statement pays what it pays.</summary>
/// <param name="Period">The month.</param>
/// <param name="Party">The party.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Balance">The steps come to this.</param>
/// <param name="Steps">In the order of the statement.</param>
/// <param name="Payout">What becomes of the balance, in words.</param>
/// <param name="Paid">What is paid.</param>
/// <param name="LedgerRoot">The Merkle root that all plays are proven by.</param>
public sealed record PayoutExplanation(
    string Period, string Party, string Currency, Amount Balance, IReadOnlyList<PayoutStep> Steps, string Payout, Amount Paid, string LedgerRoot);

/// <summary>How much money a pool had and how it was divided. Gross - VAT - store fees = net = paid + escrow + retained.</summary>
/// <param name="Gross">What was paid.</param>
/// <param name="Vat">Tax in it.</param>
/// <param name="StoreFees">What stores keep.</param>
/// <param name="Net">What is divided.</param>
/// <param name="Paid">To parties.</param>
/// <param name="Escrow">Kept for holders.</param>
/// <param name="Retained">What the service keeps.</param>
public sealed record PoolMoney(Amount Gross, Amount Vat, Amount StoreFees, Amount Net, Amount Paid, Amount Escrow, Amount Retained);

/// <summary>A party's part of a pool.</summary>
/// <param name="Credit">What it is credited.</param>
/// <param name="StreamsPercent">Its streams among all eligible ones of the pool, in percent to seven places.</param>
/// <param name="NetPercent">What it gets of the net pool, likewise; null where it is a difference to what was known before.</param>
public sealed record PoolPart(StatementCredit Credit, string? StreamsPercent, string? NetPercent);

/// <summary>Why a pool brought what it brought.</summary>
/// <param name="Month">The month of the pool.</param>
/// <param name="Pool">The pool, <c>country:product:currency</c>.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Money">What there was, and where it went.</param>
/// <param name="Subscribers">Listeners with a payment.</param>
/// <param name="Streams">Eligible streams, which divide the pool.</param>
/// <param name="Ineligible">Streams of tracks that are not paid this month; they divide nothing.</param>
/// <param name="Excluded">Artificial streams; they count nowhere.</param>
/// <param name="Parts">The party's parts of it.</param>
/// <param name="Because">How the parts come about, in words.</param>
/// <param name="Lines">The path of the lines of this pool, each of which has its own why.</param>
public sealed record PoolExplanation(
    string Month,
    string Pool,
    string Currency,
    PoolMoney Money,
    long Subscribers,
    long Streams,
    long Ineligible,
    long Excluded,
    IReadOnlyList<PoolPart> Parts,
    string Because,
    string Lines);

/// <summary>Why a track brought what it brought in a pool.</summary>
/// <param name="Month">The month.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Track">The track.</param>
/// <param name="Streams">Its eligible streams in the pool: the plays that are paid.</param>
/// <param name="Lines">The party's lines of it: weight, share, amount.</param>
/// <param name="Because">How the amounts come about, in words.</param>
/// <param name="Plays">The path of the plays, a page at a time.</param>
/// <param name="Proof">The path that proves a play, with <c>{play}</c> for the play's id: that it is in the closed ledger under <paramref name="LedgerRoot"/>.</param>
/// <param name="LedgerRoot">The Merkle root of the ledger that was divided.</param>
/// <param name="PoolWhy">The path that explains the pool.</param>
public sealed record TrackExplanation(
    string Month, string Pool, string Track, long Streams, IReadOnlyList<StatementLine> Lines, string Because, string Plays, string Proof, string LedgerRoot, string PoolWhy);
