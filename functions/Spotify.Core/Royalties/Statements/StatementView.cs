using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;

namespace Spotify.Core.Royalties.Statements;

/// <summary>An amount of one currency.</summary>
/// <param name="Minor">Minor units.</param>
/// <param name="Text">The same in major units, exactly, such as <c>-12.05</c>.</param>
public sealed record Amount(long Minor, string Text)
{
    /// <summary>An amount.</summary>
    public static Amount Of(long minor, Currency currency) => new(minor, currency.Format(minor));
}

/// <summary>Which calculation a statement is of.</summary>
/// <param name="Period">The month, <c>yyyy-MM</c>.</param>
/// <param name="Stage">How far the month is.</param>
/// <param name="LedgerRoot">The Merkle root of the closed ledger that was divided.</param>
/// <param name="Digest">The digest of all results.</param>
public sealed record StatementSource(string Period, RoyaltyStage Stage, string LedgerRoot, string Digest);

/// <summary>One step of a statement from what was carried to what is paid. All but the first two and the last ones add up: see <see cref="PartyStatement"/>.</summary>
/// <param name="Opening">Carried from the period before.</param>
/// <param name="Earned">What the period's pools brought.</param>
/// <param name="Adjusted">What corrections of earlier periods brought or took.</param>
/// <param name="Released">What came out of escrow.</param>
/// <param name="Costs">Costs that were paid back.</param>
/// <param name="Penalties">Penalties that were paid back.</param>
/// <param name="Advances">Advances that were paid back.</param>
/// <param name="Balance">Opening + earned + adjusted + released - costs - penalties - advances.</param>
/// <param name="Payable">What of the balance is paid out.</param>
/// <param name="Tax">Kept back of it for states.</param>
/// <param name="Paid">Payable - tax.</param>
/// <param name="Carried">Balance - payable.</param>
public sealed record StatementSummary(
    Amount Opening,
    Amount Earned,
    Amount Adjusted,
    Amount Released,
    Amount Costs,
    Amount Penalties,
    Amount Advances,
    Amount Balance,
    Amount Payable,
    Amount Tax,
    Amount Paid,
    Amount Carried);

/// <summary>What one pool brought under one agreement.</summary>
/// <param name="Pool">The pool as addresses have it, <c>country:product:currency</c>.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Product">The product.</param>
/// <param name="Currency">The pool's currency.</param>
/// <param name="Side">Which right.</param>
/// <param name="Agreement">The agreement; null for the default terms.</param>
/// <param name="Model">How its tracks are paid.</param>
/// <param name="Streams">Streams that it is paid for.</param>
/// <param name="Amount">In the pool's currency.</param>
/// <param name="Rate">What one major unit of the pool's currency is in the statement's.</param>
/// <param name="Credited">In the statement's currency.</param>
/// <param name="AdjustmentOf">The period that it corrects; null for the statement's own.</param>
public sealed record StatementCredit(
    string Pool,
    string Country,
    string Product,
    string Currency,
    RoyaltySide Side,
    string? Agreement,
    RoyaltyModel Model,
    long Streams,
    Amount Amount,
    string Rate,
    Amount Credited,
    string? AdjustmentOf);

/// <summary>What came out of escrow.</summary>
/// <param name="Release">The release.</param>
/// <param name="Account">The escrow account.</param>
/// <param name="Period">The period in which it was kept.</param>
/// <param name="Amount">In the statement's currency.</param>
public sealed record StatementRelease(string Release, string Account, string Period, Amount Amount);

/// <summary>A part of a charge that was paid back.</summary>
/// <param name="Charge">The charge.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Owner">Whose.</param>
/// <param name="Amount">What was paid back.</param>
/// <param name="Left">What is still owed.</param>
public sealed record StatementDeduction(string Charge, ChargeKind Kind, string Owner, Amount Amount, Amount Left);

/// <summary>Tax that was kept back.</summary>
/// <param name="SourceCountry">Where the money was earned.</param>
/// <param name="RatePercent">The rate, in percent.</param>
/// <param name="Taxed">What it is taken of.</param>
/// <param name="Amount">The tax.</param>
public sealed record StatementTax(string SourceCountry, string RatePercent, Amount Taxed, Amount Amount);

/// <summary>What credits come to for one country or product.</summary>
/// <param name="Name">The country or product.</param>
/// <param name="Streams">Streams of the period's own credits, both sides; a stream that is paid on both counts twice.</param>
/// <param name="Credited">In the statement's currency, adjustments left out.</param>
public sealed record StatementSlice(string Name, long Streams, Amount Credited);

/// <summary>A statement as its party reads it: all but its lines.</summary>
public sealed record StatementView
{
    /// <summary>The month, <c>yyyy-MM</c>.</summary>
    public required string Period { get; init; }

    /// <summary>How far the month is.</summary>
    public required RoyaltyStage Stage { get; init; }

