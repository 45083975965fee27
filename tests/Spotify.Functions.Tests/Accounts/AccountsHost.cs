using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Accounts;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Privacy;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Xunit;

namespace Spotify.Functions.Tests.Accounts;

/// <summary>The application with all functions of accounts, over a real socket, with a clock that a test moves and a count of hashed passwords.</summary>
public sealed class AccountsHost : IAsyncLifetime
{
    public const string Password = "correct horse battery";
    public const string Redirect = "https://app.example/callback";

    // Limits are for those tests alone that are about them: all others sign in as often as they like, from one address.
    private Dictionary<string, string?> Settings { get; } = new()
    {
        ["Accounts:PasswordIterations"] = "1000",
        ["Accounts:OperatorSecret"] = "operator-secret-operator-secret-operator",
        ["Limits:Auth"] = "0",
        ["Limits:General"] = "0",
        ["Limits:Admin"] = "0",
    };

    private int _people;

    internal ComposedApplication App { get; private set; } = null!;

    internal TestClock Clock { get; } = new();

    internal CountingHasher Hasher { get; } = new();

    internal HttpClient Client { get; private set; } = null!;

    public static IEnumerable<Type> Functions =>
        [.. typeof(IssueToken).Assembly.GetTypes().Where(type => type.Namespace == typeof(IssueToken).Namespace && type.GetMethod("Run")?.GetCustomAttributes(typeof(FunctionAttribute), false).Length > 0
            && type != typeof(RotateSigningKeys)), typeof(ExportMyData), typeof(AnswerUnknownRoute)];

    public async Task InitializeAsync()
    {
        App = await ComposedApplication.StartAsync(
            Functions,
            Settings,
            services => services.AddSingleton<TimeProvider>(Clock).AddSingleton<IPasswordHasher<AccountInfo>>(Hasher));
        Client = App.Anonymous();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }

    /// <summary>Starts a host of a test's own, with the limits that there are, behind a proxy that says whose address it is.</summary>
    internal static async Task<AccountsHost> LimitedAsync()
    {
        var host = new AccountsHost();
        host.Settings.Remove("Limits:Auth");
        host.Settings["Telemetry:TrustedProxies"] = "1";
        await host.InitializeAsync();
        return host;
    }

    internal T Service<T>()
        where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>Somebody whom nobody has signed up yet.</summary>
    internal string NewEmail() => $"person{Interlocked.Increment(ref _people)}@mail.example";

    /// <summary>Signs somebody up at a browser of his own.</summary>
    internal async Task<Person> SignUpAsync(string? email = null, string name = "Åsa <b>", string country = "SE")
    {
        var browser = new Browser(Client);
        var address = email ?? NewEmail();
        var page = await browser.GetAsync("/signup");
        var done = await browser.SubmitAsync("/signup", page, Fields(address, name: name, country: country));
        done.Status.ShouldBe(303, done.Body);
        var id = await Service<IAccounts>().FindIdByEmailAsync(address);
        return new Person(id.ShouldNotBeNull(), address, browser);
    }

    internal static (string, string)[] Fields(
        string email, string password = Password, string name = "Åsa", string country = "SE", string birthdate = "1990-05-23", string terms = "accepted") =>
        [("email", email), ("password", password), ("display_name", name), ("country", country), ("birthdate", birthdate), ("terms", terms)];

    /// <summary>Registers an app through the operators' route.</summary>
    internal async Task<RegisteredApp> RegisterAsync(bool confidential = true, string redirect = Redirect, string[]? scopes = null, bool? rotate = null)
    {
        using var client = App.Operator();
        var answer = await client.PostAsJsonAsync("/v1/admin/clients", new { name = "An app", redirect_uris = new[] { redirect }, confidential, scopes, rotate_refresh = rotate });
        var json = await answer.Content.ReadFromJsonAsync<JsonElement>();
        ((int)answer.StatusCode).ShouldBe(201, json.ToString());
        return new RegisteredApp(json.GetProperty("client_id").GetString()!, confidential ? json.GetProperty("client_secret").GetString() : null, redirect);
    }

    /// <summary>Asks at <c>/api/token</c>.</summary>
    internal Task<Answered> TokenAsync(RegisteredApp app, params (string Name, string Value)[] fields) => PostFormAsync("/api/token", app, fields);

