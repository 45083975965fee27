using System.Runtime.CompilerServices;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Royalties.Settlement;
using Spotify.Core.Telemetry;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>What pools brought to a party, by the month that is paid or corrected, then by pool.</summary>
/// <param name="Party">The party.</param>
/// <param name="Credits">In order.</param>
public sealed record PartyCredits(string Party, IReadOnlyList<Credit> Credits);

/// <summary>What is kept for an escrow account, in the pool's own currency; a difference where it corrects an earlier month.</summary>
/// <param name="Earning">What is kept.</param>
/// <param name="AdjustmentOf">The month that it corrects; null for the period's own.</param>
public sealed record EscrowCredit(Earning Earning, string? AdjustmentOf);

/// <summary>One conversion: what parties of one currency have in a pool, and what comes of it.</summary>
/// <param name="Month">The month that is paid or corrected.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Currency">What it is converted into, ISO 4217.</param>
/// <param name="Rate">The rate.</param>
/// <param name="Paid">Minor units of the pool's currency.</param>
/// <param name="Total">The same, converted once and rounded down.</param>
/// <param name="Credited">What parties get, each rounded down.</param>
/// <param name="Rounding">What is left for the account <c>rounding:{currency}</c>.</param>
public sealed record PoolConversion(string Month, PoolKey Pool, string Currency, string Rate, long Paid, long Total, long Credited, long Rounding);

/// <summary>What a period credits.</summary>
/// <param name="Parties">How many parties are credited.</param>
/// <param name="EscrowAccounts">How many escrow accounts are.</param>
/// <param name="Conversions">Every conversion: of the period's own month whole, of corrected months as the difference.</param>
public sealed record CreditTotals(long Parties, long EscrowAccounts, IReadOnlyList<PoolConversion> Conversions);

/// <summary>How crediting ended.</summary>
/// <param name="Credits">Credits of parties, a line of JSON each; null where it is refused.</param>
/// <param name="Escrow">Escrow, a line of JSON each.</param>
/// <param name="Totals">What it comes to.</param>
/// <param name="Refusal">Why it may not be; null where it may.</param>
public sealed record CreditedPeriod(FrozenFile? Credits, FrozenFile? Escrow, CreditTotals? Totals, string? Refusal);

/// <summary>What crediting works on.</summary>
/// <param name="Run">The run.</param>
/// <param name="Months">The months that were divided, in order; the run's own last.</param>
public sealed record CreditInput(RoyaltyRun Run, IReadOnlyList<DividedMonth> Months);

/// <summary>
/// Turns earnings into credits in each party's own currency. A corrected month counts as the difference between what it comes to now and what it came to when it was last
/// looked at, each converted by that month's own rates: so all that was ever posted of a month adds up to what it comes to now.
/// </summary>
internal sealed class Crediting(FrozenInputsStore inputs, RightsFreezing rights, RoyaltyResultFiles results, ILedgerFiles files)
{
    /// <summary>The kind of the credits' file.</summary>
    public const string CreditsKind = "credits.jsonl";

    /// <summary>The kind of the escrow's file.</summary>
    public const string EscrowKind = "escrow.jsonl";

    /// <summary>Credits. Safe to repeat.</summary>
    /// <returns>A refusal where a rate is missing; then nothing is written.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<CreditedPeriod> CreditAsync(CreditInput input, CancellationToken cancellationToken)
    {
        var months = new List<MonthMoney>();
        foreach (var month in input.Months)
            months.Add(await MonthMoney.OfAsync(input.Run, month, inputs, rights, cancellationToken));
        try
        {
            var (parties, accounts) = (0L, new HashSet<string>(StringComparer.Ordinal));
            var escrow = await files.WriteHashedAsync(
                input.Run.Folder,
                EscrowKind,
                async stream =>
                {
                    accounts.Clear();
                    await JsonLines.WriteAsync(EscrowAsync(input, months, cancellationToken).Select(one => Counted(one, accounts)), stream, cancellationToken);
                },
                cancellationToken);
            var credits = await files.WriteHashedAsync(
                input.Run.Folder,
                CreditsKind,
                async stream => parties = await JsonLines.WriteAsync(PartiesAsync(input, months, cancellationToken), stream, cancellationToken),
                cancellationToken);
            return new CreditedPeriod(credits, escrow, new CreditTotals(parties, accounts.Count, [.. months.SelectMany(month => month.Conversions())]), null);
        }
        catch (MissingRateException hole)
        {
            return new CreditedPeriod(null, null, null, hole.Message);
        }
    }

