using Shouldly;
using Spotify.Core.Subscriptions;
using Xunit;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class CountryEvidenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Where_all_agree_nothing_is_doubted() => Decide("SE", Seen("SE", 100), Seen("SE", 3)).ShouldBe("SE", 0);

    [Fact]
    public void Who_travels_keeps_the_accounts_country() =>
        Decide("SE", Seen("SE", 100), Seen("ES", 30)).ShouldBe("SE", 45, CountryReason.AddressElsewhereForLong, CountryReason.PaymentAndAddressDiffer);

    [Fact]
    public void Who_pays_elsewhere_alone_keeps_it_too() =>
        Decide("SE", Seen("TR", 100), Seen("SE", 30)).ShouldBe("SE", 50, CountryReason.PaymentElsewhere, CountryReason.PaymentAndAddressDiffer);

    [Theory]
    [InlineData(14, 14, true)]
    [InlineData(13.9, 14, false)]
    [InlineData(14, 13.9, false)]
    public void Who_pays_and_listens_elsewhere_for_fourteen_days_has_moved(double payment, double address, bool moved)
    {
        var decision = Decide("SE", Seen("DE", payment), Seen("DE", address));
        (decision.HasMoved, decision.Country).ShouldBe((moved, moved ? "DE" : "SE"));
    }

    [Fact]
    public void A_relay_network_is_no_evidence_of_where_anybody_is()
    {
        var evidence = new CountryEvidence { Account = "SE", Payment = Seen("DE", 100), Address = Seen("DE", 100), IsThroughRelay = true };
        evidence.Decide(Now).ShouldBe("SE", 60, CountryReason.ThroughRelay, CountryReason.PaymentElsewhere);
    }

    [Fact]
    public void An_account_without_a_country_takes_that_of_its_payments_then_of_its_requests_then_none()
    {
        Decide("", Seen("DE", 1), Seen("SE", 1)).ShouldBe("DE", 35, CountryReason.NoAccountCountry, CountryReason.PaymentAndAddressDiffer);
        Decide("", null, Seen("SE", 1)).Country.ShouldBe("SE");
        Decide("", null, null).Country.ShouldBe("");
    }

    private static CountrySighting Seen(string country, double days) => new(country, Now.AddDays(-days));

    private static CountryDecision Decide(string account, CountrySighting? payment, CountrySighting? address) =>
        new CountryEvidence { Account = account, Payment = payment, Address = address }.Decide(Now);
}

internal static class CountryDecisionAssertions
{
    public static void ShouldBe(this CountryDecision decision, string country, int score, params CountryReason[] reasons) =>
        decision.ShouldSatisfyAllConditions(() => decision.Country.ShouldBe(country), () => decision.Score.ShouldBe(score), () => decision.Reasons.ShouldBe(reasons));
}
