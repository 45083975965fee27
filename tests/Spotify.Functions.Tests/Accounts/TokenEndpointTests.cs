using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>Apps, their registry and their own tokens, from the registration to the API.</summary>
public sealed class TokenEndpointTests(AccountsHost host) : IClassFixture<AccountsHost>
{
    [Fact]
    public async Task An_app_gets_a_token_of_its_own_as_the_clients_in_use_expect_it_and_the_api_takes_it()
    {
        var app = await host.RegisterAsync();

        var answer = await host.TokenAsync(app, ("grant_type", "client_credentials"));

        answer.Status.ShouldBe(200);
        answer.Json.EnumerateObject().Select(property => property.Name).ShouldBe(["access_token", "token_type", "expires_in", "scope"], ignoreOrder: true);
        (answer.Json.GetProperty("token_type").GetString(), answer.Json.GetProperty("expires_in").GetInt32(), answer.Scope).ShouldBe(("Bearer", 3600, ""));
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        (answer.Claims["sub"]!.GetValue<string>(), answer.Claims["client_id"]!.GetValue<string>(), answer.Claims["iss"]!.GetValue<string>()).ShouldBe((app.Id, app.Id, "http://localhost:7071"));
        answer.Claims.ContainsKey("tier").ShouldBeFalse();

        (await host.CallAsync(HttpMethod.Get, "/v1/users/nobody", answer.Access)).Reason.ShouldBe("NOT_FOUND");
        (await host.CallAsync(HttpMethod.Get, "/v1/me", answer.Access)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task The_secret_may_come_in_the_form_too_as_one_of_the_clients_sends_it()
    {
        var app = await host.RegisterAsync();

        (await host.PostFormAsync("/api/token", null, ("grant_type", "client_credentials"), ("client_id", app.Id), ("client_secret", app.Secret!))).Status.ShouldBe(200);
        (await host.PostFormAsync("/api/token", app, ("grant_type", "client_credentials"), ("client_id", app.Id))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Who_does_not_prove_which_app_it_is_gets_invalid_client_and_learns_no_more()
    {
        var app = await host.RegisterAsync();
        var wrong = await host.TokenAsync(app with { Secret = "wrong" }, ("grant_type", "client_credentials"));
        var unknown = await host.TokenAsync(app with { Id = "unknown" }, ("grant_type", "client_credentials"));

        foreach (var answer in new[] { wrong, unknown })
        {
            (answer.Status, answer.Error).ShouldBe((401, "invalid_client"));
            answer.Headers["WWW-Authenticate"].ShouldStartWith("Basic");
        }

        wrong.Json.ToString().ShouldBe(unknown.Json.ToString());
        var inForm = await host.PostFormAsync("/api/token", null, ("grant_type", "client_credentials"), ("client_id", app.Id), ("client_secret", "wrong"));
        (inForm.Status, inForm.Headers.ContainsKey("WWW-Authenticate")).ShouldBe((401, false));
        (await host.PostFormAsync("/api/token", null, ("grant_type", "client_credentials"), ("client_id", app.Id))).Error.ShouldBe("invalid_client");
        (await host.PostFormAsync("/api/token", app, ("grant_type", "client_credentials"), ("client_secret", app.Secret!))).Error.ShouldBe("invalid_client");
    }

    [Fact]
    public async Task An_app_without_a_secret_gets_no_token_of_its_own()
    {
        var app = await host.RegisterAsync(confidential: false);

        (await host.TokenAsync(app, ("grant_type", "client_credentials"))).Error.ShouldBe("unauthorized_client");
        (await host.TokenAsync(app with { Secret = "made-up" }, ("grant_type", "client_credentials"))).Error.ShouldBe("invalid_client");
    }

    [Theory]
    [InlineData("", "invalid_request")]
    [InlineData("grant_type=", "invalid_request")]
    [InlineData("grant_type=password", "unsupported_grant_type")]
    [InlineData("grant_type=client_credentials&grant_type=client_credentials", "invalid_request")]
    [InlineData("grant_type=client_credentials&scope=no-such-scope", "invalid_scope")]
    [InlineData("grant_type=authorization_code", "invalid_request")]
    [InlineData("grant_type=authorization_code&code=x&redirect_uri=y", "invalid_grant")]
    [InlineData("grant_type=refresh_token", "invalid_request")]
    [InlineData("grant_type=refresh_token&refresh_token=nonsense", "invalid_grant")]
    public async Task What_is_asked_wrongly_is_refused_in_the_words_of_the_rfc(string body, string error)
    {
        var app = await host.RegisterAsync();
        using var content = new StringContent($"client_id={app.Id}&client_secret={app.Secret}&{body}", null, "application/x-www-form-urlencoded");

        using var response = await host.Client.PostAsync("/api/token", content);

        ((int)response.StatusCode).ShouldBe(400);
        var json = await response.Content.ReadFromJsonAsync<JsonElement>();
        json.GetProperty("error").GetString().ShouldBe(error);
        json.GetProperty("error_description").GetString().ShouldNotBeNullOrEmpty();
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Fact]
    public async Task A_body_that_is_no_form_or_too_long_is_an_invalid_request()
    {
        using var json = JsonContent.Create(new { grant_type = "client_credentials" });
        using var huge = new StringContent("grant_type=" + new string('x', 100_000), null, "application/x-www-form-urlencoded");
        foreach (var content in new HttpContent[] { json, huge })
        {
            using var response = await host.Client.PostAsync("/api/token", content);
            (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetString().ShouldBe("invalid_request");
        }
    }

    [Fact]
    public async Task A_second_secret_lives_beside_the_first_until_that_is_withdrawn_and_a_third_ends_the_oldest()
    {
        using var admin = host.App.Operator();
        var app = await host.RegisterAsync();
        var second = await NextSecretAsync(admin, app);
        (await WorksAsync(app), await WorksAsync(second)).ShouldBe((true, true));

        host.Clock.Advance(TimeSpan.FromSeconds(1));
        var third = await NextSecretAsync(admin, second);
        (await WorksAsync(app), await WorksAsync(second), await WorksAsync(third)).ShouldBe((false, true, true));

        var view = await admin.GetFromJsonAsync<JsonElement>($"/v1/admin/clients/{app.Id}");
        view.TryGetProperty("client_secret", out _).ShouldBeFalse();
        var oldest = view.GetProperty("secrets")[0].GetProperty("id").GetString();
        ((int)(await admin.DeleteAsync($"/v1/admin/clients/{app.Id}/secrets/{oldest}")).StatusCode).ShouldBe(204);
        ((int)(await admin.DeleteAsync($"/v1/admin/clients/{app.Id}/secrets/{oldest}")).StatusCode).ShouldBe(404);
        (await WorksAsync(second), await WorksAsync(third)).ShouldBe((false, true));
    }

    [Fact]
    public async Task A_removed_app_gets_no_tokens_and_no_secret_is_stored_anywhere()
    {
        using var admin = host.App.Operator();
        var app = await host.RegisterAsync();
        (await admin.GetStringAsync("/v1/admin/clients")).ShouldContain(app.Id);
        (await admin.GetStringAsync($"/v1/admin/clients/{app.Id}")).ShouldNotContain(app.Secret!);

        ((int)(await admin.DeleteAsync($"/v1/admin/clients/{app.Id}")).StatusCode).ShouldBe(204);

        (await WorksAsync(app)).ShouldBeFalse();
        ((int)(await admin.GetAsync($"/v1/admin/clients/{app.Id}")).StatusCode).ShouldBe(404);
        ((int)(await admin.DeleteAsync($"/v1/admin/clients/{app.Id}")).StatusCode).ShouldBe(404);
    }

    [Fact]
    public async Task Pages_of_apps_give_each_once()
    {
        using var admin = host.App.Operator();
        for (var i = 0; i < 7; i++)
            await host.RegisterAsync();
        var all = (await admin.GetFromJsonAsync<JsonElement>("/v1/admin/clients")).GetProperty("items").EnumerateArray().Select(IdOf).ToList();

        var paged = new List<string>();
        for (var after = ""; ;)
        {
            var page = await admin.GetFromJsonAsync<JsonElement>($"/v1/admin/clients?limit=3&after={after}");
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(IdOf));
            if (page.GetProperty("next").GetString() is not { } next)
                break;
            after = next;
        }

        paged.ShouldBe(all);
        foreach (var bad in new[] { "limit=0", "limit=101", "limit=x", "after=a/b" })
            ((int)(await admin.GetAsync($"/v1/admin/clients?{bad}")).StatusCode).ShouldBe(400);
    }

    [Theory]
    [InlineData("""{"redirect_uris":["https://a.example/"]}""", "name")]
    [InlineData("""{"name":"a","redirect_uris":["http://a.example/"]}""", "redirect_uris")]
    [InlineData("""{"name":"a","redirect_uris":["javascript:alert(1)"]}""", "redirect_uris")]
    [InlineData("""{"name":"a","confidential":false}""", "redirect_uris")]
    [InlineData("""{"name":"a","scopes":["everything"]}""", "scopes")]
    [InlineData("""{"name":"a","confidential":false,"redirect_uris":["https://a.example/"],"rotate_refresh":false}""", "rotate_refresh")]
    [InlineData("""{"name":"a","confidential":false,"redirect_uris":["https://a.example/"],"scopes":["admin"]}""", "scopes")]
    public async Task A_registration_with_a_fault_is_refused_and_the_fault_named(string body, string field)
    {
        using var admin = host.App.Operator();
        using var content = new StringContent(body, null, "application/json");

        var response = await admin.PostAsync("/v1/admin/clients", content);

        ((int)response.StatusCode).ShouldBe(400);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"message\":\"{field}: ");
    }

    [Fact]
    public async Task Operators_alone_touch_the_registry()
    {
        using var listener = host.App.Listener();
        ((int)(await listener.GetAsync("/v1/admin/clients")).StatusCode).ShouldBe(403);
        ((int)(await listener.PostAsJsonAsync("/v1/admin/clients", new { name = "a" })).StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task The_built_in_client_of_operators_gets_their_scope_and_other_apps_do_not()
    {
        var first = await host.TokenAsync(new RegisteredApp("operator", "operator-secret-operator-secret-operator", ""), ("grant_type", "client_credentials"), ("scope", "admin"));
        (await host.CallAsync(HttpMethod.Get, "/v1/admin/clients", first.Access)).Status.ShouldBe(200);

        var other = await host.TokenAsync(await host.RegisterAsync(), ("grant_type", "client_credentials"), ("scope", "admin user-read-email"));
        other.Scope.ShouldBe("");
        (await host.CallAsync(HttpMethod.Get, "/v1/admin/clients", other.Access)).Status.ShouldBe(403);
    }

    [Fact]
    public async Task The_keys_are_published_and_the_description_leads_to_them()
    {
        var token = await host.TokenAsync(await host.RegisterAsync(), ("grant_type", "client_credentials"));
        var description = await host.Client.GetFromJsonAsync<JsonElement>("/.well-known/openid-configuration");
        description.GetProperty("issuer").GetString().ShouldBe("http://localhost:7071");
        description.GetProperty("code_challenge_methods_supported").EnumerateArray().Single().GetString().ShouldBe("S256");

        using var response = await host.Client.GetAsync(new Uri(description.GetProperty("jwks_uri").GetString()!).AbsolutePath);

        response.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromHours(1));
        var key = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("keys")[0];
        key.EnumerateObject().Select(property => property.Name).ShouldBe(["kty", "crv", "alg", "use", "kid", "x", "y"], ignoreOrder: true);
        Platform.Auth.Forge.Decode(token.Access.Split('.')[0])["kid"]!.GetValue<string>().ShouldBe(key.GetProperty("kid").GetString());
    }

    private static string IdOf(JsonElement client) => client.GetProperty("client_id").GetString()!;

    private static async Task<RegisteredApp> NextSecretAsync(HttpClient admin, RegisteredApp app)
    {
        var answer = await admin.PostAsync($"/v1/admin/clients/{app.Id}/secrets", null);
        ((int)answer.StatusCode).ShouldBe(201);
        return app with { Secret = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("client_secret").GetString() };
    }

    private async Task<bool> WorksAsync(RegisteredApp app) => (await host.TokenAsync(app, ("grant_type", "client_credentials"))).Status == 200;
}
