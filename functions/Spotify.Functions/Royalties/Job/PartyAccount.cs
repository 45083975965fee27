using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>A charge and what is still owed of it.</summary>
/// <param name="Charge">The charge.</param>
/// <param name="Left">Minor units; 0 once it is paid back.</param>
public sealed record OpenCharge(FrozenCharge Charge, long Left);

/// <summary>Everything that a party's statement of a period is made of.</summary>
/// <param name="Party">Whose.</param>
/// <param name="Opening">Carried from the period before.</param>
/// <param name="Credits">What pools brought.</param>
/// <param name="Released">What came out of escrow.</param>
internal sealed record PartyAccount(Party Party, long Opening, IReadOnlyList<Credit> Credits, IReadOnlyList<ReleasedEscrow> Released)
{
    /// <summary>Whether there is anything to state.</summary>
    public bool IsSilent => Opening == 0 && Credits.Count == 0 && Released.Count == 0;
}

/// <summary>Makes statements of accounts, those of one collateral group together.</summary>
internal static class AccountSettlement
{
    /// <summary>
    /// Settles a group: what each has pays back its own costs and penalties first (by period and id), then its own advances, then in the same order what others of the group
    /// owe (by party). Only money above 0 pays back. What is left is paid out where it reaches the threshold, and carried otherwise.
    /// </summary>
    /// <param name="period">The period.</param>
    /// <param name="accounts">The group's accounts, or a single one, by party.</param>
    /// <param name="charges">What is owed, by party; replaced by what is left.</param>
    /// <param name="taxes">Rates of tax.</param>
    public static IReadOnlyList<PartyStatement> Settle(string period, IReadOnlyList<PartyAccount> accounts, IDictionary<string, List<OpenCharge>> charges, IReadOnlyList<FrozenTax> taxes)
    {
        var balances = accounts.Select(one => checked(one.Opening + one.Credits.Sum(credit => credit.Amount) + one.Released.Sum(release => release.Amount))).ToArray();
        var recouped = accounts.Select(_ => new List<Recoupment>()).ToArray();
        for (var i = 0; i < accounts.Count; i++)
            Recoup(accounts[i].Party.Id, ref balances[i], recouped[i], charges);
        for (var i = 0; i < accounts.Count; i++)
        {
            foreach (var other in accounts.Where(other => other.Party.Id != accounts[i].Party.Id && other.Party.Currency == accounts[i].Party.Currency))
                Recoup(other.Party.Id, ref balances[i], recouped[i], charges);
        }

        return [.. accounts.Select((account, i) => StateOf(period, account, balances[i], recouped[i], taxes))];
    }

    private static void Recoup(string owner, ref long balance, List<Recoupment> recouped, IDictionary<string, List<OpenCharge>> charges)
    {
        if (!charges.TryGetValue(owner, out var owed))
            return;
        foreach (var (place, _) in owed.Index()
            .OrderBy(one => one.Item.Charge.Kind == ChargeKind.Advance)
            .ThenBy(one => one.Item.Charge.Period, StringComparer.Ordinal)
            .ThenBy(one => one.Item.Charge.Id, StringComparer.Ordinal).ToList())
        {
            var open = owed[place];
            var amount = Math.Min(open.Left, Math.Max(balance, 0));
            if (amount == 0)
                continue;
            balance -= amount;
            owed[place] = open with { Left = open.Left - amount };
            recouped.Add(new Recoupment(open.Charge.Id, open.Charge.Kind, owner, amount, open.Left - amount));
        }
    }

    private static PartyStatement StateOf(string period, PartyAccount account, long balance, List<Recoupment> recouped, IReadOnlyList<FrozenTax> taxes)
    {
        var payable = balance > 0 && balance >= account.Party.Threshold ? balance : 0;
        var withheld = Withhold(account, payable, taxes);
        return new PartyStatement
        {
            Period = period,
            Party = account.Party.Id,
            Currency = account.Party.Currency,
            Opening = account.Opening,
            Credits = account.Credits,
            Released = account.Released,
            Recouped = recouped,
            Balance = balance,
            Payable = payable,
            Withheld = withheld,
            Paid = payable - withheld.Sum(tax => tax.Amount),
            Carried = balance - payable,
        };
    }

    private static IReadOnlyList<Withholding> Withhold(PartyAccount account, long payable, IReadOnlyList<FrozenTax> taxes)
    {
        var sources = account.Credits.GroupBy(credit => credit.Earning.Pool.Country, StringComparer.Ordinal)
            .Select(group => (Country: group.Key, Amount: group.Sum(credit => credit.Amount)))
            .Where(source => source.Amount > 0).OrderBy(source => source.Country, StringComparer.Ordinal).ToList();
        if (payable == 0 || sources.Count == 0)
            return [];
        var parts = LargestRemainder.Divide(payable, [.. sources.Select(source => (Int128)source.Amount)]);
        return
        [
            .. sources.Select((source, i) => (source.Country, Taxed: parts[i], Rate: RateOf(source.Country, account.Party, taxes)))
                .Where(source => source is { Rate: > 0, Taxed: > 0 })
                .Select(source => new Withholding(source.Country, source.Rate, source.Taxed, (long)((Int128)source.Taxed * source.Rate / 10_000))),
        ];
    }

    private static int RateOf(string source, Party party, IReadOnlyList<FrozenTax> taxes) => source == party.Country
        ? 0
        : ((party.TreatyCertificate ? taxes.FirstOrDefault(tax => tax.Source == source && tax.Residence == party.Country) : null)
            ?? taxes.FirstOrDefault(tax => tax.Source == source && tax.Residence == "*"))?.RateBp ?? 0;
}
