using Shouldly;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>Five attempts in a quarter of an hour, by address and by account.</summary>
public sealed class ThrottleTests : IAsyncLifetime
{
    private const int Attempts = 5;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private AccountsHost _host = null!;
    private int _addresses;

    public async Task InitializeAsync() => _host = await AccountsHost.LimitedAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_account_is_tried_five_times_from_wherever_and_the_right_password_is_not_looked_at_then()
    {
        var person = await SignUpAsync();
        foreach (var email in new[] { person, _host.NewEmail() })
        {
            for (var i = 0; i < Attempts; i++)
                (await TryAsync(Elsewhere(), i % 2 == 0 ? email : email.ToUpperInvariant(), "wrong")).Status.ShouldBe(400);
            var verified = _host.Hasher.Verified;

            var page = await TryAsync(Elsewhere(), email, AccountsHost.Password);

            (page.Status, page.Headers["Retry-After"], _host.Hasher.Verified - verified).ShouldBe((429, "900", 0));
            page.Body.ShouldContain("Too many attempts");
            page.Headers.ContainsKey("Set-Cookie").ShouldBeFalse();
        }

        _host.Clock.Advance(Window);
        (await TryAsync(Elsewhere(), person, AccountsHost.Password)).Status.ShouldBe(303);
    }

    [Fact]
    public async Task An_address_tries_five_times_whatever_accounts_it_names_and_signs_up_no_more_often()
    {
        var here = Elsewhere();
        for (var i = 0; i < Attempts; i++)
            (await TryAsync(here, _host.NewEmail(), "wrong")).Status.ShouldBe(400);

        (await TryAsync(here, await SignUpAsync(), AccountsHost.Password)).Status.ShouldBe(429);
        var page = await here.GetAsync("/signup");
        (await here.SubmitAsync("/signup", page, AccountsHost.Fields(_host.NewEmail()))).Status.ShouldBe(429);
        (await TryAsync(Elsewhere(), _host.NewEmail(), "wrong")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Who_has_a_token_tries_no_more_passwords_than_who_has_none()
    {
        var browser = Elsewhere();
        var email = await SignUpAsync(browser);
        var app = await _host.RegisterAsync();
        var own = await _host.GrantAsync(new Person("", email, browser), app, "user-account-modify");
        for (var i = 0; i < Attempts; i++)
            await TryAsync(Elsewhere(), email, "wrong");

        foreach (var (method, path, body) in new (HttpMethod, string, object)[]
        {
            (HttpMethod.Put, "/v1/me/password", new { current_password = AccountsHost.Password, new_password = "another good one" }),
            (HttpMethod.Post, "/v1/me/close", new { password = AccountsHost.Password }),
        })
        {
            var answer = await _host.CallAsync(method, path, own.Access, body);
            (answer.Status, answer.Reason, answer.Headers["Retry-After"]).ShouldBe((429, "RATE_LIMITED", "900"));
        }
    }

    [Fact]
    public async Task Who_signs_in_well_uses_nothing_up_and_wipes_out_no_failure()
    {
        var (here, person) = ($"192.0.2.{++_addresses}", await SignUpAsync());
        for (var i = 0; i < 3 * Attempts; i++)
            (await TryAsync(At(here), person, AccountsHost.Password)).Status.ShouldBe(303);

        // The account's failures stay counted between successes, and those of the address too.
        for (var i = 1; i <= Attempts; i++)
        {
            (await TryAsync(At(here), person, "wrong")).Status.ShouldBe(400);
            (await TryAsync(Elsewhere(), person, AccountsHost.Password)).Status.ShouldBe(i < Attempts ? 303 : 429);
        }

        (await TryAsync(At(here), await SignUpAsync(), AccountsHost.Password)).Status.ShouldBe(429);
    }

    private Browser At(string address) => new(_host.Client) { Address = address };

    private Browser Elsewhere() => At($"192.0.2.{++_addresses}");

    private async Task<string> SignUpAsync(Browser? browser = null)
    {
        var (email, at) = (_host.NewEmail(), browser ?? Elsewhere());
        (await at.SubmitAsync("/signup", await at.GetAsync("/signup"), AccountsHost.Fields(email))).Status.ShouldBe(303);
        return email;
    }

    private static async Task<Page> TryAsync(Browser browser, string email, string password) =>
        await browser.SubmitAsync("/signin", await browser.GetAsync("/signin"), ("email", email), ("password", password));
}
