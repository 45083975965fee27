using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>Who issues tokens, by configuration.</summary>
public sealed class AuthoritiesTests
{
    [Fact]
    public async Task With_an_outside_authority_nobody_signs_in_or_gets_tokens_here()
    {
        await using var app = await ComposedApplication.StartAsync(AccountsHost.Functions, new Dictionary<string, string?> { ["Auth:Authority"] = "https://login.invalid" });
        using var client = app.Anonymous();

        foreach (var path in new[] { "/authorize", "/signin", "/signup", "/signout", "/.well-known/jwks.json", "/.well-known/openid-configuration" })
            ((int)(await client.GetAsync(path)).StatusCode).ShouldBe(404, path);
        foreach (var path in new[] { "/api/token", "/api/revoke", "/signin", "/signup", "/signout", "/authorize" })
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("grant_type", "client_credentials")]);
            ((int)(await client.PostAsync(path, form)).StatusCode).ShouldBe(404, path);
        }

        File.Exists(Path.Combine(app.Services.GetService(typeof(Microsoft.Extensions.Configuration.IConfiguration)) is Microsoft.Extensions.Configuration.IConfiguration c
            ? c["Embedded:DataDirectory"]! : "", "keys", "development-client.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task On_a_developers_machine_an_app_is_there_at_once_and_the_same_after_a_restart()
    {
        using var folder = new TempFolder();
        string? before = null;
        for (var start = 0; start < 2; start++)
        {
            await using var app = await ComposedApplication.StartAsync(AccountsHost.Functions, folder: folder.Path);
            var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.Path, "keys", "development-client.json"))).RootElement;
            var (id, secret) = (file.GetProperty("client_id").GetString()!, file.GetProperty("client_secret").GetString()!);
            (before ??= secret).ShouldBe(secret);
            using var client = app.Anonymous();
            using var form = new FormUrlEncodedContent(
                [KeyValuePair.Create("grant_type", "client_credentials"), KeyValuePair.Create("client_id", id), KeyValuePair.Create("client_secret", secret)]);

            var answer = await client.PostAsync("/api/token", form);

            answer.IsSuccessStatusCode.ShouldBeTrue();
            using var user = app.WithToken((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!);
            ((int)(await user.GetAsync("/v1/users/nobody")).StatusCode).ShouldBe(404);
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(Path.Combine(folder.Path, "keys", "development-client.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task The_development_client_can_be_left_out()
    {
        using var folder = new TempFolder();
        await using var app = await ComposedApplication.StartAsync(
            AccountsHost.Functions, new Dictionary<string, string?> { ["Accounts:DevelopmentClient"] = "false" }, folder: folder.Path);

        File.Exists(Path.Combine(folder.Path, "keys", "development-client.json")).ShouldBeFalse();
    }

    [Fact]
    public async Task Off_loopback_the_cookies_need_encryption_and_belong_to_this_host_alone()
    {
        await using var app = await ComposedApplication.StartAsync(AccountsHost.Functions, new Dictionary<string, string?> { ["Accounts:Issuer"] = "https://accounts.example.com" });
        var browser = new Browser(app.Anonymous());

        var page = await browser.GetAsync("/signup");
        await browser.SubmitAsync("/signup", page, AccountsHost.Fields("person@mail.example"));

        browser.LastCookies.Select(cookie => cookie.Split('=')[0]).ShouldBe(["__Host-spotify-session", "__Host-spotify-visitor"], ignoreOrder: true);
        browser.LastCookies.ShouldAllBe(cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("Accounts:KeyEncryptionKey", "c2hvcnQ=", "Accounts__KeyEncryptionKey")]
    [InlineData("Accounts:Issuer", "http://accounts.example.com", "Accounts__Issuer")]
    [InlineData("Accounts:Issuer", "https://accounts.example.com/", "Accounts__Issuer")]
    [InlineData("Accounts:CodeLifetime", "00:11:00", "Accounts__CodeLifetime")]
    [InlineData("Accounts:OperatorSecret", "short", "Accounts__OperatorSecret")]
    [InlineData("Accounts:PasswordIterations", "1", "Accounts__PasswordIterations")]
    public async Task Bad_settings_are_refused_at_start_by_name(string setting, string value, string named) =>
        (await Should.ThrowAsync<SettingsException>(() => ComposedApplication.StartAsync(AccountsHost.Functions, new Dictionary<string, string?> { [setting] = value })))
            .Faults.ShouldHaveSingleItem().ShouldStartWith(named + ":");
}
