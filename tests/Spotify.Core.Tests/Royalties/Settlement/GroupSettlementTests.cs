using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Parties;
using Spotify.Core.Royalties.Settlement;
using Xunit;

namespace Spotify.Core.Tests.Royalties.Settlement;

public sealed class GroupSettlementTests
{
    private static readonly TreatyTable NoTax = new([]);
    private static readonly Party Ann = new() { Id = "ann", Name = "Ann", Country = "SE", Currency = "EUR" };

    [Fact]
    public void A_cost_of_10_000_and_earnings_of_15_000_pay_5_000()
    {
        var statement = Settle(new PartyAccount(Ann, 0, [Earned(15_000)], [], [Charge("studio", ChargeKind.Cost, 10_000)]));
        statement.Recouped.ShouldBe([new Recoupment("studio", ChargeKind.Cost, "ann", 10_000, 0)]);
        (statement.Balance, statement.Payable, statement.Paid, statement.Carried).ShouldBe((5_000, 5_000, 5_000, 0));
    }

    [Fact]
    public void Costs_and_penalties_come_before_advances_and_older_ones_before_younger_ones()
    {
        var settled = GroupSettlement.Settle(
            "2026-10",
            [
                new PartyAccount(Ann, 0, [Earned(1_000)], [],
                [
                    Charge("advance", ChargeKind.Advance, 500, 1), Charge("video", ChargeKind.Cost, 300, 3), Charge("fake", ChargeKind.Penalty, 100, 2), Charge("b", ChargeKind.Cost, 50, 2),
                ]),
            ],
            NoTax);
        settled.Statements[0].Recouped.Select(one => (one.Charge, one.Amount, one.Left)).ShouldBe([("b", 50, 0), ("fake", 100, 0), ("video", 300, 0), ("advance", 500, 0)]);
        settled.Statements[0].Paid.ShouldBe(50);
        Settle(new PartyAccount(Ann, 0, [Earned(400)], [], [Charge("advance", ChargeKind.Advance, 500, 1), Charge("video", ChargeKind.Cost, 300, 3)]))
            .Recouped.Select(one => (one.Charge, one.Amount, one.Left)).ShouldBe([("video", 300, 0), ("advance", 100, 400)]);
    }

    [Fact]
    public void A_balance_below_nothing_carries_and_pays_nothing_back()
    {
        var statement = Settle(new PartyAccount(Ann, -700, [Earned(500), Earned(-100, "2026-09")], [], [Charge("studio", ChargeKind.Cost, 10)]));
        statement.Recouped.ShouldBeEmpty();
        (statement.Balance, statement.Payable, statement.Paid, statement.Carried).ShouldBe((-300, 0, 0, -300));
        Settle(new PartyAccount(Ann, statement.Carried, [Earned(1_000)], [], [])).Paid.ShouldBe(700);
    }

    [Theory]
    [InlineData(4_999, 0, 4_999)]
    [InlineData(5_000, 5_000, 0)]
    public void Below_the_threshold_nothing_is_paid_and_all_is_carried(long earned, long paid, long carried)
    {
        var statement = Settle(new PartyAccount(Ann with { Threshold = 5_000 }, 0, [Earned(earned)], [], []));
        (statement.Paid, statement.Carried).ShouldBe((paid, carried));
    }

    [Fact]
    public void What_is_released_from_escrow_counts_like_earnings()
    {
        var released = new ReleasedEscrow("r1", "escrow:unclaimed:master:x", "2026-03", 250);
        var statement = Settle(new PartyAccount(Ann, 0, [Earned(100)], [released], []));
        statement.Paid.ShouldBe(350);
        statement.Released.ShouldBe([released]);
    }

    [Fact]
    public void A_group_pays_back_its_own_charges_first_and_then_each_others()
    {
        var (a, b, c) = (Ann with { Id = "a", CollateralGroup = "g" }, Ann with { Id = "b", CollateralGroup = "g" }, Ann with { Id = "c", CollateralGroup = "g" });
        var settled = GroupSettlement.Settle(
            "2026-10",
            [
                new PartyAccount(c, 0, [], [], [Charge("c-advance", ChargeKind.Advance, 900), Charge("c-cost", ChargeKind.Cost, 100)]),
                new PartyAccount(b, 0, [Earned(300)], [], []),
                new PartyAccount(a, 0, [Earned(500)], [], [Charge("a-cost", ChargeKind.Cost, 100)]),
            ],
            NoTax);
        settled.Statements.Select(one => (one.Party, one.Balance)).ShouldBe([("a", 0), ("b", 0), ("c", 0)]);
        settled.Statements[0].Recouped.ShouldBe(
            [
                new Recoupment("a-cost", ChargeKind.Cost, "a", 100, 0), new Recoupment("c-cost", ChargeKind.Cost, "c", 100, 0), new Recoupment("c-advance", ChargeKind.Advance, "c", 300, 600),
            ]);
        settled.Statements[1].Recouped.ShouldBe([new Recoupment("c-advance", ChargeKind.Advance, "c", 300, 300)]);
        settled.Charges["c"].Select(charge => charge.Left).ShouldBe([0, 300]);
    }

    [Fact]
    public void Strangers_are_not_settled_together()
    {
        Should.Throw<ArgumentException>(() => GroupSettlement.Settle("2026-10", [new(Ann, 0, [], [], []), new(Ann with { Id = "b" }, 0, [], [], [])], NoTax));
        var group = Ann with { CollateralGroup = "g" };
        Should.Throw<ArgumentException>(() => GroupSettlement.Settle("2026-10", [new(group, 0, [], [], []), new(group with { Id = "b", Currency = "SEK" }, 0, [], [], [])], NoTax));
        Should.Throw<ArgumentException>(() => GroupSettlement.Settle("2026-10", [new(group, 0, [], [], []), new(group, 0, [], [], [])], NoTax));
    }