    /// <summary>The credits of a period, by party.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static IAsyncEnumerable<PartyCredits> ReadAsync(FrozenFile credits, ILedgerFiles files, CancellationToken cancellationToken) =>
        JsonLines.ReadAsync<PartyCredits>(credits, files, cancellationToken);

    private async IAsyncEnumerable<PartyCredits> PartiesAsync(CreditInput input, List<MonthMoney> months, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var month in months)
            month.Begin();
        await foreach (var holder in HoldersAsync(input, months, cancellationToken))
        {
            var credits = new List<Credit>();
            foreach (var one in holder.Where(one => one.Earning.Escrow is null))
            {
                var credit = one.Month.Credit(one.Earning, one.Before);
                if (credit.Amount != 0 || credit.Earning.Amount != 0 || credit.Earning.Streams != 0)
                    credits.Add(credit);
            }

            if (credits.Count > 0)
                yield return new PartyCredits(holder[0].Earning.Holder, credits);
        }
    }

    private async IAsyncEnumerable<EscrowCredit> EscrowAsync(CreditInput input, List<MonthMoney> months, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var holder in HoldersAsync(input, months, cancellationToken))
        {
            foreach (var one in holder.Where(one => one.Earning.Escrow is not null))
            {
                var earning = one.Difference;
                if (earning.Amount != 0)
                    yield return new EscrowCredit(earning, one.Month.AdjustmentOf);
            }
        }
    }

    // Holder by holder, what every month brought: now, and before for a month that is corrected.
    private async IAsyncEnumerable<List<HolderMoney>> HoldersAsync(CreditInput input, List<MonthMoney> months, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var sources = new List<IAsyncEnumerable<HolderMoney>>();
        foreach (var month in months)
        {
            sources.Add(files.RunAsync(RoyaltyRuns.Earnings, month.Now, cancellationToken).Select(earning => new HolderMoney(month, earning, null)));
            if (month.AdjustmentOf is not null)
            {
                var before = await BeforeAsync(input.Run.Period, month.Month, cancellationToken);
                sources.Add(files.RunAsync(RoyaltyRuns.Earnings, before, cancellationToken).Select(earning => new HolderMoney(month, earning with { Amount = 0, Streams = 0 }, earning)));
            }
        }

        var merged = SortedMerge.MergeAsync(sources, HolderMoney.Compare, cancellationToken);
        var held = new List<HolderMoney>();
        await foreach (var next in merged)
        {
            if (held.Count > 0 && held[^1].Earning.Holder != next.Earning.Holder)
            {
                yield return held;
                held = [];
            }

            if (held.Count > 0 && HolderMoney.Compare(held[^1], next) == 0)
                held[^1] = held[^1].With(next);
            else
                held.Add(next);
        }

        if (held.Count > 0)
            yield return held;
    }

    // What was posted of a month so far: by the last period before this one that looked at it.
    private async Task<FrozenFile> BeforeAsync(string period, string month, CancellationToken cancellationToken)
    {
        for (var ledger = AccountingPeriod.Before(period); string.CompareOrdinal(ledger, month) >= 0; ledger = AccountingPeriod.Before(ledger))
        {
            var found = await results.GetAsync(ledger, cancellationToken);
            if (found.Months.Any(one => one.Month == month))
                return found.File($"months/{month}/{LineCollection.EarningsKind}");
        }

        throw new InvalidDataException($"{month} was never calculated.");
    }

    private static EscrowCredit Counted(EscrowCredit credit, HashSet<string> accounts)
    {
        accounts.Add(credit.Earning.Holder);
        return credit;
    }
}

/// <summary>One earning of one holder in one month, as it is now and as it was posted before.</summary>
internal sealed record HolderMoney(MonthMoney Month, Earning Earning, Earning? Before)
{
    /// <summary>What is posted.</summary>
    public Earning Difference => Before is null ? Earning : checked(Earning with { Amount = Earning.Amount - Before.Amount, Streams = Earning.Streams - Before.Streams });

    /// <summary>By holder, month and earning.</summary>
    public static int Compare(HolderMoney x, HolderMoney y)
    {
        var order = string.CompareOrdinal(x.Earning.Holder, y.Earning.Holder);
        if (order == 0)
            order = string.CompareOrdinal(x.Month.Month, y.Month.Month);
        return order == 0 ? RoyaltyRuns.Earnings.Compare(x.Earning, y.Earning) : order;
    }

    /// <summary>Now and before together.</summary>
    public HolderMoney With(HolderMoney other) => Before is null ? this with { Before = other.Before } : other with { Before = Before };
}
