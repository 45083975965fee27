using Shouldly;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Documents;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>Signing up, in and out, and what nobody learns from it.</summary>
public sealed class SignInTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    [Fact]
    public async Task Unknown_address_wrong_password_and_closed_account_are_one_answer_after_the_same_work()
    {
        var (person, closed) = (await host.SignUpAsync(), await host.SignUpAsync());
        await host.Service<AccountStore>().ChangeAsync(closed.Id, account => account with { State = AccountState.Closed }, default);
        var browser = new Browser(host.Client);
        await TryAsync(browser, host.NewEmail(), "whatever it is");

        var bodies = new List<string>();
        foreach (var (email, password) in new[] { (person.Email, "not the password"), (host.NewEmail(), AccountsHost.Password), (closed.Email, AccountsHost.Password), ("no address", AccountsHost.Password) })
        {
            var (hashed, verified) = (host.Hasher.Hashed, host.Hasher.Verified);
            var page = await TryAsync(browser, email, password);
            (page.Status, host.Hasher.Hashed - hashed, host.Hasher.Verified - verified).ShouldBe((400, 0, 1), email);
            page.Headers.ContainsKey("Set-Cookie").ShouldBeFalse();
            bodies.Add(page.Body.Replace(email, "", StringComparison.Ordinal));
        }

        bodies.Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_password_that_was_hashed_with_fewer_rounds_is_hashed_anew_once()
    {
        var person = await host.SignUpAsync();
        await TryAsync(new Browser(host.Client), host.NewEmail(), "the first attempt of all");
        host.Hasher.Iterations = 2000;
        var (hashed, before) = (host.Hasher.Hashed, await StoredHashAsync(person));

        for (var i = 0; i < 2; i++)
            (await TryAsync(new Browser(host.Client), person.Email, AccountsHost.Password)).Status.ShouldBe(303);

        host.Hasher.Iterations = 1000;
        (host.Hasher.Hashed - hashed).ShouldBe(1);
        (await StoredHashAsync(person)).ShouldNotBe(before);
    }

    [Fact]
    public async Task The_session_is_a_cookie_that_no_script_reads_and_no_other_site_sends_with_a_form()
    {
        var browser = new Browser(host.Client);
        await host.SignUpAsync(host.NewEmail());
        var person = await host.SignUpAsync();

        var page = await TryAsync(browser, person.Email, AccountsHost.Password);

        page.Status.ShouldBe(303);
        foreach (var cookie in browser.LastCookies)
        {
            cookie.ShouldContain("; httponly", Case.Insensitive);
            cookie.ShouldContain("; samesite=lax", Case.Insensitive);
            cookie.ShouldContain("; path=/", Case.Insensitive);
            cookie.ShouldNotContain("domain=", Case.Insensitive);
        }

        browser.LastCookies.Select(cookie => cookie.Split('=')[0]).ShouldBe(["spotify-session", "spotify-visitor"], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_is_signed_in_changes_the_browsers_mark_so_that_nobody_can_set_it_beforehand()
    {
        var person = await host.SignUpAsync();
        var browser = new Browser(host.Client);
        var page = await browser.GetAsync("/signin");
        var (mark, form) = (browser.Cookies["spotify-visitor"], page.Hidden["csrf"]);

        await browser.SubmitAsync("/signin", page, ("email", person.Email), ("password", AccountsHost.Password));

        browser.Cookies["spotify-visitor"].ShouldNotBe(mark);
        (await browser.PostAsync("/signout", ("csrf", form))).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("/signin")]
    [InlineData("/signup")]
    [InlineData("/signout")]
    [InlineData("/authorize")]
    public async Task A_form_that_is_not_this_browsers_own_does_nothing(string path)
    {
        var (victim, attacker) = (await host.SignUpAsync(), await host.SignUpAsync());
        var app = await host.RegisterAsync();
        var link = AccountsHost.Link(app, "streaming");
        var theirs = await attacker.Browser.GetAsync(path == "/authorize" ? link : "/signup");
        var email = host.NewEmail();
        (string, string)[] fields = [.. AccountsHost.Fields(path == "/signup" ? email : victim.Email), ("continue", link), ("decision", "allow")];

        foreach (var csrf in new[] { theirs.Hidden["csrf"], "", "nonsense" })
        {
            var page = await victim.Browser.PostAsync(path, [.. fields, ("csrf", csrf)]);
            (page.Status, page.Location).ShouldBe((400, null));
        }

        (await victim.Browser.PostAsync(path, fields)).Status.ShouldBe(400);
        (await victim.Browser.GetAsync("/signin")).Body.ShouldContain("You are signed in");
        (await host.Service<IAccounts>().FindIdByEmailAsync(email)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_signs_out_is_signed_out_even_with_the_cookie_kept()
    {
        var person = await host.SignUpAsync();
        var kept = new Dictionary<string, string>(person.Browser.Cookies);

        var page = await person.Browser.GetAsync("/signout");
        (await person.Browser.SubmitAsync("/signout", page)).Status.ShouldBe(200);

        person.Browser.Cookies.ShouldBeEmpty();
        foreach (var (name, value) in kept)
            person.Browser.Cookies[name] = value;
        (await person.Browser.GetAsync("/signin")).Body.ShouldContain("name=\"password\"");
    }

    [Fact]
    public async Task A_session_ends_after_two_weeks()
    {
        var person = await host.SignUpAsync();
        host.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        (await person.Browser.GetAsync("/signin")).Body.ShouldContain("You are signed in");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        (await person.Browser.GetAsync("/signin")).Body.ShouldContain("name=\"password\"");
    }

    [Fact]
    public async Task A_cookie_that_was_made_up_or_is_another_users_signs_nobody_in()
    {
        var (one, other) = (await host.SignUpAsync(), await host.SignUpAsync());
        var own = one.Browser.Cookies["spotify-session"];
        foreach (var value in new[] { other.Id + own[22..], own[..^1] + (own[^1] == 'A' ? 'B' : 'A'), own[..44] + new string('A', 43), "x", new string('/', 87) })
        {
            var browser = new Browser(host.Client);
            browser.Cookies["spotify-session"] = value;
            (await browser.GetAsync("/signin")).Body.ShouldContain("name=\"password\"");
        }
    }

    [Theory]
    [InlineData("email", "no address", "The e-mail address is not one.")]
    [InlineData("password", "short", "at least 8 characters")]
    [InlineData("password", "aaaaaaaaaaaa", "too easy")]
    [InlineData("display_name", " ", "1 to 60 characters")]
    [InlineData("display_name", "a\u202Eb", "cannot have")]
    [InlineData("country", "XX", "one of the list")]
    [InlineData("country", "se", "one of the list")]
    [InlineData("birthdate", "23.5.1990", "date of birth")]
    [InlineData("birthdate", "2014-01-01", "at least 13")]
    [InlineData("terms", "", "terms of use")]
    public async Task What_is_filled_in_wrongly_is_said_and_nothing_is_made(string field, string value, string says)
    {
        var (browser, email) = (new Browser(host.Client), host.NewEmail());
        var page = await browser.GetAsync("/signup");
        var fields = AccountsHost.Fields(email).Select(one => one.Item1 == field ? (field, value) : one).ToArray();

        var answer = await browser.SubmitAsync("/signup", page, fields);

        answer.Status.ShouldBe(400);
        answer.Body.ShouldContain(says);
        answer.Body.ShouldNotContain(AccountsHost.Password);
        (await host.Service<IAccounts>().FindIdByEmailAsync(email)).ShouldBeNull();
    }

    [Fact]
    public async Task An_address_has_one_account_however_it_is_written_and_however_many_ask_at_once()
    {
        var email = host.NewEmail();
        var browsers = Enumerable.Range(0, 8).Select(_ => new Browser(host.Client)).ToList();
        var pages = await Task.WhenAll(browsers.Select(browser => browser.GetAsync("/signup")));

        var answers = await Task.WhenAll(browsers.Select((browser, i) =>
            browser.SubmitAsync("/signup", pages[i], AccountsHost.Fields(i % 2 == 0 ? email : email.ToUpperInvariant()))));

        answers.Count(answer => answer.Status == 303).ShouldBe(1);
        answers.Where(answer => answer.Status != 303).ShouldAllBe(answer => answer.Body.Contains("There is an account with this address already"));
    }

    [Fact]
    public async Task A_sign_up_that_broke_off_holds_the_address_for_ten_minutes_and_no_longer()
    {
        var (store, email) = (host.Service<AccountStore>(), host.NewEmail());
        Spotify.Core.Accounts.EmailAddress.TryParse(email, out var address).ShouldBeTrue();
        var id = EmailClaim.IdOf(address!);
        await host.App.Documents.WriteAsync(
            DocumentContainer.System, EmailClaim.PartitionOf(id), DocumentOperation.Create(id, new EmailClaim { User = "0000000000000000000000", ClaimedAt = host.Clock.Now }));
        var account = new NewAccount(address!, "Åsa", "SE", new DateOnly(1990, 5, 23));

        host.Clock.Advance(AccountStore.ClaimHolds - TimeSpan.FromSeconds(1));
        (await store.CreateAsync(account, "hash", default)).ShouldBeNull();
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var user = (await store.CreateAsync(account, "hash", default)).ShouldNotBeNull();

        (await store.FindIdByEmailAsync(email)).ShouldBe(user);
        (await store.CreateAsync(account, "hash", default)).ShouldBeNull();
    }

    [Fact]
    public async Task No_page_takes_anything_from_elsewhere_runs_a_script_or_stands_in_a_frame()
    {
        var app = await host.RegisterAsync();
        var person = await host.SignUpAsync();
        foreach (var page in new[]
        {
            await person.Browser.GetAsync("/signup"), await new Browser(host.Client).GetAsync("/signin"), await person.Browser.GetAsync("/signout"),
            await person.Browser.GetAsync(AccountsHost.Link(app, "streaming")), await person.Browser.GetAsync("/authorize"),
        })
        {
            page.Headers["Content-Type"].ShouldBe("text/html; charset=utf-8");
            var policy = page.Headers["Content-Security-Policy"];
            policy.ShouldStartWith("default-src 'none'; style-src 'sha256-");
            policy.ShouldContain("form-action 'self'");
            policy.ShouldEndWith("base-uri 'none'; frame-ancestors 'none'");
            (page.Headers["X-Frame-Options"], page.Headers["Cache-Control"], page.Headers["Referrer-Policy"]).ShouldBe(("DENY", "no-store", "no-referrer"));
            foreach (var forbidden in new[] { "<script", "<link", " style=", " src=", "=\"http", "url(", "@import" })
                page.Body.ShouldNotContain(forbidden, Case.Insensitive);
        }
    }

    [Fact]
    public async Task The_style_that_the_policy_names_is_the_pages_own()
    {
        var page = await new Browser(host.Client).GetAsync("/signin");
        var style = page.Body.Split("<style>")[1].Split("</style>")[0];

        var hash = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));

        page.Headers["Content-Security-Policy"].ShouldContain($"'sha256-{hash}'");
    }

    private static async Task<Page> TryAsync(Browser browser, string email, string password)
    {
        var page = await browser.GetAsync("/signin");
        return await browser.PostAsync("/signin", ("csrf", page.Hidden.GetValueOrDefault("csrf") ?? ""), ("email", email), ("password", password));
    }

    private async Task<string> StoredHashAsync(Person person) => (await host.Service<AccountStore>().ReadAsync(person.Id, default))!.Value.Secret.PasswordHash;
}
