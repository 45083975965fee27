using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Royalties.Settlement;

/// <summary>What one pool brought to a party, in its own currency.</summary>
/// <param name="Earning">In the pool's currency.</param>
/// <param name="Rate">How much of the party's major unit one major unit of the pool's currency is, as the period's table has it; <c>1</c> for the same currency.</param>
/// <param name="Amount">In minor units of the party's currency.</param>
/// <param name="AdjustmentOf">The period that this corrects; null for the statement's own. Then both amounts are differences and may be below 0.</param>
public sealed record Credit(Earning Earning, string Rate, long Amount, string? AdjustmentOf);

/// <summary>What is taken from a party, or owed by it. JSON: <c>cost advance penalty</c>.</summary>
public enum ChargeKind
{
    /// <summary>A cost that earnings pay back first.</summary>
    Cost = 0,

    /// <summary>Money that was paid ahead; paid back by earnings after all costs.</summary>
    Advance = 1,

    /// <summary>For a track whose streams of the month were artificial in their majority; paid back as costs are.</summary>
    Penalty = 2,
}

/// <summary>A part of a charge that this period's money paid back.</summary>
/// <param name="Charge">The charge's id.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Owner">Whose charge: the party's own, or another's of its collateral group.</param>
/// <param name="Amount">What was paid back, in minor units of the party's currency, above 0.</param>
/// <param name="Left">What is still owed of it.</param>
public sealed record Recoupment(string Charge, ChargeKind Kind, string Owner, long Amount, long Left);

/// <summary>Tax that is kept back for the state.</summary>
/// <param name="SourceCountry">Where the money was earned.</param>
/// <param name="RateBp">Hundredths of a percent, by the treaty table.</param>
/// <param name="Taxed">The part of the payout that it is taken of.</param>
/// <param name="Amount">The tax, rounded down to a minor unit.</param>
public sealed record Withholding(string SourceCountry, int RateBp, long Taxed, long Amount);

/// <summary>What a release of escrow brought.</summary>
/// <param name="Release">The release's id.</param>
/// <param name="Account">The escrow account.</param>
/// <param name="Period">The period in which it was kept.</param>
/// <param name="Amount">In minor units of the party's currency.</param>
public sealed record ReleasedEscrow(string Release, string Account, string Period, long Amount);

/// <summary>
/// One party's account over one period, in minor units of its currency. <see cref="Opening"/> + credits + releases - recoupments = <see cref="Balance"/>, and
/// <see cref="Balance"/> = <see cref="Payable"/> + <see cref="Carried"/>; <see cref="Payable"/> = <see cref="Paid"/> + all tax.
/// </summary>
public sealed record PartyStatement
{
    /// <summary>The period, <c>yyyy-MM</c>.</summary>
    public required string Period { get; init; }

    /// <summary>Whose.</summary>
    public required string Party { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>Carried from the period before; below 0 where corrections took more than there was.</summary>
    public required long Opening { get; init; }

    /// <summary>What pools brought, adjustments included.</summary>
    public required IReadOnlyList<Credit> Credits { get; init; }

    /// <summary>What came out of escrow.</summary>
    public required IReadOnlyList<ReleasedEscrow> Released { get; init; }

    /// <summary>What was paid back.</summary>
    public required IReadOnlyList<Recoupment> Recouped { get; init; }

    /// <summary>What there is then.</summary>
    public required long Balance { get; init; }

    /// <summary>What of it is paid out: all, where it reaches the threshold; otherwise nothing.</summary>
    public required long Payable { get; init; }

    /// <summary>Tax.</summary>
    public required IReadOnlyList<Withholding> Withheld { get; init; }

    /// <summary>What is sent to the bank.</summary>
    public required long Paid { get; init; }

    /// <summary>What goes into the next period.</summary>
    public required long Carried { get; init; }
}
