using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Periods;

/// <summary>One step of a month, for the audit: what happened, when and by whom.</summary>
/// <param name="Stage">What the month came to by it.</param>
/// <param name="At">When.</param>
/// <param name="By">Who: an operator's subject, or <c>schedule</c>.</param>
/// <param name="Digest">The digest of the results that it is about; null for a close.</param>
/// <param name="Reference">What the operator said with it, such as the number of a bank's file; null for nothing.</param>
public sealed record PeriodStep(RoyaltyStage Stage, DateTimeOffset At, string By, string? Digest = null, string? Reference = null);

/// <summary>A change of a month, or why there is none.</summary>
/// <param name="Period">The month afterwards; as it was where nothing changed.</param>
/// <param name="Refusal">Why it may not be; null where it was done.</param>
public sealed record PeriodChange(RoyaltyPeriod Period, string? Refusal)
{
    /// <summary>Whether it was done.</summary>
    public bool IsDone => Refusal is null;
}

/// <summary>
/// The royalties of one month: open, closed, calculated, approved, paid, never back. Every step is kept with who did it. A calculated month may be calculated again,
/// which must come to the same digest; an approved one may not.
/// </summary>
/// <param name="Period">The month, <c>yyyy-MM</c>.</param>
/// <param name="Stage">How far it is.</param>
/// <param name="Steps">What happened, in order of time.</param>
/// <param name="Inputs">The digest of its frozen inputs, 64 hexadecimal digits; null before they are frozen.</param>
/// <param name="Results">The digest of its results; null before they are there.</param>
public sealed record RoyaltyPeriod(string Period, RoyaltyStage Stage, IReadOnlyList<PeriodStep> Steps, string? Inputs = null, string? Results = null)
{
    /// <summary>A month of which nothing has happened.</summary>
    public static RoyaltyPeriod Open(string period) => new(period, RoyaltyStage.Open, []);

    /// <summary>The ledger is closed.</summary>
    /// <param name="at">When it was.</param>
    /// <param name="by">By whom.</param>
    public PeriodChange Close(DateTimeOffset at, string by)
    {
        if (Stage != RoyaltyStage.Open)
            return Refuse($"{Period} is {Name(Stage)} already.");
        return AccountingPeriod.EndOf(Period) > at
            ? Refuse($"{Period} is not over: it can be closed from {AccountingPeriod.EndOf(Period):yyyy-MM-ddTHH:mm:ssZ} on.")
            : Done(RoyaltyStage.Closed, new PeriodStep(RoyaltyStage.Closed, at, by));
    }

    /// <summary>Why it may not be calculated; null where it may.</summary>
    /// <param name="before">The month before; null where royalties begin with this one.</param>
    public string? FindReasonNotToCalculate(RoyaltyPeriod? before) => Stage switch
    {
        RoyaltyStage.Open => $"{Period} is not closed: close it first.",
        RoyaltyStage.Approved or RoyaltyStage.Paid => $"{Period} is {Name(Stage)}: what comes later is posted to the month that it comes in.",
        _ when before is { Stage: < RoyaltyStage.Approved } =>
            $"{before.Period} is {Name(before.Stage)}: balances of {Period} are those that an approved {before.Period} carries. Approve that first.",
        _ => null,
    };

    /// <summary>Everything is computed.</summary>
    /// <param name="at">When.</param>
    /// <param name="by">Who asked for it.</param>
    /// <param name="inputs">The digest of the frozen inputs.</param>
    /// <param name="results">The digest of the results.</param>
    public PeriodChange Calculate(DateTimeOffset at, string by, string inputs, string results)
    {
        if (FindReasonNotToCalculate(before: null) is { } reason)
            return Refuse(reason);
        if (Stage == RoyaltyStage.Calculated && (Inputs != inputs || Results != results))
            return Refuse($"{Period} was calculated with the digest {Results}, and now comes to {results}: that must not be. Nothing was changed.");
        return new PeriodChange(
            this with { Stage = RoyaltyStage.Calculated, Inputs = inputs, Results = results, Steps = [.. Steps, new PeriodStep(RoyaltyStage.Calculated, at, by, results)] }, null);
    }

    /// <summary>Somebody stands for what was calculated.</summary>
    /// <param name="at">When.</param>
    /// <param name="by">Who.</param>
    /// <param name="digest">The digest of the results that he has seen; null where he names none.</param>
    public PeriodChange Approve(DateTimeOffset at, string by, string? digest)
    {
        if (Stage != RoyaltyStage.Calculated)
            return Refuse(Stage < RoyaltyStage.Calculated ? $"{Period} is {Name(Stage)}: there is nothing to approve before it is calculated." : $"{Period} is {Name(Stage)} already.");
        return digest is not null && digest != Results
            ? Refuse($"The results of {Period} have the digest {Results}, not {digest}.")
            : Done(RoyaltyStage.Approved, new PeriodStep(RoyaltyStage.Approved, at, by, Results));
    }

    /// <summary>The bank has it.</summary>
    /// <param name="at">When.</param>
    /// <param name="by">Who said so.</param>
    /// <param name="reference">The bank's reference; null for none.</param>
    public PeriodChange Pay(DateTimeOffset at, string by, string? reference) => Stage == RoyaltyStage.Approved
        ? Done(RoyaltyStage.Paid, new PeriodStep(RoyaltyStage.Paid, at, by, Results, reference))
        : Refuse(Stage == RoyaltyStage.Paid ? $"{Period} is paid already." : $"{Period} is {Name(Stage)}: only what is approved is paid.");

    private static string Name(RoyaltyStage stage) => stage switch
    {
        RoyaltyStage.Open => "open",
        RoyaltyStage.Closed => "closed",
        RoyaltyStage.Calculated => "calculated",
        RoyaltyStage.Approved => "approved",
        _ => "paid",
    };

    private PeriodChange Refuse(string reason) => new(this, reason);

    private PeriodChange Done(RoyaltyStage stage, PeriodStep step) => new(this with { Stage = stage, Steps = [.. Steps, step] }, null);
}