    /// <summary>The party.</summary>
    public required string Party { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>ISO 4217: of everything but the pools' own amounts.</summary>
    public required string Currency { get; init; }

    /// <summary>Digits of the currency's minor unit.</summary>
    public required int Exponent { get; init; }

    /// <summary>Below this nothing is paid.</summary>
    public required Amount Threshold { get; init; }

    /// <summary>From what was carried to what is paid.</summary>
    public required StatementSummary Summary { get; init; }

    /// <summary>What pools brought, in order of period, pool and agreement.</summary>
    public required IReadOnlyList<StatementCredit> Credits { get; init; }

    /// <summary>Corrections of earlier periods, likewise.</summary>
    public required IReadOnlyList<StatementCredit> Adjustments { get; init; }

    /// <summary>What came out of escrow.</summary>
    public required IReadOnlyList<StatementRelease> Released { get; init; }

    /// <summary>What was paid back, in the order in which it was.</summary>
    public required IReadOnlyList<StatementDeduction> Deductions { get; init; }

    /// <summary>Tax.</summary>
    public required IReadOnlyList<StatementTax> Taxes { get; init; }

    /// <summary>Credits by country, the most first.</summary>
    public required IReadOnlyList<StatementSlice> Countries { get; init; }

    /// <summary>Credits by product, the most first.</summary>
    public required IReadOnlyList<StatementSlice> Products { get; init; }

    /// <summary>The Merkle root of the closed ledger that was divided: proofs of plays end in it.</summary>
    public required string LedgerRoot { get; init; }

    /// <summary>The digest of all results of the month.</summary>
    public required string Digest { get; init; }

    /// <summary>Makes a view.</summary>
    /// <param name="source">Which calculation it is of.</param>
    /// <param name="party">The party, as it was then.</param>
    /// <param name="statement">Its statement.</param>
    /// <exception cref="InvalidDataException">The statement does not add up: it is shown to nobody.</exception>
    public static StatementView Of(StatementSource source, Party party, PartyStatement statement)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(party);
        ArgumentNullException.ThrowIfNull(statement);
        if (StatementSums.FindFault(statement) is { } fault)
            throw new InvalidDataException($"The statement of {statement.Party} for {statement.Period} does not add up: {fault}");
        var currency = Money.Currency.Of(statement.Currency);
        var credits = statement.Credits.Select(credit => CreditOf(credit, currency))
            .OrderBy(credit => credit.AdjustmentOf, StringComparer.Ordinal).ThenBy(credit => credit.Country, StringComparer.Ordinal)
            .ThenBy(credit => credit.Product, StringComparer.Ordinal).ThenBy(credit => credit.Currency, StringComparer.Ordinal)
            .ThenBy(credit => credit.Side).ThenBy(credit => credit.Agreement, StringComparer.Ordinal).ThenBy(credit => credit.Model).ToList();
        return new StatementView
        {
            Period = statement.Period,
            Stage = source.Stage,
            Party = statement.Party,
            Name = party.Name,
            Currency = currency.Code,
            Exponent = currency.Exponent,
            Threshold = Amount.Of(party.Threshold, currency),
            Summary = SummaryOf(statement, currency),
            Credits = [.. credits.Where(credit => credit.AdjustmentOf is null)],
            Adjustments = [.. credits.Where(credit => credit.AdjustmentOf is not null)],
            Released = [.. statement.Released.Select(one => new StatementRelease(one.Release, one.Account, one.Period, Amount.Of(one.Amount, currency)))],
            Deductions =
            [
                .. statement.Recouped.Select(one => new StatementDeduction(one.Charge, one.Kind, one.Owner, Amount.Of(one.Amount, currency), Amount.Of(one.Left, currency))),
            ],
            Taxes =
            [
                .. statement.Withheld.Select(one => new StatementTax(
                    one.SourceCountry, DecimalText.Of(one.RateBp, 2), Amount.Of(one.Taxed, currency), Amount.Of(one.Amount, currency))),
            ],
            Countries = SlicesOf(statement, credit => credit.Earning.Pool.Country, currency),
            Products = SlicesOf(statement, credit => credit.Earning.Pool.Product, currency),
            LedgerRoot = source.LedgerRoot,
            Digest = source.Digest,
        };
    }

    private static StatementSummary SummaryOf(PartyStatement statement, Currency currency)
    {
        Amount Sum(long minor) => Amount.Of(minor, currency);
        long Recouped(ChargeKind kind) => statement.Recouped.Where(one => one.Kind == kind).Sum(one => one.Amount);
        return new StatementSummary(
            Sum(statement.Opening),
            Sum(statement.Credits.Where(credit => credit.AdjustmentOf is null).Sum(credit => credit.Amount)),
            Sum(statement.Credits.Where(credit => credit.AdjustmentOf is not null).Sum(credit => credit.Amount)),
            Sum(statement.Released.Sum(one => one.Amount)),
            Sum(Recouped(ChargeKind.Cost)),
            Sum(Recouped(ChargeKind.Penalty)),
            Sum(Recouped(ChargeKind.Advance)),
            Sum(statement.Balance),
            Sum(statement.Payable),
            Sum(statement.Withheld.Sum(one => one.Amount)),
            Sum(statement.Paid),
            Sum(statement.Carried));
    }

    private static StatementCredit CreditOf(Credit credit, Currency currency)
    {
        var (earning, pool) = (credit.Earning, credit.Earning.Pool);
        return new StatementCredit(
            pool.ToString(),
            pool.Country,
            pool.Product,
            pool.Currency,
            earning.Side,
            earning.Agreement,
            earning.Model,
            earning.Streams,
            Amount.Of(earning.Amount, Money.Currency.Of(pool.Currency)),
            credit.Rate,
            Amount.Of(credit.Amount, currency),
            credit.AdjustmentOf);
    }

    private static IReadOnlyList<StatementSlice> SlicesOf(PartyStatement statement, Func<Credit, string> by, Currency currency) =>
    [
        .. statement.Credits.Where(credit => credit.AdjustmentOf is null)
            .GroupBy(by, StringComparer.Ordinal)
            .Select(group => (Name: group.Key, Streams: group.Sum(credit => credit.Earning.Streams), Credited: group.Sum(credit => credit.Amount)))
            .OrderByDescending(group => group.Credited).ThenBy(group => group.Name, StringComparer.Ordinal)
            .Select(group => new StatementSlice(group.Name, group.Streams, Amount.Of(group.Credited, currency))),
    ];
}
