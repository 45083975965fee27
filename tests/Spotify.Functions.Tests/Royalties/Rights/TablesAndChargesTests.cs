using Shouldly;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Royalties.Periods;
using Xunit;
using Ledger = Spotify.Functions.Telemetry.Periods;

namespace Spotify.Functions.Tests.Royalties.Rights;

public sealed class TablesAndChargesTests(RightsApplication application) : IClassFixture<RightsApplication>
{
    [Fact]
    public async Task A_months_rates_are_set_whole_and_one_with_a_hole_is_refused()
    {
        var path = "/v1/admin/royalties/rates/2026-03";
        (await application.AsOperatorAsync(HttpMethod.Get, path)).Status.ShouldBe(404);
        object[] whole = [Rate("EUR", "SEK", "11.41"), Rate("EUR", "USD", "1.0873"), Rate("GBP", "SEK", "13.3"), Rate("GBP", "USD", "1.27"), Rate("USD", "SEK", "10.5")];
        var hole = await PutAsync(path, new { rates = whole[..3].Append(whole[4]) });
        (hole.Status, hole.Reason, hole.Message).ShouldBe((400, "INVALID_REQUEST", "'rates' have a hole: there is none from GBP to USD."));
        (await application.AsOperatorAsync(HttpMethod.Get, path)).Status.ShouldBe(404);
        (await PutAsync(path, new { rates = whole })).Expect(200).GetProperty("version").GetInt32().ShouldBe(1);
        (await application.SnapshotAsync("2026-03")).Rates.Count.ShouldBe(5);
        (await application.SnapshotAsync("2026-04")).Rates.ShouldBeEmpty();

        (await PutAsync(path, new { rates = new[] { Rate("EUR", "XXX", "1") } })).Message.ShouldContain("'XXX' is no currency");
        (await PutAsync(path, new { rates = new[] { Rate("EUR", "SEK", "11,4") } })).Message.ShouldContain("'11,4' is no number above 0");
        (await PutAsync(path, """{"rates":[null]}""")).Status.ShouldBe(400);
        (await PutAsync(path, """{"rates":[{"from":"EUR","to":"SEK","rate":11.4}]}""")).Status.ShouldBe(400);
        (await PutAsync("/v1/admin/royalties/rates/2026-13", new { rates = whole })).Status.ShouldBe(400);
    }

    [Fact]
    public async Task The_rates_of_a_calculated_month_stay_what_they_were()
    {
        var path = "/v1/admin/royalties/rates/2026-02";
        (await PutAsync(path, new { rates = new[] { Rate("EUR", "SEK", "11.4") } })).Expect(200);
        await application.Get<Ledger>().BeginClosingAsync("2026-02", 1, CancellationToken.None);
        application.Clock.Advance(Ledger.Settling);
        await application.Get<Ledger>().MarkClosedAsync("2026-02", CancellationToken.None);
        (await PutAsync(path, new { rates = new[] { Rate("EUR", "SEK", "11.5") } })).Expect(200);
        (await application.Get<IRoyaltyPeriods>().CalculateAsync("2026-02", "ann", "in", "out")).IsDone.ShouldBeTrue();
        var refused = await PutAsync(path, new { rates = new[] { Rate("EUR", "SEK", "11.6") } });
        (refused.Status, refused.Reason).ShouldBe((409, "CONFLICT"));
        refused.Message.ShouldContain("2026-02 is calculated");
        (await application.AsOperatorAsync(HttpMethod.Get, path)).Expect(200).GetProperty("history").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Taxes_are_one_table_with_its_history()
    {
        var path = "/v1/admin/royalties/treaties";
        (await PutAsync(path, new { rates = new[] { new { source = "US", residence = "*", statutory_bp = 3_000, treaty_bp = 0 } } })).Expect(200);
        (await PutAsync(path, new { rates = new[] { new { source = "US", residence = "SE", statutory_bp = 3_000, treaty_bp = 3_001 } } })).Message.ShouldContain("'rates[0].treaty_bp'");
        (await PutAsync(path, """{"rates":[null]}""")).Status.ShouldBe(400);
        (await application.AsOperatorAsync(HttpMethod.Get, path)).Expect(200).GetProperty("history").GetArrayLength().ShouldBe(1);
        (await application.SnapshotAsync("2026-11")).Taxes.ShouldBe([new TreatyRate("US", "*", 3_000, 0)]);
    }

    [Fact]
    public async Task A_charge_counts_from_a_month_that_is_not_over_and_is_set_right_while_it_is_not()
    {
        var (id, party) = (application.New("cost"), await application.PartyAsync());
        var path = $"/v1/admin/royalties/charges/{id}";
        (await PutAsync(path, new { kind = "cost", party, period = "2026-11", amount = 10_000 })).Expect(200);
        (await PutAsync(path, new { kind = "cost", party, period = "2026-11", amount = 9_000 })).Expect(200).GetProperty("version").GetInt32().ShouldBe(2);
        (await application.SnapshotAsync("2026-10")).Charges.ShouldNotContain(charge => charge.Id == id);
        (await application.SnapshotAsync("2026-12")).Charges.ShouldContain(charge => charge.Id == id && charge.Amount == 9_000);

        (await PutAsync($"/v1/admin/royalties/charges/{application.New("cost")}", new { kind = "cost", party, period = "2026-10", amount = 1 })).Message.ShouldContain("2026-10 is over");
        (await PutAsync(path, new { kind = "penalty", party, period = "2026-11", amount = 1 })).Message.ShouldContain("'kind' must be cost or advance");
        (await PutAsync(path, new { kind = "cost", party, period = "2026-11", amount = 0 })).Message.ShouldContain("'amount'");
        (await PutAsync(path, new { kind = "cost", party = "nobody", period = "2026-11", amount = 1 })).Status.ShouldBe(409);
        (await PutAsync(path, new { kind = "cost", party = "a/b", period = "2026-11", amount = 1 })).Status.ShouldBe(400);
        (await PutAsync("/v1/admin/royalties/charges/a%23b", new { kind = "cost", party, period = "2026-11", amount = 1 })).Status.ShouldBe(400);
    }

    private Task<Answer> PutAsync(string path, object body) => application.AsOperatorAsync(HttpMethod.Put, path, body);

    private static object Rate(string from, string to, string rate) => new { from, to, rate };
}