    [Fact]
    public void Tax_is_kept_back_by_where_the_money_was_earned_and_by_treaty_where_there_is_a_certificate()
    {
        var treaties = new TreatyTable([new("US", "SE", 3_000, 500), new("US", "*", 3_000, 3_000), new("JP", "*", 2_042, 2_042), new("SE", "*", 2_500, 2_500)]);
        var account = new PartyAccount(Ann with { TreatyCertificate = true }, 0, [Earned(1_001, country: "US"), Earned(500, country: "SE"), Earned(499, country: "JP")], [], []);
        var statement = Settle(account, treaties);
        statement.Withheld.ShouldBe([new Withholding("JP", 2_042, 499, 101), new Withholding("US", 500, 1_001, 50)]);
        (statement.Payable, statement.Paid).ShouldBe((2_000, 1_849));
        Settle(account with { Party = Ann }, treaties).Withheld.ShouldContain(new Withholding("US", 3_000, 1_001, 300));
        Settle(account with { Party = Ann with { Country = "DE" } }, treaties).Withheld.Sum(tax => tax.Amount).ShouldBe(101 + 300 + 125);
        Settle(new PartyAccount(Ann, 800, [], [], []), treaties).Withheld.ShouldBeEmpty();
    }

    [Fact]
    public void A_treaty_table_that_contradicts_itself_is_refused() =>
        TreatyTable.Find([new("US", "SE", 3_000, 3_001), new("US", "SE", 1, 1), new("??", "!", 10_001, -1)]).Select(fault => fault.Field).ShouldBe(
            ["rates[0].treaty_bp", "rates[1]", "rates[2].source", "rates[2].residence", "rates[2].statutory_bp", "rates[2].treaty_bp"]);

    [Fact]
    public void Nothing_is_lost_whatever_a_group_earns_and_owes_and_their_order_makes_no_difference() =>
        Prop.ForAll(Groups().ToArbitrary(), accounts =>
        {
            var settled = GroupSettlement.Settle("2026-10", accounts, new TreatyTable([new("US", "*", 3_000, 1_000)]));
            var turned = GroupSettlement.Settle("2026-10", [.. accounts.Reverse()], new TreatyTable([new("US", "*", 3_000, 1_000)]));
            foreach (var (statement, account) in settled.Statements.Zip(accounts.OrderBy(one => one.Party.Id, StringComparer.Ordinal)))
            {
                var earned = statement.Opening + statement.Credits.Sum(credit => credit.Amount) + statement.Released.Sum(release => release.Amount);
                statement.Balance.ShouldBe(earned - statement.Recouped.Sum(one => one.Amount));
                statement.Balance.ShouldBe(statement.Payable + statement.Carried);
                statement.Payable.ShouldBe(statement.Paid + statement.Withheld.Sum(tax => tax.Amount));
                statement.Balance.ShouldBeGreaterThanOrEqualTo(Math.Min(0, earned));
                statement.Paid.ShouldBeGreaterThanOrEqualTo(0);
                // Nobody is paid while the group owes anything.
                (statement.Balance > 0 && settled.Charges.Values.Any(charges => charges.Any(charge => charge.Left > 0))).ShouldBeFalse();
                account.Charges.Sum(charge => charge.Left).ShouldBe(
                    settled.Charges[account.Party.Id].Sum(charge => charge.Left) + settled.Statements.SelectMany(one => one.Recouped).Where(one => one.Owner == account.Party.Id).Sum(one => one.Amount));
            }

            return settled.Statements.Select(Key).SequenceEqual(turned.Statements.Select(Key));

            static string Key(PartyStatement statement) =>
                $"{statement.Party} {statement.Balance} {statement.Paid} {string.Join(',', statement.Recouped)} {string.Join(',', statement.Withheld)}";
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Gen<PartyAccount[]> Groups() =>
        from count in Gen.Choose(1, 4)
        from accounts in (
            from opening in Gen.Choose(-500, 500)
            from threshold in Gen.Choose(0, 800)
            from credits in (from amount in Gen.Choose(-200, 1_000) from country in Gen.Elements("US", "SE", "DE") select Earned(amount, country: country)).ListOf()
            from charges in (from kind in Gen.Elements(ChargeKind.Cost, ChargeKind.Advance, ChargeKind.Penalty) from left in Gen.Choose(0, 900) from day in Gen.Choose(1, 3) select (kind, left, day)).ListOf()
            select (opening, threshold, credits, charges)).ListOf(count)
        select accounts.Select((one, i) => new PartyAccount(
            Ann with { Id = $"p{i}", CollateralGroup = "g", Threshold = one.threshold },
            one.opening,
            [.. one.credits],
            [],
            [.. one.charges.Select((charge, c) => Charge($"p{i}-{c}", charge.kind, charge.left, charge.day))])).ToArray();

    private static PartyStatement Settle(PartyAccount account, TreatyTable? treaties = null) => GroupSettlement.Settle("2026-10", [account], treaties ?? NoTax).Statements.ShouldHaveSingleItem();

    private static Credit Earned(long amount, string? adjustmentOf = null, string country = "SE") => new(
        new Earning("ann", RoyaltySide.Master, "a1", new PoolKey(country, "premium", "EUR"), RoyaltyModel.ProRata, null, 10, Math.Max(0, amount)), "1", amount, adjustmentOf);

    private static OpenCharge Charge(string id, ChargeKind kind, long left, int month = 1) => new(id, kind, $"2026-0{month}", left);
}
