using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Subscriptions;
using Xunit;

namespace Spotify.Core.Tests.Subscriptions;

public sealed class SuspicionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_person_with_a_few_devices_who_travels_is_not_suspected()
    {
        var seen = Used((-200, "SE", "phone"), (-100, "SE", "car"), (-50, "SE", "phone"), (-20, "DK", "phone"), (-3, "ES", "phone"), (0, "ES", "laptop"));
        Judge(seen).ShouldBe(new Suspicion(0, []), Same);
    }

    [Fact]
    public void More_devices_in_a_day_than_one_person_has_are_suspected()
    {
        var seen = Used([.. Enumerable.Range(0, 12).Select(i => (-i, "SE", $"d{i}"))]);
        Judge(seen).Findings.ShouldHaveSingleItem().ShouldBe(new SuspicionFinding(SuspicionReason.ManyDevices, 50, "12 devices within a day, 12 within a week."));
        Suspicion.Judge(seen, null, Now.AddDays(8)).Score.ShouldBe(0, "what was is forgotten");
    }

    [Fact]
    public void Two_continents_within_an_hour_are_impossible_and_within_a_day_are_a_flight()
    {
        Reasons(Used((-2, "SE", "a"), (-1, "BR", "b"))).ShouldBe([SuspicionReason.ImpossibleTravel]);
        Reasons(Used((-20, "SE", "a"), (-1, "BR", "b"))).ShouldBeEmpty();
        Reasons(Used((-2, "SE", "a"), (-1, "DK", "b"))).ShouldBeEmpty("neighbours");
    }

    [Fact]
    public void Two_people_on_one_account_who_take_turns_are_suspected_the_more_the_more_often()
    {
        var seen = Used((-8, "SE", "a"), (-7, "JP", "b"), (-6, "SE", "a"), (-5, "JP", "b"));
        Judge(seen).ShouldSatisfyAllConditions(
            suspicion => suspicion.Score.ShouldBeGreaterThanOrEqualTo(Suspicion.Noted), suspicion => suspicion.Findings.ShouldContain(finding => finding.Points == 60 && finding.Detail.Contains("3 times")));
    }

    [Fact]
    public void Many_countries_in_a_day_are_suspected() => Reasons(Used((-23, "SE", "a"), (-15, "DE", "a"), (-8, "PL", "a"), (-1, "CZ", "a"))).ShouldBe([SuspicionReason.ManyCountries]);

    [Fact]
    public void Guessed_and_stuffed_passwords_are_seen()
    {
        var failed = Enumerable.Range(0, 10).Aggregate(new AccountSightings(), (seen, _) => seen.WithSignIn(false, false, Now));
        Reasons(failed).ShouldBe([SuspicionReason.FailedSignIns]);
        Reasons(failed.WithSignIn(true, false, Now)).ShouldBe([SuspicionReason.FailedSignIns, SuspicionReason.GuessedPassword]);
        Reasons(new AccountSightings().WithSignIn(true, true, Now)).ShouldBe([SuspicionReason.StuffedPassword]);
        Reasons(new AccountSightings().WithSignIn(true, false, Now)).ShouldBeEmpty();
    }

    [Fact]
    public void Countries_that_disagree_are_noted_with_their_reasons() =>
        Suspicion.Judge(new AccountSightings(), new CountryDecision("SE", 50, [CountryReason.PaymentElsewhere]), Now).ShouldSatisfyAllConditions(
            suspicion => suspicion.Score.ShouldBe(Suspicion.Noted), suspicion => suspicion.Findings.ShouldHaveSingleItem().Detail.ShouldBe("Licences use SE: PaymentElsewhere."));

    [Fact]
    public void A_visit_is_one_until_there_is_another_country_and_a_relay_says_nothing_of_where()
    {
        var seen = Used((-48, "SE", "a"), (-40, "SE", "a"), (-30, "DE", "a"), (-20, "DE", "a"));
        seen.Countries.Select(visit => visit.Country).ShouldBe(["SE", "DE"]);
        seen.Address.ShouldBe(new CountrySighting("DE", Now.AddHours(-30)));
        var relayed = seen.With("US", "a", isThroughRelay: true, Now);
        (relayed.Address, relayed.ThroughRelayAt).ShouldBe((seen.Address, Now));
    }

    [Fact]
    public void However_much_is_seen_it_is_kept_within_bounds_and_in_order() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var seen = new AccountSightings();
        string[] countries = ["SE", "DE", "US", "JP"];
        for (var i = 0; i < 300; i++)
        {
            // Mostly in order, as notes of several instances come.
            var at = Now.AddMinutes((i * 20) + random.Next(-60, 60));
            seen = seen.With(countries[random.Next(4)], $"d{random.Next(100)}", random.Next(10) == 0, at).WithSignIn(random.Next(2) == 0, false, at);
        }

        (seen.Countries.Count, seen.Devices.Count, seen.SignIns.Count).ShouldSatisfyAllConditions(
            counts => counts.Item1.ShouldBeLessThanOrEqualTo(AccountSightings.Most), counts => counts.Item2.ShouldBeLessThanOrEqualTo(AccountSightings.Most), counts => counts.Item3.ShouldBeLessThanOrEqualTo(AccountSightings.Most));
        seen.Countries.ShouldBe(seen.Countries.OrderBy(visit => visit.FirstAt));
        seen.Countries.ShouldAllBe(visit => visit.FirstAt <= visit.LastAt);
        seen.Devices.Select(device => device.Device).ShouldBeUnique();
        Suspicion.Judge(seen, null, Now.AddDays(4)).Score.ShouldBeInRange(0, 100);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("SE", "BR", 6000, 10500)]
    [InlineData("US", "GB", 1500, 7000)]
    [InlineData("JP", "US", 3000, 10000)]
    [InlineData("SE", "NO", 0, 0)]
    [InlineData("SE", "??", 0, 0)]
    [InlineData("NZ", "ES", 16000, 20100)]
    public void Countries_are_about_as_far_apart_as_they_are(string one, string other, double least, double most)
    {
        CountryDistances.AtLeastKm(one, other).ShouldBeInRange(least, most);
        CountryDistances.AtLeastKm(other, one).ShouldBe(CountryDistances.AtLeastKm(one, other), 0.001);
    }

    private static AccountSightings Used(params (double Hours, string Country, string Device)[] uses) =>
        uses.OrderBy(use => use.Hours).Aggregate(new AccountSightings(), (seen, use) => seen.With(use.Country, use.Device, false, Now.AddHours(use.Hours)));

    private static Suspicion Judge(AccountSightings seen) => Suspicion.Judge(seen, null, Now);

    private static IEnumerable<SuspicionReason> Reasons(AccountSightings seen) => Judge(seen).Findings.Select(finding => finding.Reason);

    private static readonly IEqualityComparer<Suspicion> Same = EqualityComparer<Suspicion>.Create((one, other) => one!.Score == other!.Score && one.Findings.SequenceEqual(other.Findings));
}