    internal async Task<Answered> PostFormAsync(string path, RegisteredApp? app, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        if (app?.Secret is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{app.Id}:{app.Secret}")));
        else if (app is not null)
            fields = [.. fields, ("client_id", app.Id)];
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        using var response = await Client.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        return new Answered((int)response.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement, response.Headers.ToDictionary(one => one.Key, one => string.Join(", ", one.Value)));
    }

    /// <summary>The link that an app sends a listener to.</summary>
    internal static string Link(RegisteredApp app, string scope = "", string? verifier = null, string? state = null, string more = "") =>
        $"/authorize?client_id={app.Id}&response_type=code&redirect_uri={Uri.EscapeDataString(app.Redirect)}&scope={Uri.EscapeDataString(scope)}"
        + (state is null ? "" : $"&state={Uri.EscapeDataString(state)}")
        + (verifier is null ? "" : $"&code_challenge={Pkce.ChallengeOf(verifier)}&code_challenge_method=S256") + more;

    /// <summary>Goes all the way to the code, allowing what is asked.</summary>
    internal static async Task<string> AllowAsync(Browser browser, string link)
    {
        var page = await browser.GetAsync(link);
        if (page.Status == 200)
            page = await browser.SubmitAsync("/authorize", page, ("decision", "allow"));
        page.Status.ShouldBe(303, page.Body);
        return page.Sent("code").ShouldNotBeNull(page.Location);
    }

    /// <summary>Goes all the way to the tokens.</summary>
    internal async Task<Answered> GrantAsync(Person person, RegisteredApp app, string scope = "")
    {
        var verifier = Secret.Create();
        var code = await AllowAsync(person.Browser, Link(app, scope, verifier));
        var answer = await TokenAsync(app, ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", app.Redirect), ("code_verifier", verifier));
        answer.Status.ShouldBe(200, answer.Json.ToString());
        return answer;
    }

    internal Task<Answered> RefreshAsync(RegisteredApp app, string token, params (string Name, string Value)[] more) =>
        TokenAsync(app, [("grant_type", "refresh_token"), ("refresh_token", token), .. more]);

    /// <summary>Calls the API with a token.</summary>
    internal async Task<Answered> CallAsync(HttpMethod method, string path, string? token, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await Client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answered((int)response.StatusCode, text.StartsWith('{') && !text.Contains('\n') ? JsonDocument.Parse(text).RootElement : default, response.Headers.ToDictionary(one => one.Key, one => string.Join(", ", one.Value)))
        {
            Text = text,
        };
    }
}

/// <summary>Somebody who has signed up, and is signed in at his browser.</summary>
internal sealed record Person(string Id, string Email, Browser Browser);

/// <summary>An app that is registered.</summary>
internal sealed record RegisteredApp(string Id, string? Secret, string Redirect);

/// <summary>An answer in JSON.</summary>
internal sealed record Answered(int Status, JsonElement Json, IReadOnlyDictionary<string, string> Headers)
{
    public string Text { get; init; } = "";

    public string Access => Json.GetProperty("access_token").GetString()!;

    public string Refresh => Json.GetProperty("refresh_token").GetString()!;

    public string? Scope => Json.GetProperty("scope").GetString();

    public string? Error => Json.GetProperty("error").GetString();

    public string? Reason => Json.GetProperty("error").GetProperty("reason").GetString();

    /// <summary>The claims of the access token.</summary>
    public System.Text.Json.Nodes.JsonObject Claims => Platform.Auth.Forge.Decode(Access.Split('.')[1]);
}

/// <summary>The framework's hasher, and how often it was asked.</summary>
internal sealed class CountingHasher : IPasswordHasher<AccountInfo>
{
    private int _hashed;
    private int _verified;

    public int Iterations { get; set; } = 1000;

    public int Hashed => _hashed;

    public int Verified => _verified;

    private PasswordHasher<AccountInfo> Inner => new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    public string HashPassword(AccountInfo user, string password)
    {
        Interlocked.Increment(ref _hashed);
        return Inner.HashPassword(user, password);
    }

    public PasswordVerificationResult VerifyHashedPassword(AccountInfo user, string hashedPassword, string providedPassword)
    {
        Interlocked.Increment(ref _verified);
        return Inner.VerifyHashedPassword(user, hashedPassword, providedPassword);
    }
}
