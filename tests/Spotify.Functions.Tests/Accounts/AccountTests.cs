using System.Text.Json;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Subscriptions;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>What listeners see and do of their accounts, and that it is of their own alone.</summary>
public sealed class AccountTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    [Theory]
    [InlineData("", "display_name external_urls followers href id images type uri")]
    [InlineData("user-read-email", "display_name email external_urls followers href id images type uri")]
    [InlineData("user-read-private user-read-email", "country display_name email explicit_content external_urls followers href id images product type uri")]
    public async Task A_profile_has_the_fields_that_were_allowed(string scope, string fields)
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app, scope);

        var me = (await host.CallAsync(HttpMethod.Get, "/v1/me", tokens.Access)).Json;

        string.Join(' ', me.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)).ShouldBe(fields);
        (me.GetProperty("id").GetString(), me.GetProperty("type").GetString(), me.GetProperty("uri").GetString()).ShouldBe((person.Id, "user", $"spotify:user:{person.Id}"));
        me.GetProperty("followers").GetProperty("total").GetInt32().ShouldBe(0);
        if (scope.Contains("private"))
        {
            (me.GetProperty("country").GetString(), me.GetProperty("product").GetString()).ShouldBe(("SE", "free"));
            me.GetProperty("explicit_content").GetProperty("filter_enabled").GetBoolean().ShouldBeFalse();
        }

        if (scope.Contains("email"))
            me.GetProperty("email").GetString().ShouldBe(person.Email);
    }

    [Fact]
    public async Task Who_filters_explicit_content_says_so_in_his_profile_and_his_tokens_and_changes_it_at_once()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app, "user-read-private user-account-modify");
        ClaimOf(tokens.Access).ShouldBeNull();

        var changed = await host.CallAsync(HttpMethod.Put, "/v1/me", tokens.Access, new { explicit_filter = true });
        changed.Status.ShouldBe(200);
        changed.Json.GetProperty("explicit_content").GetProperty("filter_enabled").GetBoolean().ShouldBeTrue();
        changed.Json.GetProperty("display_name").GetString().ShouldBe("Åsa <b>");
        ClaimOf((await host.GrantAsync(person, app, "user-read-private")).Access).ShouldBe(true);

        (await host.CallAsync(HttpMethod.Put, "/v1/me", tokens.Access, new { display_name = "Another" })).Json
            .GetProperty("explicit_content").GetProperty("filter_enabled").GetBoolean().ShouldBeTrue();
        (await host.CallAsync(HttpMethod.Put, "/v1/me", tokens.Access, new { explicit_filter = false })).Json
            .GetProperty("explicit_content").GetProperty("filter_enabled").GetBoolean().ShouldBeFalse();
        (await host.CallAsync(HttpMethod.Put, "/v1/me", tokens.Access, new { })).Status.ShouldBe(400);
        (await host.CallAsync(HttpMethod.Put, "/v1/me", tokens.Access, new { explicit_filter = "yes" })).Status.ShouldBe(400);

        static bool? ClaimOf(string token)
        {
            var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1])).RootElement;
            return claims.TryGetProperty("explicit_filter", out var filter) ? filter.GetBoolean() : null;
        }
    }

    [Fact]
    public async Task Everybody_sees_a_public_profile_and_nothing_else_of_another()
    {
        var (app, person, other) = (await host.RegisterAsync(), await host.SignUpAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(other, app, "user-read-private user-read-email");

        var seen = await host.CallAsync(HttpMethod.Get, $"/v1/users/{person.Id}", tokens.Access);

        string.Join(' ', seen.Json.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)).ShouldBe("display_name external_urls followers href id images type uri");
        seen.Json.GetProperty("display_name").GetString().ShouldBe("Åsa <b>");
        (await host.CallAsync(HttpMethod.Get, "/v1/users/nobody", tokens.Access)).Status.ShouldBe(404);
        (await host.CallAsync(HttpMethod.Get, "/v1/users/a%23b", tokens.Access)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_listener_of_another_authority_is_what_his_token_says()
    {
        var me = (await host.CallAsync(HttpMethod.Get, "/v1/me", host.App.Token("stranger", "premium", "NO", "user-read-private"))).Json;

        (me.GetProperty("id").GetString(), me.GetProperty("country").GetString(), me.GetProperty("product").GetString()).ShouldBe(("stranger", "NO", "premium"));
        (await host.CallAsync(HttpMethod.Put, "/v1/me", host.App.Token("stranger", scopes: ["user-account-modify"]), new { display_name = "x" })).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_name_is_changed_by_its_owner_through_an_app_that_may()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var (may, mayNot) = (await host.GrantAsync(person, app, "user-account-modify"), await host.GrantAsync(person, app, "streaming"));

        (await host.CallAsync(HttpMethod.Put, "/v1/me", mayNot.Access, new { display_name = "Eva" })).Status.ShouldBe(403);
        (await host.CallAsync(HttpMethod.Put, "/v1/me", may.Access, new { display_name = "" })).Status.ShouldBe(400);
        (await host.CallAsync(HttpMethod.Put, "/v1/me", may.Access, new { display_name = " Eva " })).Json.GetProperty("display_name").GetString().ShouldBe("Eva");
        (await host.CallAsync(HttpMethod.Get, "/v1/me", mayNot.Access)).Json.GetProperty("display_name").GetString().ShouldBe("Eva");
    }

    [Fact]
    public async Task A_listener_sees_what_he_has_allowed_and_takes_it_back_and_nobody_elses()
    {
        var (app, other) = (await host.RegisterAsync(), await host.RegisterAsync());
        var (person, stranger) = (await host.SignUpAsync(), await host.SignUpAsync());
        var (manage, playing) = (await host.GrantAsync(person, app, "user-account-modify"), await host.GrantAsync(person, other, "streaming"));
        var theirs = await host.GrantAsync(stranger, app, "user-account-modify");

        var list = (await host.CallAsync(HttpMethod.Get, "/v1/me/grants", manage.Access)).Json.GetProperty("items").EnumerateArray().ToList();
        list.Select(item => (item.GetProperty("client_id").GetString(), item.GetProperty("current").GetBoolean())).ShouldBe([(app.Id, true), (other.Id, false)], ignoreOrder: true);
        list.ShouldAllBe(item => item.GetProperty("app").GetString() == "An app");

        var id = playing.Claims["sid"]!.ToString();
        (await host.CallAsync(HttpMethod.Delete, $"/v1/me/grants/{id}", theirs.Access)).Status.ShouldBe(404);
        (await host.RefreshAsync(other, playing.Refresh)).Status.ShouldBe(200);
        (await host.CallAsync(HttpMethod.Delete, $"/v1/me/grants/{id}", manage.Access)).Status.ShouldBe(204);
        (await host.CallAsync(HttpMethod.Delete, $"/v1/me/grants/{id}", manage.Access)).Status.ShouldBe(404);

        // The app has to ask again.
        (await person.Browser.GetAsync(AccountsHost.Link(other, "streaming"))).Status.ShouldBe(200);
        (await host.CallAsync(HttpMethod.Delete, "/v1/me/grants", manage.Access)).Status.ShouldBe(204);
        (await host.RefreshAsync(app, manage.Refresh)).Error.ShouldBe("invalid_grant");
        (await host.RefreshAsync(app, theirs.Refresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_new_password_signs_out_every_other_browser_and_app()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var (own, other) = (await host.GrantAsync(person, app, "user-account-modify"), await host.GrantAsync(person, app));

        (await ChangeAsync(own, "not the password", "another good one")).Status.ShouldBe(400);
        (await ChangeAsync(own, AccountsHost.Password, "short")).Text.ShouldContain("new_password: ");
        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app));
        (await ChangeAsync(own, AccountsHost.Password, "another good one")).Status.ShouldBe(204);

        (await host.TokenAsync(app, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", app.Redirect))).Error.ShouldBe("invalid_grant");
        (await host.RefreshAsync(app, other.Refresh)).Error.ShouldBe("invalid_grant");
        (await host.RefreshAsync(app, own.Refresh)).Status.ShouldBe(200);
        (await person.Browser.GetAsync("/signin")).Body.ShouldContain("name=\"password\"");
        (await SignInAsync(person.Email, AccountsHost.Password)).ShouldBe(400);
        (await SignInAsync(person.Email, "another good one")).ShouldBe(303);
    }

    [Fact]
    public async Task A_closed_account_is_over_for_browsers_apps_and_everybody_who_looks()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app, "user-account-modify");
        (await host.CallAsync(HttpMethod.Post, "/v1/me/close", tokens.Access, new { password = "wrong" })).Status.ShouldBe(400);

        (await host.CallAsync(HttpMethod.Post, "/v1/me/close", tokens.Access, new { password = AccountsHost.Password })).Status.ShouldBe(204);

        (await host.RefreshAsync(app, tokens.Refresh)).Error.ShouldBe("invalid_grant");
        (await SignInAsync(person.Email, AccountsHost.Password)).ShouldBe(400);
        (await person.Browser.GetAsync("/signin")).Body.ShouldContain("name=\"password\"");
        (await host.CallAsync(HttpMethod.Get, $"/v1/users/{person.Id}", host.App.Token())).Status.ShouldBe(404);
        (await host.Service<IAccounts>().FindAsync(person.Id)).ShouldNotBeNull().State.ShouldBe(AccountState.Closed);
    }

    [Fact]
    public async Task Operators_look_accounts_up_and_set_roles_and_others_do_not()
    {
        var person = await host.SignUpAsync();
        var admin = host.App.Token("operator", scopes: ["admin"]);

        (await host.CallAsync(HttpMethod.Get, $"/v1/admin/users?email={person.Email.ToUpperInvariant()}", admin)).Json.GetProperty("id").GetString().ShouldBe(person.Id);
        (await host.CallAsync(HttpMethod.Get, "/v1/admin/users?email=nobody@mail.example", admin)).Status.ShouldBe(404);
        (await host.CallAsync(HttpMethod.Get, $"/v1/admin/users?email={person.Email}", host.App.Token(person.Id))).Status.ShouldBe(403);
        (await host.CallAsync(HttpMethod.Put, $"/v1/admin/users/{person.Id}/roles", admin, new { label = "a/b" })).Status.ShouldBe(400);
        (await host.CallAsync(HttpMethod.Put, "/v1/admin/users/nobody/roles", admin, new { label = "a" })).Status.ShouldBe(404);
        (await host.CallAsync(HttpMethod.Put, $"/v1/admin/users/{person.Id}/roles", host.App.Token(person.Id), new { @operator = true })).Status.ShouldBe(403);
    }

    [Fact]
    public async Task The_country_that_another_capability_sets_is_in_the_next_token()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app);

        await host.Service<IAccounts>().SetCountryAsync(person.Id, "NO");
        await host.Service<IAccounts>().SetCountryAsync("nobody", "NO");

        (await host.RefreshAsync(app, tokens.Refresh)).Claims["country"]!.ToString().ShouldBe("NO");
    }

    [Fact]
    public async Task What_a_listener_has_subscribed_to_is_in_the_next_token_and_in_his_profile()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app, "user-read-private");
        var trial = new PlanEvent { Id = "trial", Type = PlanEventType.Started, Product = Tier.Trial, At = host.Clock.Now, Until = host.Clock.Now.AddDays(14) };

        await ((Plans)host.Service<IPlans>()).ApplyAsync(person.Id, trial, default);

        (await host.RefreshAsync(app, tokens.Refresh)).Claims["tier"]!.ToString().ShouldBe("trial");
        (await host.CallAsync(HttpMethod.Get, "/v1/me", tokens.Access)).Json.GetProperty("product").GetString().ShouldBe("premium");
    }

    [Fact]
    public async Task An_export_has_the_account_and_nothing_that_proves_its_owner()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app);
        var hash = (await host.Service<AccountStore>().ReadAsync(person.Id, default))!.Value.Secret.PasswordHash;

        var export = (await host.CallAsync(HttpMethod.Get, "/v1/me/data", tokens.Access)).Text;

        foreach (var kind in new[] { "account", "grant", "web_session", "consent", "email_claim", "authorization_code" })
            export.ShouldContain($"\"kind\":\"{kind}\"");
        export.ShouldContain(person.Email);
        export.ShouldNotContain(hash);
        export.ShouldNotContain("\"secret\"");
    }

    [Fact]
    public async Task An_erasure_removes_the_claim_to_the_address_in_whatever_order_the_stores_are_swept()
    {
        var person = await host.SignUpAsync();
        var stores = host.App.Services.GetService(typeof(IEnumerable<IPersonalData>)) as IEnumerable<IPersonalData>;
        var claims = await CountClaimsAsync(person.Id);
        claims.ShouldBe(2);

        foreach (var store in stores!.Where(store => store.Name is "users" or "accounts").OrderByDescending(store => store.Name))
            await store.EraseAsync(person.Id, default);

        (await CountClaimsAsync(person.Id)).ShouldBe(0);
        (await host.SignUpAsync(person.Email)).Id.ShouldNotBe(person.Id);
    }

    private async Task<int> CountClaimsAsync(string userId)
    {
        var found = 0;
        foreach (var range in await host.App.Documents.GetScanRangesAsync(DocumentContainer.System, 4))
        {
            await foreach (var document in host.App.Documents.ScanAsync<JsonElement>(DocumentContainer.System, range))
                found += document.Partition.First.StartsWith("email", StringComparison.Ordinal) && (document.Id + document.Value).Contains(userId, StringComparison.Ordinal) ? 1 : 0;
        }

        return found;
    }

    private Task<Answered> ChangeAsync(Answered tokens, string current, string next) =>
        host.CallAsync(HttpMethod.Put, "/v1/me/password", tokens.Access, new { current_password = current, new_password = next });

    private async Task<int> SignInAsync(string email, string password)
    {
        var browser = new Browser(host.Client);
        return (await browser.SubmitAsync("/signin", await browser.GetAsync("/signin"), ("email", email), ("password", password))).Status;
    }
}
