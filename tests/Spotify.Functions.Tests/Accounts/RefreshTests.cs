using Shouldly;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>Refresh tokens, through the door: each is good once, and an old one ends them all.</summary>
public sealed class RefreshTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Each_refresh_gives_another_token_and_another_refresh_token_of_the_same_grant()
    {
        var (app, person) = (await host.RegisterAsync(confidential: false), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app, "streaming user-top-read");

        var second = await host.RefreshAsync(app, first.Refresh);
        var third = await host.RefreshAsync(app, second.Refresh);

        new[] { first.Refresh, second.Refresh, third.Refresh }.ShouldBeUnique();
        new[] { first.Access, second.Access, third.Access }.ShouldBeUnique();
        (third.Claims["sid"]!.ToString(), third.Claims["sub"]!.ToString(), third.Scope).ShouldBe((first.Claims["sid"]!.ToString(), person.Id, "streaming user-top-read"));
    }

    [Fact]
    public async Task A_refresh_token_that_comes_again_later_ends_the_whole_family_and_every_instance_hears_of_it()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app);
        var second = await host.RefreshAsync(app, first.Refresh);
        host.Clock.Advance(Grace + TimeSpan.FromSeconds(1));

        (await host.RefreshAsync(app, first.Refresh)).Error.ShouldBe("invalid_grant");

        (await host.RefreshAsync(app, second.Refresh)).Error.ShouldBe("invalid_grant");
        (await host.CallAsync(HttpMethod.Get, "/v1/me", second.Access)).Reason.ShouldBe("TOKEN_INVALID");
        (await host.App.Documents.ReadAsync<GrantDocument>(DocumentContainer.Users, person.Id, GrantDocument.IdOf(first.Claims["sid"]!.ToString()))).ShouldBeNull();
    }

    [Fact]
    public async Task An_app_that_keeps_a_secret_may_keep_its_first_refresh_token_for_ever_as_programs_for_the_original_service_do()
    {
        var (app, other, person) = (await host.RegisterAsync(rotate: false), await host.RegisterAsync(), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app);
        for (var i = 0; i < 3; i++)
        {
            host.Clock.Advance(TimeSpan.FromHours(1));
            var next = await host.RefreshAsync(app, first.Refresh);
            (next.Status, next.Refresh).ShouldBe((200, first.Refresh));
        }

        (await host.RefreshAsync(other, first.Refresh)).Error.ShouldBe("invalid_grant");
        (await host.RefreshAsync(app with { Secret = null }, first.Refresh)).Error.ShouldBe("invalid_client");
        (await host.PostFormAsync("/api/revoke", app, ("token", first.Refresh))).Status.ShouldBe(200);
        (await host.RefreshAsync(app, first.Refresh)).Error.ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Two_generations_back_there_is_no_grace_however_soon()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app);
        var second = await host.RefreshAsync(app, first.Refresh);
        var third = await host.RefreshAsync(app, second.Refresh);

        (await host.RefreshAsync(app, first.Refresh)).Error.ShouldBe("invalid_grant");
        (await host.RefreshAsync(app, third.Refresh)).Error.ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Who_did_not_hear_the_answer_and_asks_again_within_seconds_gets_the_same_successor()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app);

        var second = await host.RefreshAsync(app, first.Refresh);
        host.Clock.Advance(Grace);
        var again = await host.RefreshAsync(app, first.Refresh);

        again.Refresh.ShouldBe(second.Refresh);
        (await host.RefreshAsync(app, again.Refresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Many_threads_of_an_app_that_refresh_at_once_all_end_with_one_live_token()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.RefreshAsync(app, first.Refresh)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.Select(answer => answer.Refresh).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_token_of_another_app_or_one_that_was_made_up_gives_nothing_and_harms_nothing()
    {
        var (app, other, person) = (await host.RegisterAsync(), await host.RegisterAsync(), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app);

        (await host.RefreshAsync(other, first.Refresh)).Error.ShouldBe("invalid_grant");
        foreach (var bad in new[] { first.Refresh[..44] + new string('A', 86), first.Refresh[..^1], first.Refresh + "A", new string('0', 130), first.Access })
            (await host.RefreshAsync(app, bad)).Error.ShouldBe("invalid_grant");

        (await host.RefreshAsync(app, first.Refresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Fewer_scopes_may_be_asked_for_and_never_others()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var first = await host.GrantAsync(person, app, "streaming user-top-read");

        var narrow = await host.RefreshAsync(app, first.Refresh, ("scope", "streaming user-read-email"));
        narrow.Scope.ShouldBe("streaming");
        (await host.RefreshAsync(app, narrow.Refresh)).Scope.ShouldBe("streaming user-top-read");
        (await host.RefreshAsync(app, narrow.Refresh, ("scope", "everything"))).Error.ShouldBe("invalid_scope");
    }

    [Fact]
    public async Task A_grant_that_nobody_uses_for_half_a_year_is_over_and_each_use_begins_another_half_year()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app);
        for (var i = 0; i < 2; i++)
        {
            host.Clock.Advance(TimeSpan.FromDays(179));
            tokens = await host.RefreshAsync(app, tokens.Refresh);
            tokens.Status.ShouldBe(200);
        }

        host.Clock.Advance(TimeSpan.FromDays(180));
        (await host.RefreshAsync(app, tokens.Refresh)).Error.ShouldBe("invalid_grant");
    }

    [Fact]
    public async Task Either_kind_of_token_that_is_given_back_ends_the_grant_and_giving_back_again_is_no_fault()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var (one, other) = (await host.GrantAsync(person, app), await host.GrantAsync(person, app));

        foreach (var token in new[] { one.Refresh, other.Access })
        {
            for (var i = 0; i < 2; i++)
                (await host.PostFormAsync("/api/revoke", app, ("token", token), ("token_type_hint", "whatever"))).Status.ShouldBe(200);
        }

        (await host.RefreshAsync(app, one.Refresh)).Error.ShouldBe("invalid_grant");
        (await host.RefreshAsync(app, other.Refresh)).Error.ShouldBe("invalid_grant");
        // The access tokens of both are over too, and a third grant's is not.
        (await host.CallAsync(HttpMethod.Get, "/v1/me", one.Access)).Reason.ShouldBe("TOKEN_INVALID");
        (await host.CallAsync(HttpMethod.Get, "/v1/me", other.Access)).Reason.ShouldBe("TOKEN_INVALID");
        (await host.CallAsync(HttpMethod.Get, "/v1/me", (await host.GrantAsync(person, app)).Access)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Nobody_gives_back_the_tokens_of_another_app_or_without_proving_himself()
    {
        var (app, other, person) = (await host.RegisterAsync(), await host.RegisterAsync(), await host.SignUpAsync());
        var tokens = await host.GrantAsync(person, app);

        (await host.PostFormAsync("/api/revoke", other, ("token", tokens.Refresh))).Status.ShouldBe(200);
        (await host.PostFormAsync("/api/revoke", other, ("token", tokens.Access))).Status.ShouldBe(200);
        (await host.PostFormAsync("/api/revoke", app with { Secret = "wrong" }, ("token", tokens.Refresh))).Error.ShouldBe("invalid_client");
        (await host.PostFormAsync("/api/revoke", app, ("token", "nonsense"))).Status.ShouldBe(200);
        (await host.PostFormAsync("/api/revoke", app)).Error.ShouldBe("invalid_request");

        (await host.RefreshAsync(app, tokens.Refresh)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task No_refresh_token_code_or_cookie_can_be_read_out_of_the_store()
    {
        var (app, person) = (await host.RegisterAsync(), await host.SignUpAsync());
        var code = await AccountsHost.AllowAsync(person.Browser, AccountsHost.Link(app));
        var tokens = await host.RefreshAsync(app, (await host.GrantAsync(person, app)).Refresh);
        var stored = await host.App.Documents.RangeAsync<System.Text.Json.JsonElement>(DocumentContainer.Users, person.Id, default, 1000);
        var text = string.Join('\n', stored.Documents.Select(one => one.Document.Value.ToString()));

        text.ShouldContain("grant");
        foreach (var secret in new[] { code[44..], tokens.Refresh[44..87], tokens.Refresh[87..], person.Browser.Cookies["spotify-session"][44..], AccountsHost.Password, app.Secret! })
            text.ShouldNotContain(secret);
    }
}

/// <summary>What is told to the other instances when something ends.</summary>
public sealed class RevocationNewsTests
{
    [Fact]
    public async Task Each_grant_that_ends_and_each_account_that_is_closed_is_told()
    {
        var feed = new Feed();
        var news = new RevokedSessions([feed], TimeProvider.System);

        await news.TellAsync("user", "grant", default);
        await news.TellClosedAsync("user", default);

        feed.Told.Select(change => (change.UserId, change.RevokedSession, change.IsClosed)).ShouldBe([("user", "grant", false), ("user", null, true)]);
    }

    private sealed class Feed : IAccountChanges
    {
        public List<AccountChange> Told { get; } = [];

        public Task AnnounceAsync(AccountChange change, CancellationToken cancellationToken = default)
        {
            Told.Add(change);
            return Task.CompletedTask;
        }

        public bool TryApply(Caller caller, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Caller? now)
        {
            now = caller;
            return true;
        }
    }
}
