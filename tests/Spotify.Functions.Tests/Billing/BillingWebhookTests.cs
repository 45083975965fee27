using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Accounts;
using Spotify.Functions.Billing;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Playback;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Subscriptions.Families;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Subscriptions;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Billing;

/// <summary>Billing, plans and families through the running application's own door, two instances of it on one store and one clock.</summary>
public sealed class BillingWebhookTests : IAsyncLifetime
{
    private const string Secret = "the secret of billing, 32 letters";
    private const string OldSecret = "the secret of last year, letters.";

    private static readonly Type[] Functions =
    [
        typeof(PostBillingEvent), typeof(ImportBillingEvents), typeof(ListParkedEvents), typeof(RetryParkedEvent), typeof(GetRevenue), typeof(GetMyPlan), typeof(GetMyFamily), typeof(InviteToFamily), typeof(WithdrawInvitation),
        typeof(JoinFamily), typeof(RemoveFromFamily), typeof(LeaveFamily), typeof(GetStreamUrl), typeof(AnswerUnknownRoute),
    ];

    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new("2026-11-20T10:00:00Z");
    private readonly KnownAccounts _accounts = new();
    private readonly SqliteDocumentStore _store;
    private ComposedApplication _one = null!;
    private ComposedApplication _other = null!;
    private HttpClient _billing = null!;
    private HttpClient _operator = null!;

    public BillingWebhookTests() => _store = new SqliteDocumentStore(_folder.File("documents.db"), _time, NullLogger<SqliteDocumentStore>.Instance);

    public async Task InitializeAsync()
    {
        _one = await StartAsync();
        _other = await StartAsync();
        (_billing, _operator) = (_one.Anonymous(), _one.Operator());
    }

    public async Task DisposeAsync()
    {
        _billing.Dispose();
        _operator.Dispose();
        await _other.DisposeAsync();
        await _one.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_an_operator_imports_is_the_same_money_as_what_the_webhook_brings_and_comes_once()
    {
        _accounts.Unknown.Add("stranger");
        var advertising = new { id = "ads-1", type = "ad_revenue", product = "free", country = "SE", period = "2026-11", currency = "SEK", gross = 500_000, vat = 0, store_fee = 0, at = "2026-11-20T09:00:00Z" };
        var unknown = new { id = "p-unknown", type = "payment", user = "stranger", product = "premium", country = "SE", period = "2026-11", currency = "SEK", gross = 11_900, vat = 2_380, store_fee = 0, at = "2026-11-20T09:00:00Z" };
        var import = new { events = new object[] { advertising, unknown } };
        var first = await JsonAsync(await _operator.PostAsJsonAsync("/v1/admin/billing/import", import));
        first.GetProperty("results").EnumerateArray().Select(one => one.GetProperty("outcome").GetString()).ShouldBe(["applied", "parked"]);
        var second = await JsonAsync(await _operator.PostAsJsonAsync("/v1/admin/billing/import", import));
        second.GetProperty("results")[0].GetProperty("outcome").GetString().ShouldBe("duplicate");
        var revenue = await JsonAsync(await _operator.GetAsync("/v1/admin/revenue/2026-11"));
        revenue.GetProperty("totals").EnumerateArray().Single(one => one.GetProperty("product").GetString() == "free").GetProperty("gross").GetInt64().ShouldBe(500_000);
        (await JsonAsync(await _operator.GetAsync("/v1/admin/billing/parked"))).GetProperty("items").EnumerateArray().ShouldContain(one => one.GetProperty("event").GetString() == "p-unknown");
    }

    [Theory]
    [InlineData("""{"events":[]}""", "events: 1 to 200")]
    [InlineData("""{"events":[{"id":"never","type":"ad_revenue","product":"free","country":"SE","period":"2026-11","currency":"SEK","gross":1,"vat":0,"store_fee":0,"at":"2026-11-20T09:00:00Z"},{"type":"payment"}]}""", "events[1]")]
    public async Task An_import_with_something_that_is_no_event_takes_nothing(string body, string message)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var answer = await _operator.PostAsync("/v1/admin/billing/import", content);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadAsStringAsync()).ShouldContain(message);
        (await JsonAsync(await _operator.GetAsync("/v1/admin/revenue/2026-11"))).GetProperty("totals").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_payment_reaches_every_instance_and_every_token_within_a_minute()
    {
        // A token that says free, issued before anything was paid.
        using var listener = _other.Listener("payer", "free", "SE", "user-read-private");
        (await SendAsync(Payment("p1", "payer"))).ShouldBe((HttpStatusCode.OK, """{"id":"p1","outcome":"applied","reason":null,"detail":null}"""));
        var plan = await JsonAsync(await listener.GetAsync("/v1/me/plan"));
        (plan.GetProperty("tier").GetString(), plan.GetProperty("status").GetString(), plan.GetProperty("paid_through").GetDateTimeOffset()).ShouldBe(("premium", "active", _time.GetUtcNow().AddMonths(1)));
        var changes = _other.Services.GetRequiredService<IAccountChanges>();
        var token = new Caller("payer", Core.Playback.Tier.Free, "SE", new HashSet<string>(), null, null) { IssuedAt = _time.GetUtcNow() };
        _time.Advance(AccountChangeReader.Interval);
        await Eventually.HoldsAsync(
            "the other instance knows", TimeSpan.FromSeconds(10), () => changes.TryApply(token, out var now) && now.Tier == Core.Playback.Tier.Premium);
    }

