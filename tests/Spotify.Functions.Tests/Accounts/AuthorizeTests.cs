using Shouldly;
using Spotify.Core.Accounts;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>The way of a listener from an app's page through ours and back, and all who would like to go another way.</summary>
public sealed class AuthorizeTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    private const string Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    [Fact]
    public async Task A_new_listener_signs_up_on_the_way_allows_the_app_and_it_gets_tokens_for_what_was_allowed()
    {
        var app = await host.RegisterAsync(confidential: false);
        var browser = new Browser(host.Client);

        var signIn = await browser.GetAsync(AccountsHost.Link(app, "user-read-private user-read-email", Verifier, state: "a&b=c d"));
        signIn.Status.ShouldBe(200);
        var signUp = await browser.GetAsync($"/signup?continue={Uri.EscapeDataString(signIn.Hidden["continue"])}");
        var signedUp = await browser.SubmitAsync("/signup", signUp, AccountsHost.Fields(host.NewEmail(), name: "<i>Åsa</i>"));
        var consent = await browser.GetAsync(signedUp.Location!);
        consent.Body.ShouldContain("See your e-mail address.");
        consent.Body.ShouldNotContain("<i>");
        var back = await browser.SubmitAsync("/authorize", consent, ("decision", "allow"));

        back.Location.ShouldNotBeNull().ShouldStartWith(AccountsHost.Redirect + "?");
        (back.Status, back.Sent("state"), back.Sent("iss")).ShouldBe((303, "a&b=c d", "http://localhost:7071"));
        var tokens = await host.TokenAsync(app, ("grant_type", "authorization_code"), ("code", back.Sent("code")!), ("redirect_uri", app.Redirect), ("code_verifier", Verifier));
        (tokens.Status, tokens.Scope, tokens.Json.GetProperty("expires_in").GetInt32()).ShouldBe((200, "user-read-email user-read-private", 3600));
        var claims = tokens.Claims;
        (claims["tier"]!.GetValue<string>(), claims["country"]!.GetValue<string>(), claims["client_id"]!.GetValue<string>()).ShouldBe(("free", "SE", app.Id));
        (await host.CallAsync(HttpMethod.Get, "/v1/me", tokens.Access)).Json.GetProperty("display_name").GetString().ShouldBe("<i>Åsa</i>");
    }

    [Fact]
    public async Task An_app_with_a_secret_may_do_without_a_challenge_as_the_older_client_does()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming"));

        // The older client sends everything in the form.
        var answer = await host.PostFormAsync(
            "/api/token", null, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", app.Redirect), ("client_id", app.Id), ("client_secret", app.Secret!));

        (answer.Status, answer.Scope).ShouldBe((200, "streaming"));
    }

    [Fact]
    public async Task What_was_allowed_is_remembered_and_asked_again_when_more_is_wanted_or_the_app_says_so()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming user-top-read"));

        (await person.Browser.GetAsync(AccountsHost.Link(app, "streaming"))).Sent("code").ShouldNotBeNull();
        (await person.Browser.GetAsync(AccountsHost.Link(app, "streaming", more: "&prompt=none"))).Sent("code").ShouldNotBeNull();
        (await person.Browser.GetAsync(AccountsHost.Link(app, "streaming user-library-read"))).Status.ShouldBe(200);
        (await person.Browser.GetAsync(AccountsHost.Link(app, "streaming", more: "&show_dialog=true"))).Status.ShouldBe(200);
        (await person.Browser.GetAsync(AccountsHost.Link(app, "streaming", more: "&prompt=consent"))).Status.ShouldBe(200);
        (await person.Browser.GetAsync(AccountsHost.Link(app, "user-library-read", more: "&prompt=none"))).Sent("error").ShouldBe("consent_required");
        (await new Browser(host.Client).GetAsync(AccountsHost.Link(app, "streaming", more: "&prompt=none"))).Sent("error").ShouldBe("login_required");
    }

    [Fact]
    public async Task An_app_that_nothing_tells_from_another_is_asked_about_each_time()
    {
        var app = await host.RegisterAsync(confidential: false, redirect: "http://127.0.0.1/callback");
        var person = await host.SignUpAsync();
        await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming", Verifier));

        (await person.Browser.GetAsync(AccountsHost.Link(app, "streaming", Verifier))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Prompt_login_has_the_listener_sign_in_anew_and_then_goes_on()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming"));

        var page = await person.Browser.GetAsync(AccountsHost.Link(app, "streaming", more: "&prompt=login"));
        page.Body.ShouldContain("name=\"password\"");
        var signedIn = await person.Browser.SubmitAsync("/signin", page, ("email", person.Email), ("password", AccountsHost.Password));

        (await person.Browser.GetAsync(signedIn.Location!)).Sent("code").ShouldNotBeNull();
    }

    [Fact]
    public async Task Every_page_on_the_way_lets_its_form_end_at_the_app_because_browsers_hold_redirects_against_the_policy_too()
    {
        var app = await host.RegisterAsync();
        var (person, stranger) = (await host.SignUpAsync(), new Browser(host.Client));
        var signIn = await stranger.GetAsync(AccountsHost.Link(app, "streaming"));
        var signUp = await stranger.GetAsync($"/signup?continue={Uri.EscapeDataString(signIn.Hidden["continue"])}");
        var wrong = await stranger.SubmitAsync("/signin", signIn, ("email", "person@mail.example"), ("password", "wrong"));

        foreach (var page in new[] { signIn, signUp, wrong, await person.Browser.GetAsync(AccountsHost.Link(app, "streaming")) })
            page.Headers["Content-Security-Policy"].ShouldContain("; form-action 'self' https://app.example; ");
        (await stranger.GetAsync("/signin")).Headers["Content-Security-Policy"].ShouldContain("; form-action 'self'; ");
    }

    [Fact]
    public async Task Who_says_no_sends_the_app_away_with_its_state()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var page = await person.Browser.GetAsync(AccountsHost.Link(app, "streaming", state: "s1"));

        var back = await person.Browser.SubmitAsync("/authorize", page, ("decision", "deny"));

        (back.Sent("error"), back.Sent("state"), back.Sent("code")).ShouldBe(("access_denied", "s1", null));
    }

    [Theory]
    [InlineData("https://evil.example/callback")]
    [InlineData("https://app.example/callback/")]
    [InlineData("https://app.example/callback?x=1")]
    [InlineData("https://app.example/callback#x")]
    [InlineData("https://app.example/Callback")]
    [InlineData("https://app.example/callback/../other")]
    [InlineData("https://app.example:8443/callback")]
    [InlineData("https://app.example@evil.example/callback")]
    [InlineData("http://app.example/callback")]
    [InlineData("//app.example/callback")]
    [InlineData("/signin")]
    [InlineData("javascript:alert(1)")]
    [InlineData("")]
    public async Task No_address_but_a_registered_one_is_ever_gone_to(string redirect)
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());

        foreach (var browser in new[] { person.Browser, new Browser(host.Client) })
        {
            var page = await browser.GetAsync(AccountsHost.Link(app with { Redirect = redirect }, "streaming"));
            (page.Status, page.Location).ShouldBe((400, null));
        }

        // Nor by a form that was changed on its way.
        var consent = await person.Browser.GetAsync(AccountsHost.Link(app, "streaming"));
        var changed = await person.Browser.PostAsync(
            "/authorize", ("csrf", consent.Hidden["csrf"]), ("continue", AccountsHost.Link(app with { Redirect = redirect }, "streaming")), ("decision", "allow"));
        (changed.Status, changed.Location).ShouldBe((400, null));
    }

    [Fact]
    public async Task An_app_that_nobody_knows_and_an_address_that_is_there_twice_lead_nowhere()
    {
        var app = await host.RegisterAsync();
        var browser = new Browser(host.Client);

        (await browser.GetAsync(AccountsHost.Link(app with { Id = "unknown" }))).Status.ShouldBe(400);
        (await browser.GetAsync(AccountsHost.Link(app) + "&redirect_uri=https://evil.example/")).Status.ShouldBe(400);
        (await browser.GetAsync("/authorize")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    [InlineData("/authorize?client_id=unknown")]
    [InlineData("/signout")]
    [InlineData("/authorize\r\nX: y")]
    public async Task Signing_in_goes_on_to_nothing_but_a_good_request_of_an_app(string link)
    {
        var person = await host.SignUpAsync();
        var browser = new Browser(host.Client);
        var page = await browser.GetAsync($"/signin?continue={Uri.EscapeDataString(link)}");
        page.Hidden.ContainsKey("continue").ShouldBeFalse();

        var done = await browser.PostAsync("/signin", ("csrf", page.Hidden["csrf"]), ("continue", link), ("email", person.Email), ("password", AccountsHost.Password));

        (done.Status, done.Location).ShouldBe((303, "/signin"));
    }

    [Fact]
    public async Task An_app_on_the_listeners_machine_may_take_any_port()
    {
        var app = await host.RegisterAsync(confidential: false, redirect: "http://127.0.0.1/callback");
        var person = await host.SignUpAsync();
        var atPort = app with { Redirect = "http://127.0.0.1:51234/callback" };

        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(atPort, "streaming", Verifier));

        (await RedeemAsync(app, code, app.Redirect, Verifier)).Error.ShouldBe("invalid_grant");
        (await RedeemAsync(app, code, atPort.Redirect, Verifier)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("&code_challenge_method=S256", "invalid_request")]
    [InlineData("&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=plain", "invalid_request")]
    [InlineData("&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "invalid_request")]
    [InlineData("&code_challenge=tooshort&code_challenge_method=S256", "invalid_request")]
    [InlineData("", "invalid_request")]
    public async Task Pkce_cannot_be_talked_down(string more, string error)
    {
        var app = await host.RegisterAsync(confidential: false);
        var person = await host.SignUpAsync();

        (await person.Browser.GetAsync(AccountsHost.Link(app, "streaming", more: more))).Sent("error").ShouldBe(error);
        if (more.Length > 0)
            (await person.Browser.GetAsync(AccountsHost.Link(await host.RegisterAsync(), "streaming", more: more))).Sent("error").ShouldBe(error);
    }

    [Theory]
    [InlineData("response_type=code", "response_type=token", "unsupported_response_type")]
    [InlineData("scope=streaming", "scope=streaming%20everything", "invalid_scope")]
    [InlineData("scope=streaming", "scope=admin", "invalid_scope")]
    [InlineData("scope=streaming", "scope=streaming&scope=streaming", "invalid_request")]
    [InlineData("scope=streaming", "scope=streaming&response_mode=fragment", "invalid_request")]
    [InlineData("scope=streaming", "scope=streaming&prompt=none%20login", "invalid_request")]
    public async Task What_an_app_asks_wrongly_goes_back_to_it(string part, string instead, string error)
    {
        var app = await host.RegisterAsync();

        var page = await new Browser(host.Client).GetAsync(AccountsHost.Link(app, "streaming", state: "s").Replace(part, instead, StringComparison.Ordinal));

        (page.Status, page.Sent("error"), page.Sent("state")).ShouldBe((303, error, "s"));
        page.Location.ShouldNotBeNull().ShouldStartWith(AccountsHost.Redirect);
    }

    [Fact]
    public async Task A_code_is_good_for_its_app_its_address_and_its_verifier_alone()
    {
        var (app, other, person) = (await host.RegisterAsync(confidential: false), await host.RegisterAsync(confidential: false), await host.SignUpAsync());
        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming", Verifier));

        (await RedeemAsync(other, code, app.Redirect, Verifier)).Error.ShouldBe("invalid_grant");
        (await RedeemAsync(app, code, "https://app.example/other", Verifier)).Error.ShouldBe("invalid_grant");
        (await RedeemAsync(app, code, app.Redirect, Secret.Create())).Error.ShouldBe("invalid_grant");
        (await RedeemAsync(app, code, app.Redirect, null)).Error.ShouldBe("invalid_grant");
        (await RedeemAsync(app, code[..^1] + (code[^1] == 'A' ? 'B' : 'A'), app.Redirect, Verifier)).Error.ShouldBe("invalid_grant");
        (await RedeemAsync(app, code, app.Redirect, Verifier)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_verifier_for_a_code_without_a_challenge_means_that_somebody_took_the_challenge_away()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming"));

        (await RedeemAsync(app, code, app.Redirect, Verifier)).Error.ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task A_code_that_comes_twice_gives_nothing_and_ends_what_it_gave_before()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming", Verifier));
        var tokens = await RedeemAsync(app, code, app.Redirect, Verifier);

        (await RedeemAsync(app, code, app.Redirect, Verifier)).Error.ShouldBe("invalid_grant");

        (await host.RefreshAsync(app, tokens.Refresh)).Error.ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Of_many_that_redeem_a_code_at_once_one_at_the_most_gets_tokens()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming", Verifier));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RedeemAsync(app, code, app.Redirect, Verifier)));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        (await host.RefreshAsync(app, answers.Single(answer => answer.Status == 200).Refresh)).Error.ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task A_code_is_good_for_a_minute()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var early = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming", Verifier));
        var late = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app, "streaming", Verifier));

        host.Clock.Advance(TimeSpan.FromSeconds(59));
        (await RedeemAsync(app, early, app.Redirect, Verifier)).Status.ShouldBe(200);
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await RedeemAsync(app, late, app.Redirect, Verifier)).Error.ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task The_operators_scope_is_granted_by_operators_alone()
    {
        var app = await host.RegisterAsync(scopes: ["admin", "streaming", "staff"]);
        var person = await host.SignUpAsync();
        var before = await host.GrantAsync(person, app, "admin streaming staff");
        (before.Scope, before.Claims.ContainsKey("label")).ShouldBe(("streaming staff", false));
        (await host.CallAsync(HttpMethod.Get, "/v1/admin/clients", before.Access)).Status.ShouldBe(403);

        using var admin = host.App.Operator();
        (await host.CallAsync(HttpMethod.Put, $"/v1/admin/users/{person.Id}/roles", host.App.Token("operator", scopes: ["admin"]), new { @operator = true, label = "blue-note" })).Status.ShouldBe(200);
        var after = await host.GrantAsync(person, app, "admin streaming staff");
        (after.Scope, after.Claims["label"]!.GetValue<string>()).ShouldBe(("streaming staff admin", "blue-note"));
        (await host.CallAsync(HttpMethod.Get, "/v1/admin/clients", after.Access)).Status.ShouldBe(200);
        (await host.GrantAsync(person, app, "streaming")).Claims.ContainsKey("label").ShouldBeFalse();

        // What is taken away is not in the next token.
        (await host.CallAsync(HttpMethod.Put, $"/v1/admin/users/{person.Id}/roles", host.App.Token("operator", scopes: ["admin"]), new { label = "blue-note" })).Status.ShouldBe(200);
        (await host.RefreshAsync(app, after.Refresh)).Error.ShouldBe("invalid_grant");
        (await host.GrantAsync(person, app, "admin streaming staff")).Scope.ShouldBe("streaming staff");
    }

    [Fact]
    public async Task An_app_asks_for_no_more_than_it_was_registered_for()
    {
        var app = await host.RegisterAsync(scopes: ["streaming"]);

        (await new Browser(host.Client).GetAsync(AccountsHost.Link(app, "user-read-email"))).Sent("error").ShouldBe("invalid_scope");
    }

    private Task<Answered> RedeemAsync(RegisteredApp app, string code, string redirect, string? verifier) => host.TokenAsync(
        app,
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect), .. verifier is null ? Array.Empty<(string, string)>() : [("code_verifier", verifier)]]);
}
