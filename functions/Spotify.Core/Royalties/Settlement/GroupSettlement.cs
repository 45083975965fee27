using Spotify.Core.Royalties.Money;

namespace Spotify.Core.Royalties.Settlement;

/// <summary>
/// Settles a period for one party, or for all of one collateral group: what there is pays back what is owed (costs and penalties before advances, the older first; a party's own before
/// those of its group), what is left is paid out where it reaches the threshold, less tax, and carried otherwise. A balance below 0 pays nothing back and carries.
/// </summary>
public static class GroupSettlement
{
    /// <summary>Settles.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>.</param>
    /// <param name="accounts">A party by itself, or everybody of one collateral group, in any order.</param>
    /// <param name="treaties">The rates of withholding tax.</param>
    /// <exception cref="ArgumentException">The accounts are not one group in one currency, or one is there twice.</exception>
    /// <exception cref="OverflowException">An amount does not fit in 64 bits.</exception>
    public static SettledGroup Settle(string period, IReadOnlyCollection<PartyAccount> accounts, TreatyTable treaties)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(treaties);
        var open = accounts.OrderBy(account => account.Party.Id, StringComparer.Ordinal).Select(account => new Account(account)).ToList();
        Check(open);
        foreach (var account in open)
            account.PayBack(account);
        foreach (var account in open)
        {
            foreach (var other in open.Where(other => other != account))
                account.PayBack(other);
        }

        return new SettledGroup(
            [.. open.Select(account => account.Close(period, treaties))],
            open.ToDictionary(account => account.Id, account => (IReadOnlyList<OpenCharge>)[.. account.Charges], StringComparer.Ordinal));
    }

    private static void Check(List<Account> open)
    {
        if (open.Count > 1 && open.Any(account => account.Of.Party.CollateralGroup is not { } group || group != open[0].Of.Party.CollateralGroup))
            throw new ArgumentException("Several parties are settled together only as one collateral group.", nameof(open));
        if (open.Any(account => account.Of.Party.Currency != open[0].Of.Party.Currency))
            throw new ArgumentException("A collateral group is paid in one currency.", nameof(open));
        if (open.Select(account => account.Id).Distinct(StringComparer.Ordinal).Count() != open.Count)
            throw new ArgumentException("A party is there twice.", nameof(open));
    }

    private sealed class Account
    {
        private readonly List<Recoupment> _recouped = [];
        private long _balance;

        public Account(PartyAccount of)
        {
            Of = of;
            Charges =
            [
                .. of.Charges.OrderBy(charge => charge.Kind == ChargeKind.Advance).ThenBy(charge => charge.Period, StringComparer.Ordinal).ThenBy(charge => charge.Id, StringComparer.Ordinal),
            ];
            _balance = of.Opening;
            foreach (var credit in of.Credits)
                _balance = checked(_balance + credit.Amount);
            foreach (var release in of.Released)
                _balance = checked(_balance + release.Amount);
        }

        public PartyAccount Of { get; }

        public string Id => Of.Party.Id;

        public List<OpenCharge> Charges { get; }

        public void PayBack(Account owner)
        {
            for (var i = 0; i < owner.Charges.Count && _balance > 0; i++)
            {
                var charge = owner.Charges[i];
                var amount = Math.Min(_balance, charge.Left);
                if (amount == 0)
                    continue;
                _balance -= amount;
                owner.Charges[i] = charge with { Left = charge.Left - amount };
                _recouped.Add(new Recoupment(charge.Id, charge.Kind, owner.Id, amount, charge.Left - amount));
            }
        }

        public PartyStatement Close(string period, TreatyTable treaties)
        {
            var payable = _balance > 0 && _balance >= Of.Party.Threshold ? _balance : 0;
            var withheld = WithheldOf(payable, treaties);
            return new PartyStatement
            {
                Period = period,
                Party = Id,
                Currency = Of.Party.Currency,
                Opening = Of.Opening,
                Credits = Of.Credits,
                Released = Of.Released,
                Recouped = _recouped,
                Balance = _balance,
                Payable = payable,
                Withheld = withheld,
                Paid = payable - withheld.Sum(tax => tax.Amount),
                Carried = _balance - payable,
            };
        }

        // A payout is of where the period's money came from; what was carried is taken to be of the same countries. Without any it is untaxed.
        private List<Withholding> WithheldOf(long payable, TreatyTable treaties)
        {
            if (payable == 0)
                return [];
            var sources = new SortedDictionary<string, Int128>(StringComparer.Ordinal);
            foreach (var credit in Of.Credits)
                sources[credit.Earning.Pool.Country] = sources.GetValueOrDefault(credit.Earning.Pool.Country) + credit.Amount;
            var earned = sources.Where(source => source.Value > 0).ToList();
            var parts = LargestRemainder.Divide(payable, [.. earned.Select(source => source.Value)]);
            var withheld = new List<Withholding>();
            foreach (var ((country, _), part) in earned.Zip(parts))
            {
                var rate = treaties.RateOf(country, Of.Party.Country, Of.Party.TreatyCertificate);
                if (rate > 0 && part > 0)
                    withheld.Add(new Withholding(country, rate, part, (long)((Int128)part * rate / 10_000)));
            }

            return withheld;
        }
    }
}
