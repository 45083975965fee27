using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Catalog;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Telemetry;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Clients;

/// <summary>
/// Two clients of the Spotify Web API from npm, unmodified but for the base address, call every operation of the running application. Each answer is held against the types
/// of the SDK, the Web API's own OpenAPI document where it is given, and our description.
/// </summary>
public sealed class WebApiClientTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string Clients = Path.Combine(Repository.Root, "tests", "clients");

    private readonly TempFolder _folder = new();
    private ComposedApplication _application = null!;

    public async Task InitializeAsync()
    {
        // All that is asked over HTTP, and the consumer that listeners' histories come from.
        var functions = typeof(Program).Assembly.GetTypes().Where(type => type.GetMethods().SelectMany(method => method.GetParameters())
            .Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null)).Append(typeof(LearnTaste));
        _application = await ComposedApplication.StartAsync(functions, new Dictionary<string, string?> { ["Limits:Auth"] = "100" });
    }

    public async Task DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Dispose();
    }

    [ClientsFact]
    public async Task Clients_of_the_Web_API_work_unmodified_and_every_answer_is_what_their_types_and_the_document_say()
    {
        var its = await PublishAsync();
        var given = _folder.File("given.json");
        await File.WriteAllTextAsync(given, JsonSerializer.Serialize(new
        {
            @base = _application.Address,
            token = _application.Token("client-user"),
            document = TestData.Path("spotify-web-api/openapi.yml"),
            its,
        }));

        var checks = await RunAsync(given);

        foreach (var check in checks)
            output.WriteLine($"{(check.Skipped is null ? check.Ok ? "ok" : "FAILED" : "skipped")}: {check.Check} {check.Skipped}");
        checks.Count(check => check.Skipped is null).ShouldBeGreaterThan(10);
        checks.Where(check => !check.Ok).Select(check => $"{check.Check}: {string.Join("; ", check.Why ?? [])}").ShouldBeEmpty();
    }

    private async Task<Dictionary<string, object>> PublishAsync()
    {
        var release = TestRelease.Create();
        var tracks = release.Tracks.Select(track => track.Id).ToList();
        (await _application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        using var listener = _application.Listener("client-user");
        var events = TelemetryApplication.Play(tracks[0], "session-1");
        foreach (var one in events)
            one["context"] = new { type = "album", id = release.Album.Id };
        (await listener.PostAsJsonAsync("/v1/events", new { device = new { id = "d1", type = "phone" }, events })).EnsureSuccessStatusCode();
        await Eventually.HoldsAsync("the play is in the listener's history", Patience, async () =>
            (await listener.GetFromJsonAsync<JsonElement>("/v1/me/player/recently-played")).GetProperty("items").GetArrayLength() > 0);
        return new Dictionary<string, object>
        {
            ["track"] = tracks[0],
            ["album"] = release.Album.Id,
            ["listener"] = "client-user",
        };
    }

    private static async Task<IReadOnlyList<ClientCheck>> RunAsync(string given)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Clients, "web-api", "main.mjs"), given]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var problem = node.StandardError.ReadToEndAsync();
        var lines = (await node.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBeInRange(0, 1, await problem);
        return [.. lines.Select(line => JsonSerializer.Deserialize<ClientCheck>(line, JsonSerializerOptions.Web)!)];
    }

    private sealed record ClientCheck(string Check, bool Ok, IReadOnlyList<string>? Why, string? Skipped);

    private sealed class ClientsFactAttribute : FactAttribute
    {
        public ClientsFactAttribute()
        {
            if (!Directory.Exists(Path.Combine(Clients, "node_modules", "@spotify", "web-api-ts-sdk")))
                Skip = "npm's clients are not installed: run 'npm ci' in tests/clients, or the tests by ./dev test, which does it.";
        }
    }
}
