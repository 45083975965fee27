using Shouldly;
using Xunit;

namespace Spotify.Functions.Tests.Royalties.Rights;

public sealed class AgreementsAndPartiesTests(RightsApplication application) : IClassFixture<RightsApplication>
{
    [Fact]
    public async Task Every_version_of_an_agreement_stays_with_who_wrote_it_and_when()
    {
        var (licensor, payee) = (application.New("label"), await application.PartyAsync());
        var path = $"/v1/admin/royalties/agreements/{licensor}/main";
        var first = (await PutAsync(path, new { payee, from = "2026-01", share_bp = 5_500 })).Expect(200);
        (first.GetProperty("version").GetInt32(), first.GetProperty("changed_by").GetString(), first.GetProperty("changed_at").GetDateTimeOffset()).ShouldBe((1, "ann", application.Clock.GetUtcNow()));
        // The same again is no change; another share is.
        (await PutAsync(path, new { payee, from = "2026-01", share_bp = 5_500 })).Expect(200).GetProperty("version").GetInt32().ShouldBe(1);
        (await PutAsync(path, new { payee, from = "2026-01", until = "2026-12", share_bp = 6_000 })).Expect(200).GetProperty("version").GetInt32().ShouldBe(2);
        var found = (await application.AsOperatorAsync(HttpMethod.Get, path)).Expect(200);
        found.GetProperty("current").GetProperty("item").GetProperty("share_bp").GetInt32().ShouldBe(6_000);
        found.GetProperty("history").EnumerateArray().Select(one => one.GetProperty("item").GetProperty("share_bp").GetInt32()).ShouldBe([6_000, 5_500]);

        (await application.SnapshotAsync("2026-11")).Agreements.ShouldContain(one => one.Licensor == licensor && one.ShareBp == 6_000);
        (await application.SnapshotAsync("2026-12")).Agreements.ShouldNotContain(one => one.Licensor == licensor);
        (await application.SnapshotAsync("2025-12")).Agreements.ShouldNotContain(one => one.Licensor == licensor);
    }

    [Fact]
    public async Task Parties_are_listed_in_order_whatever_partition_they_are_in()
    {
        var mine = new List<string>();
        for (var i = 0; i < 7; i++)
            mine.Add(await application.PartyAsync());
        var (listed, after) = (new List<string>(), "");
        while (after is not null)
        {
            var page = (await application.AsOperatorAsync(HttpMethod.Get, $"/v1/admin/royalties/parties?limit=3{after}")).Expect(200);
            var ids = page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("item").GetProperty("id").GetString()!).ToList();
            ids.Count.ShouldBeLessThanOrEqualTo(3);
            listed.AddRange(ids);
            after = page.GetProperty("next").GetString() is { } last ? "&after=" + last : null;
        }

