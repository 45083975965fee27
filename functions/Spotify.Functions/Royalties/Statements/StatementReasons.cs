using Spotify.Core;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Royalties.Statements;
using Spotify.Functions.Royalties.Results;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>Answers why a number is what it is: from a payout to its pools, from a pool to tracks, from a track to its plays.</summary>
public sealed class StatementReasons(IRoyaltyResults results, StatementDesk desk)
{
    private const int MaxLines = 1000;

    /// <summary>Why a statement pays what it pays.</summary>
    /// <exception cref="InvalidDataException">It does not add up.</exception>
    public static PayoutExplanation OfPayout(FoundStatement found)
    {
        ArgumentNullException.ThrowIfNull(found);
        var view = found.View();
        List<PayoutStep> steps = [new("opening", view.Summary.Opening, "Carried from the month before.", null)];
        steps.AddRange(view.Credits.Concat(view.Adjustments).Select(credit => CreditStep(found, credit)));
        steps.AddRange(view.Released.Select(one => new PayoutStep("released", one.Amount, $"Release {one.Release} from {one.Account}, kept since {one.Period}.", null)));
        steps.AddRange(view.Deductions.Select(one => DeductionStep(view, one)));
        return new PayoutExplanation(view.Period, view.Party, view.Currency, view.Summary.Balance, steps, PayoutOf(view), view.Summary.Paid, view.LedgerRoot);
    }

    /// <summary>Why a pool brought what it brought; null where the statement has nothing of it.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<PoolExplanation?> OfPoolAsync(FoundStatement found, string month, string pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        var view = found.View();
        var credits = view.Credits.Concat(view.Adjustments).Where(credit => credit.Pool == pool && (credit.AdjustmentOf ?? view.Period) == month).ToList();
        if (credits.Count == 0)
            return null;
        var divided = (await results.PoolsAsync(view.Period, cancellationToken)).FirstOrDefault(one => one.Month == month && one.Pool.Pool.Key.ToString() == pool)?.Pool
            ?? throw new InvalidDataException($"The results of {view.Period} lack pool {pool} of {month}, which {view.Party} is credited for.");
        var (whole, currency) = (divided.Pool, Currency.Of(divided.Pool.Key.Currency));
        Amount Money(long minor) => Amount.Of(minor, currency);
        return new PoolExplanation(
            month,
            pool,
            currency.Code,
            new PoolMoney(
                Money(whole.Gross), Money(whole.Vat), Money(whole.StoreFees), Money(whole.Net), Money(divided.Paid), Money(divided.Escrow), Money(divided.Retained)),
            whole.Subscribers,
            divided.Streams,
            divided.Ineligible,
            divided.Excluded,
            [
                .. credits.Select(credit => new PoolPart(
                    credit,
                    credit.AdjustmentOf is null ? PercentOf(credit.Streams, divided.Streams) : null,
                    credit.AdjustmentOf is null ? PercentOf(credit.Amount.Minor, whole.Net) : null)),
            ],
            month == view.Period
                ? "Each track gets of the net pool what its weight is of all weights, times the agreement's share and the party's share of the track's side. What is named here is cut to whole minor units once, by largest remainder; the lines come to exactly that."
                : $"The ledger of {view.Period} holds corrections of {month}. {month} was divided again with them; the credits are what it comes to now less what was known before, the pool and the lines what it comes to now.",
            StatementPaths.Lines(found, month, pool));
    }

    /// <summary>Why a track brought what it brought in a pool; null where the statement has no line of it.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<TrackExplanation?> OfTrackAsync(FoundStatement found, string month, string pool, string track, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(found);
        var chosen = new LineChoice(month, Pool: pool, Track: track);
        var (lines, skip) = (new List<StatementLine>(), (string?)"0");
        while (skip is not null && lines.Count < MaxLines)
        {
            var page = await desk.LinesAsync(found, chosen, long.Parse(skip, System.Globalization.CultureInfo.InvariantCulture), MaxLines, cancellationToken);
            lines.AddRange(page.Lines);
            skip = page.Next;
        }

        return lines.Count == 0
            ? null
            : new TrackExplanation(
                month,
                pool,
                track,
                lines.Select(line => (line.Isrc, line.Label, line.Streams)).Distinct().Sum(one => one.Streams),
                lines,
                "The weight is what the streams come to under the model of the label's agreement: streams in hundredths, what listeners paid, boosted streams, or prices of plays. The amount is the net pool times the weight's part of all weights, the agreement's share and the share of the side.",
                StatementPaths.Plays(found, month, pool, track),
                $"/v1/royalties/{found.Month.Period}/proof/{{play}}",
                found.Month.LedgerRoot,
                StatementPaths.Why(found, month, pool));
    }

    private static PayoutStep CreditStep(FoundStatement found, StatementCredit credit)
    {
        var converted = credit.Currency == found.Statement.Currency ? "" : $", converted at {credit.Rate}";
        var side = credit.Side == RoyaltySide.Master ? "masters" : "publishing";
        var terms = credit.Agreement is null ? "the default terms" : $"agreement {credit.Agreement}";
        return new PayoutStep(
            credit.AdjustmentOf is null ? "credit" : "adjustment",
            credit.Credited,
            credit.AdjustmentOf is null
                ? $"{credit.Amount.Text} {credit.Currency} of pool {credit.Pool} for {credit.Streams} streams of {side} under {terms}{converted}."
                : $"A correction of {credit.AdjustmentOf} by {credit.Amount.Text} {credit.Currency} in pool {credit.Pool}, {side} under {terms}{converted}.",
            StatementPaths.Why(found, credit.AdjustmentOf ?? found.Month.Period, credit.Pool));
    }

    private static PayoutStep DeductionStep(StatementView view, StatementDeduction deduction)
    {
        var kind = deduction.Kind switch { ChargeKind.Cost => "cost", ChargeKind.Advance => "advance", _ => "penalty" };
        var owner = deduction.Owner == view.Party ? "" : $" of {deduction.Owner}, whose account is in the same group";
        return new PayoutStep(
            kind,
            Amount.Of(-deduction.Amount.Minor, Currency.Of(view.Currency)),
            $"Pays back {kind} {deduction.Charge}{owner}; {deduction.Left.Text} of it is left.",
            null);
    }

    private static string PayoutOf(StatementView view)
    {
        var summary = view.Summary;
        if (summary.Payable.Minor == 0)
        {
            return summary.Balance.Minor < 0
                ? $"The balance is below nothing: it is carried into the next month."
                : $"The balance is below the threshold of {view.Threshold.Text} {view.Currency}, or is nothing: it is carried into the next month.";
        }

        var taxes = string.Join(", ", view.Taxes.Select(tax => $"{tax.Amount.Text} for {tax.SourceCountry} at {tax.RatePercent} %"));
        return $"The balance reaches the threshold of {view.Threshold.Text} {view.Currency} and is paid{(taxes.Length == 0 ? "" : $", less tax: {taxes}")}.";
    }

    private static string? PercentOf(long part, long of) => of > 0 ? DecimalText.Of((Int128)part * 1_000_000_000 / of, 7) : null;
}
