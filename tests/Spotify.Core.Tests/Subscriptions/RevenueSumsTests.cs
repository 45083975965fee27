using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Subscriptions;
using Xunit;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class RevenueSumsTests
{
    [Fact]
    public void Sums_are_exact_in_any_order() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, 50).Select(i => Row(random, i)).ToArray();
        var sums = new RevenueSums();
        foreach (var row in rows)
            sums.Add(row);
        var shuffled = (RevenueRow[])rows.Clone();
        random.Shuffle(shuffled);
        var others = new RevenueSums();
        foreach (var row in shuffled)
            others.Add(row);
        others.Totals.ShouldBe(sums.Totals);
        foreach (var total in sums.Totals)
        {
            var own = rows.Where(row => (row.Period, row.Country, row.Product, row.Currency) == (total.Period, total.Country, total.Product, total.Currency)).ToList();
            ((Int128)total.Gross, (Int128)total.Vat, (Int128)total.StoreFee)
                .ShouldBe((Sum(own, row => row.Gross), Sum(own, row => row.Vat), Sum(own, row => row.StoreFee)));
            (total.Payments + total.Refunds + total.Advertisements).ShouldBe(own.Count);
            total.Net.ShouldBe(total.Gross - total.Vat - total.StoreFee);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_sum_that_does_not_fit_is_a_fault_and_never_a_smaller_sum()
    {
        var sums = new RevenueSums();
        sums.Add(new RevenueRow("a", RevenueType.Payment, "2026-11", "SE", "premium", "SEK", long.MaxValue, 0, 0));
        Should.Throw<OverflowException>(() => sums.Add(new RevenueRow("b", RevenueType.Payment, "2026-11", "SE", "premium", "SEK", 1, 0, 0)));
    }

    private static Int128 Sum(IEnumerable<RevenueRow> rows, Func<RevenueRow, long> amount) => rows.Aggregate((Int128)0, (sum, row) => sum + amount(row));

    private static RevenueRow Row(Random random, int i)
    {
        var type = (RevenueType)random.Next(3);
        var gross = random.NextInt64(1_000_000_000_000) * (type == RevenueType.Refund ? -1 : 1);
        return new RevenueRow(
            $"e{i}", type, random.Next(2) == 0 ? "2026-11" : "2026-12", random.Next(2) == 0 ? "SE" : "DE", random.Next(2) == 0 ? "premium" : "free", random.Next(2) == 0 ? "SEK" : "EUR",
            gross, gross / 5, gross / 7);
    }
}