        listed.ShouldBe(listed.Distinct().Order(StringComparer.Ordinal));
        mine.ShouldBeSubsetOf(listed);
        (await application.AsOperatorAsync(HttpMethod.Get, "/v1/admin/royalties/parties?limit=101")).Status.ShouldBe(400);
        (await application.AsOperatorAsync(HttpMethod.Get, "/v1/admin/royalties/parties?after=%01")).Status.ShouldBe(400);
        (await application.AsLabelAsync("label-a", HttpMethod.Get, "/v1/admin/royalties/parties")).Status.ShouldBe(403);
    }

    [Fact]
    public async Task Agreements_that_overlap_are_refused_and_nothing_is_changed()
    {
        var (licensor, payee) = (application.New("label"), await application.PartyAsync());
        var list = $"/v1/admin/royalties/agreements/{licensor}";
        (await PutAsync($"{list}/one", new { payee, from = "2026-01", share_bp = 5_500, territory = new { countries = new[] { "*" }, except = new[] { "DE" } } })).Expect(200);
        var refused = await PutAsync($"{list}/two", new { payee, from = "2026-06", share_bp = 5_000, territory = new { countries = new[] { "SE" } } });
        (refused.Status, refused.Reason).ShouldBe((409, "CONFLICT"));
        refused.Message.ShouldContain("overlaps with agreement 'one'");
        (await PutAsync($"{list}/two", new { payee, from = "2026-06", share_bp = 5_000, territory = new { countries = new[] { "DE" } } })).Expect(200);
        (await application.AsOperatorAsync(HttpMethod.Get, list)).Expect(200).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Of_two_overlapping_agreements_that_come_at_once_one_is_taken()
    {
        var (licensor, payee) = (application.New("label"), await application.PartyAsync());
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i =>
            PutAsync($"/v1/admin/royalties/agreements/{licensor}/a{i}", new { payee, from = "2026-01", share_bp = 5_000 + i })));
        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 409).ShouldBe(5);
    }

    [Theory]
    [InlineData("""{"payee":"nobody","from":"2026-01","share_bp":1}""", 409, "there is no party 'nobody'")]
    [InlineData("""{"payee":"a/b","from":"2026-01","share_bp":1}""", 400, "'payee' must be 1 to 64")]
    [InlineData("""{"payee":"p","from":"2026-1","share_bp":1}""", 400, "'from' must be a month")]
    [InlineData("""{"payee":"p","from":"2026-02","until":"2026-02","share_bp":1}""", 400, "'until' must be later")]
    [InlineData("""{"payee":"p","from":"2026-01","share_bp":10001}""", 400, "'share_bp' must be 0 to 10,000")]
    [InlineData("""{"payee":"p","from":"2026-01","share_bp":1.5}""", 400, "share_bp")]
    [InlineData("""{"payee":"p","from":"2026-01","share_bp":1,"products":["gold"]}""", 400, "'products'")]
    [InlineData("""{"payee":"p","from":"2026-01","share_bp":1,"model":"fair"}""", 400, "model")]
    [InlineData("""{"payee":"p","from":"2026-01","share_bp":1,"territory":{"countries":["XX"]}}""", 400, "'XX' is no country")]
    [InlineData("""{"payee":"p","from":"2026-01","share_bp":1,"minimums":[{"currency":"XXX","per_subscriber":1}]}""", 400, "'XXX' is no currency")]
    [InlineData("""{"payee":"p","from":"2026-01","share_bp":1,"minimums":[null]}""", 400, "minimums[0].currency")]
    [InlineData("""{"payee":"p","from":"2026-01"}""", 400, "share_bp")]
    [InlineData("[]", 400, "")]
    public async Task An_agreement_that_is_wrong_is_refused_with_what_is_wrong(string body, int status, string message)
    {
        var licensor = application.New("label");
        var refused = await PutAsync($"/v1/admin/royalties/agreements/{licensor}/a", body);
        (refused.Status, refused.Reason).ShouldBe((status, status == 409 ? "CONFLICT" : "INVALID_REQUEST"));
        refused.Message.ShouldContain(message);
        (await application.AsOperatorAsync(HttpMethod.Get, $"/v1/admin/royalties/agreements/{licensor}/a")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_party_is_registered_and_stays_with_its_currency_and_its_group_with_one()
    {
        var (id, group) = (application.New("p"), application.New("group"));
        var path = $"/v1/admin/royalties/parties/{id}";
        (await PutAsync(path, new { name = "Ann", country = "SE", currency = "SEK", threshold = 10_000, collateral_group = group })).Expect(200);
        (await PutAsync(path, new { name = "Ann", country = "SE", currency = "EUR" })).Message.ShouldContain("paid in SEK");
        (await PutAsync($"/v1/admin/royalties/parties/{application.New("p")}", new { name = "Bo", country = "DE", currency = "EUR", collateral_group = group })).Message.ShouldContain("are paid in SEK");
        (await PutAsync($"/v1/admin/royalties/parties/{application.New("p")}", new { name = "", country = "UK", currency = "sek", threshold = -1 })).Message
            .ShouldBe("'name' must be 1 to 200 characters; 'country' 'UK' is no country of ISO 3166-1 alpha-2; 'currency' 'sek' is no currency of ISO 4217; 'threshold' must be 0 or more minor units.");
        (await PutAsync(path, new { name = "Anna", country = "SE", currency = "SEK" })).Expect(200);
        (await application.AsOperatorAsync(HttpMethod.Get, path)).Expect(200).GetProperty("history").EnumerateArray()
            .Select(one => one.GetProperty("item").GetProperty("name").GetString()).ShouldBe(["Anna", "Ann"]);
        (await application.SnapshotAsync("2026-11")).Parties.ShouldContain(party => party.Id == id && party.Name == "Anna");
    }

    [Theory]
    [InlineData("parties/a%20b")]
    [InlineData("parties/%23")]
    [InlineData("parties/..%5C")]
    [InlineData("agreements/label-x/%3F")]
    [InlineData("agreements/%01/a")]
    [InlineData("charges/%25")]
    public async Task What_can_be_no_id_is_not_found(string path) => (await application.AsOperatorAsync(HttpMethod.Get, $"/v1/admin/royalties/{path}")).Status.ShouldBe(404);

    [Fact]
    public async Task Nobody_but_operators_sees_or_changes_them()
    {
        foreach (var path in (string[])["parties/p", "agreements/label-a", "agreements/label-a/a", "rates/2026-11", "treaties", "charges/c", "escrow", "escrow/2026-11"])
        {
            var refused = await application.AsLabelAsync("label-a", HttpMethod.Get, $"/v1/admin/royalties/{path}");
            (path, refused.Status, refused.Reason).ShouldBe((path, 403, "SCOPE_MISSING"));
        }
    }

    private Task<Answer> PutAsync(string path, object body) => application.AsOperatorAsync(HttpMethod.Put, path, body);
}