    [Fact]
    public async Task A_track_that_free_may_not_play_plays_within_a_minute_of_the_payment_with_the_same_token_and_stops_when_the_plan_does()
    {
        var release = TestRelease.Create().With(0, track => track with { Rights = [TestRelease.World with { Tiers = ["premium"] }] });
        (await _one.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        using var listener = _other.Listener("payer", "free");
        Task<HttpResponseMessage> PlayAsync() => listener.GetAsync($"/v1/tracks/{release.Tracks[0].Id}/stream");
        var refused = await PlayAsync();
        (refused.StatusCode, (await JsonAsync(refused)).GetProperty("error").GetProperty("reason").GetString()).ShouldBe((HttpStatusCode.Forbidden, "TIER_RESTRICTED"));
        await SendAsync(Payment("p1", "payer"));
        _time.Advance(AccountChangeReader.Interval);
        await Eventually.HoldsAsync("it plays at the other instance", TimeSpan.FromSeconds(10), async () => (await PlayAsync()).StatusCode == HttpStatusCode.OK);
        await SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id = "c1", type = "plan_cancelled", user = "payer", at = _time.GetUtcNow(), until = _time.GetUtcNow() }));
        _time.Advance(AccountChangeReader.Interval);
        await Eventually.HoldsAsync("it plays no more", TimeSpan.FromSeconds(10), async () => (await PlayAsync()).StatusCode == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_revoked_grant_and_a_closed_account_are_turned_away_at_every_door_within_a_minute()
    {
        using var listener = _other.Listener("closing", "premium", "SE", "user-read-private");
        (await listener.GetAsync("/v1/me/plan")).StatusCode.ShouldBe(HttpStatusCode.OK);
        await _one.Services.GetRequiredService<IAccountChanges>().AnnounceAsync(new AccountChange("closing", _time.GetUtcNow()) { IsClosed = true });
        _time.Advance(AccountChangeReader.Interval);
        HttpResponseMessage? answer = null;
        await Eventually.HoldsAsync("the token is good no more", TimeSpan.FromSeconds(10), async () => (answer = await listener.GetAsync("/v1/me/plan")).StatusCode == HttpStatusCode.Unauthorized);
        (await JsonAsync(answer!)).GetProperty("error").GetProperty("reason").GetString().ShouldBe("TOKEN_INVALID");
    }

    [Fact]
    public async Task Billing_proves_itself_with_any_of_the_secrets_and_nobody_else_gets_in()
    {
        (await SendAsync(Payment("s1"), OldSecret)).Status.ShouldBe(HttpStatusCode.OK);
        (await SendAsync(Payment("s2"), Secret)).Status.ShouldBe(HttpStatusCode.OK);
        var body = Payment("s3");
        await RefusedAsync(body, null, "TOKEN_MISSING");
        await RefusedAsync(body, "nonsense", "TOKEN_INVALID");
        await RefusedAsync(body, WebhookSignature.Sign(body, "somebody else's secret, letters..", _time.GetUtcNow()), "TOKEN_INVALID");
        await RefusedAsync(body, WebhookSignature.Sign(Payment("s3", gross: 1), Secret, _time.GetUtcNow()), "TOKEN_INVALID");
        await RefusedAsync(body, WebhookSignature.Sign(body, Secret, _time.GetUtcNow().AddSeconds(-301)), "TOKEN_INVALID");
        await RefusedAsync(body, WebhookSignature.Sign(body, Secret, _time.GetUtcNow().AddSeconds(301)), "TOKEN_INVALID");
        (await RevenueAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_replay_counts_once_and_another_body_under_its_id_is_a_conflict_that_operators_see()
    {
        var body = Payment("r1");
        var signature = WebhookSignature.Sign(body, Secret, _time.GetUtcNow());
        foreach (var outcome in (string[])["applied", "duplicate", "duplicate"])
            (await JsonAsync(await PostAsync(body, signature))).GetProperty("outcome").GetString().ShouldBe(outcome);
        var other = await PostAsync(Payment("r1", gross: 5), WebhookSignature.Sign(Payment("r1", gross: 5), Secret, _time.GetUtcNow()));
        other.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await JsonAsync(other)).GetProperty("error").GetProperty("reason").GetString().ShouldBe("CONFLICT");
        (await RevenueAsync()).ShouldBe(1);
        (await ParkedAsync()).ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            one => one.GetProperty("event").GetString().ShouldBe("r1"), one => one.GetProperty("reason").GetString().ShouldBe("other_body"), one => one.GetProperty("body").GetProperty("gross").GetInt64().ShouldBe(5));
        // The same, whichever instance it reaches.
        using var elsewhere = _other.Anonymous();
        (await JsonAsync(await PostAsync(body, signature, elsewhere))).GetProperty("outcome").GetString().ShouldBe("duplicate");
    }

    [Fact]
    public async Task What_comes_at_the_same_time_twice_counts_once()
    {
        var body = Payment("twice");
        var signature = WebhookSignature.Sign(body, Secret, _time.GetUtcNow());
        using var elsewhere = _other.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => PostAsync(body, signature, i % 2 == 0 ? _billing : elsewhere)));
        answers.Select(answer => answer.StatusCode).Distinct().ShouldBe([HttpStatusCode.OK]);
        (await RevenueAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_body_that_is_none_or_too_large_is_refused_by_name()
    {
        foreach (var text in (string[])["", "nonsense", "[]", "{\"type\":\"payment\"}"])
        {
            var body = Encoding.UTF8.GetBytes(text);
            var answer = await PostAsync(body, WebhookSignature.Sign(body, Secret, _time.GetUtcNow()));
            (answer.StatusCode, (await JsonAsync(answer)).GetProperty("error").GetProperty("reason").GetString()).ShouldBe((HttpStatusCode.BadRequest, "INVALID_REQUEST"), text);
        }

        var large = new byte[SignedBodyReader.MaxBytes + 1];
        foreach (var content in (HttpContent[])[new ByteArrayContent(large), new StreamContent(new UnsizedStream(large))])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/billing/events") { Content = content };
            request.Headers.Add("X-Signature", WebhookSignature.Sign(large, Secret, _time.GetUtcNow()));
            var answer = await _billing.SendAsync(request);
            (answer.StatusCode, (await JsonAsync(answer)).GetProperty("error").GetProperty("reason").GetString()).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "TOO_LARGE"));
        }
    }

    [Fact]
    public async Task An_event_that_names_nobody_is_parked_until_an_operator_has_it_taken_again()
    {
        _accounts.Unknown.Add("stranger");
        (await SendAsync(Payment("k1", "stranger"))).Body.ShouldContain("\"outcome\":\"parked\",\"reason\":\"unknown_user\"");
        var parked = (await ParkedAsync()).ShouldHaveSingleItem().GetProperty("id").GetString();
        using var listener = _one.Listener("stranger");
        (await listener.GetAsync("/v1/admin/billing/parked")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await listener.PostAsync($"/v1/admin/billing/parked/{parked}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        _accounts.Unknown.Clear();
        (await JsonAsync(await _operator.PostAsync($"/v1/admin/billing/parked/{parked}/retry", null))).GetProperty("outcome").GetString().ShouldBe("applied");
        (await ParkedAsync()).ShouldBeEmpty();
        (await _operator.PostAsync($"/v1/admin/billing/parked/{parked}/retry", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _operator.PostAsync($"/v1/admin/billing/parked/{parked}/retry?without_user=perhaps", null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _operator.GetAsync("/v1/admin/billing/parked?limit=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await _operator.GetAsync("/v1/admin/revenue/november")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_family_invites_joins_removes_and_leaves_and_nobody_reads_what_is_not_his()
    {
        await SendAsync(Payment("f1", "mother", product: "family"));
        using var owner = Member("mother");
        using var guest = Member("daughter");
        using var stranger = Member("stranger");
        var invitation = (await JsonAsync(await owner.PostAsync("/v1/me/family/invitations", null))).GetProperty("invitation").GetString()!;
        (await guest.PostAsync("/v1/me/family/invitations", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await JoinAsync(guest, "made up")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var joined = await JsonAsync(await JoinAsync(guest, invitation));
        (joined.GetProperty("role").GetString(), joined.GetProperty("owner").GetString(), joined.GetProperty("members").GetArrayLength()).ShouldBe(("member", "mother", 0));
        (await JoinAsync(stranger, invitation)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(await guest.GetAsync("/v1/me/plan"))).GetProperty("tier").GetString().ShouldBe("family");
        (await JsonAsync(await owner.GetAsync("/v1/me/family"))).GetProperty("members")[0].GetProperty("id").GetString().ShouldBe("daughter");
        (await JsonAsync(await stranger.GetAsync("/v1/me/family"))).GetRawText().ShouldBe("""{"role":"none","owner":null,"since":null,"max_people":6,"members":[],"invitations":[]}""");
        (await JsonAsync(await stranger.GetAsync("/v1/me/plan"))).GetProperty("tier").GetString().ShouldBe("free");
        (await stranger.DeleteAsync("/v1/me/family/members/daughter")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await owner.DeleteAsync("/v1/me/family")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await guest.DeleteAsync("/v1/me/family")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await guest.DeleteAsync("/v1/me/family")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(await guest.GetAsync("/v1/me/plan"))).GetProperty("tier").GetString().ShouldBe("free");
        await owner.PostAsync("/v1/me/family/invitations", null);
        var open = (await JsonAsync(await owner.GetAsync("/v1/me/family"))).GetProperty("invitations")[0].GetProperty("id").GetString();
        (await owner.DeleteAsync($"/v1/me/family/invitations/{open}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.DeleteAsync($"/v1/me/family/invitations/{open}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var reader = _one.Listener("mother", scopes: "user-read-private");
        (await reader.PostAsync("/v1/me/family/invitations", null)).StatusCode.ShouldBe(HttpStatusCode.Forbidden, "an app that may read changes nothing");
        (await JoinAsync(guest, null)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Without_a_secret_senders_are_told_to_come_again()
    {
        await using var bare = await ComposedApplication.StartAsync(Functions, services: Register);
        using var client = bare.Anonymous();
        var answer = await PostAsync(Payment("n1"), WebhookSignature.Sign(Payment("n1"), "", _time.GetUtcNow()), client);
        (answer.StatusCode, answer.Headers.RetryAfter!.Delta).ShouldBe((HttpStatusCode.ServiceUnavailable, TimeSpan.FromMinutes(5)));
    }

    private HttpClient Member(string user) => _one.Listener(user, "free", "SE", "user-read-private", "user-account-modify");

    private static Task<HttpResponseMessage> JoinAsync(HttpClient client, string? invitation) =>
        client.PostAsync("/v1/me/family/join", new StringContent(JsonSerializer.Serialize(new { invitation })));

    private byte[] Payment(string id, string user = "u1", long gross = 1099, string product = "premium") => JsonSerializer.SerializeToUtf8Bytes(new
    {
        id,
        type = "payment",
        user,
        product,
        country = "SE",
        period = "2026-11",
        currency = "SEK",
        gross,
        vat = 0,
        store_fee = 0,
        at = _time.GetUtcNow(),
    });

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(byte[] body, string secret = Secret)
    {
        var answer = await PostAsync(body, WebhookSignature.Sign(body, secret, _time.GetUtcNow()));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<HttpResponseMessage> PostAsync(byte[] body, string? signature, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/billing/events") { Content = new ByteArrayContent(body) };
        if (signature is not null)
            request.Headers.TryAddWithoutValidation("X-Signature", signature);
        return await (client ?? _billing).SendAsync(request);
    }

    private async Task RefusedAsync(byte[] body, string? signature, string reason)
    {
        var answer = await PostAsync(body, signature);
        (answer.StatusCode, (await JsonAsync(answer)).GetProperty("error").GetProperty("reason").GetString()).ShouldBe((HttpStatusCode.Unauthorized, reason));
    }

    private async Task<long> RevenueAsync()
    {
        var totals = (await JsonAsync(await _operator.GetAsync("/v1/admin/revenue/2026-11"))).GetProperty("totals");
        return totals.GetArrayLength() == 0 ? 0 : totals[0].GetProperty("payments").GetInt64();
    }

    private async Task<IReadOnlyList<JsonElement>> ParkedAsync() => [.. (await JsonAsync(await _operator.GetAsync("/v1/admin/billing/parked"))).GetProperty("items").EnumerateArray()];

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    private Task<ComposedApplication> StartAsync() => ComposedApplication.StartAsync(
        Functions, new Dictionary<string, string?> { ["Billing:Secrets:0"] = Secret, ["Billing:Secrets:1"] = OldSecret }, Register);

    private void Register(IServiceCollection services)
    {
        services.AddSingleton<TimeProvider>(_time);
        services.AddSingleton<IDocumentStore>(_store);
        services.Replace(ServiceDescriptor.Singleton<IAccounts>(_accounts));
    }

    /// <summary>A body whose length nobody knows before.</summary>
    private sealed class UnsizedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
