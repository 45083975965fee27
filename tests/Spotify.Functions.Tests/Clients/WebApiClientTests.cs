using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Operators;
using Spotify.Functions.Search;
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

    private readonly TempFolder _folder = new();
    private ComposedApplication _application = null!;

    public async Task InitializeAsync()
    {
        // All that is asked over HTTP, what listeners' histories come from, and what makes the search.
        var functions = typeof(Program).Assembly.GetTypes().Where(type => type == typeof(LearnTaste) || type.GetMethods().Any(method =>
            method.GetCustomAttribute<FunctionAttribute>() is not null
            && (type.Namespace == typeof(GetSearch).Namespace || method.GetParameters().Any(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>() is not null))));
        _application = await ComposedApplication.StartAsync(
            functions,
            new Dictionary<string, string?> { ["Limits:Auth"] = "100", ["Limits:Search"] = "1000", ["Accounts:PasswordIterations"] = "1000", ["Accounts:RefreshGrace"] = "00:00:00" },
            services => services.AddSingleton<IMediaFiles>(new KnownFiles { All = { "images/talk/640.jpg", "audio/talk/1.ogg", "audio/talk/1-preview.mp3" } }));
    }

    public async Task DisposeAsync()
    {
        await _application.DisposeAsync();
        _folder.Dispose();
    }

    [ClientsFact]
    public async Task Clients_of_the_Web_API_work_unmodified_and_every_answer_is_what_their_types_and_the_document_say()
    {
        var given = _folder.File("given.json");
        var its = await PublishAsync();
        await File.WriteAllTextAsync(given, JsonSerializer.Serialize(new
        {
            @base = _application.Address,
            token = _application.Token("client-user"),
            document = TestData.Path("spotify-web-api/openapi.yml"),
            its,
            app = await RegisterAsync(),
        }));

        var checks = await NodeProgram.RunAsync("web-api/main.mjs", given);

        foreach (var check in checks)
            output.WriteLine(check.ToString());
        checks.Where(check => !check.Ok).ShouldBeEmpty();
        checks.Count(check => check.Skipped is null).ShouldBeGreaterThan(80);
    }

    /// <summary>Something of every kind that there is to ask for.</summary>
    private async Task<Dictionary<string, object>> PublishAsync()
    {
        var catalog = _application.Services.GetRequiredService<ICatalog>();
        var releases = new[] { TestReleases.New("The Clients", genres: ["pop"], tracks: 3), TestReleases.New("The Clients", genres: ["pop"], tracks: 2), TestReleases.New("The Others", genres: ["pop"], guests: ["The Clients"]) };
        foreach (var release in releases)
            (await catalog.PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        var (show, episodes, book, chapters) = (NewId(), new[] { NewId(), NewId() }, NewId(), new[] { NewId(), NewId() });
        using var staff = _application.Operator();
        (await staff.PostAsJsonAsync("/v1/admin/catalog/import", new { items = Spoken(show, episodes, book, chapters) })).EnsureSuccessStatusCode();

        var tracks = releases[0].Tracks.Select(track => track.Id).ToList();
        List<Dictionary<string, object?>> events = [.. TelemetryApplication.Play(tracks[0], "session-1"), .. TelemetryApplication.Play(tracks[1], "session-2")];
        foreach (var one in events)
            one["context"] = new { type = "album", id = releases[0].Album.Id };
        using var listener = _application.Listener("client-user");
        (await listener.PostAsJsonAsync("/v1/events", new { device = new { id = "d1", type = "phone" }, events })).EnsureSuccessStatusCode();
        await HasItemsAsync(listener, "both plays are in the listener's history", "/v1/me/player/recently-played", answer => answer, 2);
        await HasItemsAsync(listener, "the album is found", $"/v1/search?type=album&q={Uri.EscapeDataString(releases[0].Album.Title)}", answer => answer.GetProperty("albums"));
        return new Dictionary<string, object>
        {
            ["track"] = tracks[0],
            ["tracks"] = tracks,
            ["album"] = releases[0].Album.Id,
            ["albums"] = releases.Select(release => release.Album.Id),
            ["artist"] = TestReleases.IdOf("The Clients"),
            ["artists"] = new[] { TestReleases.IdOf("The Clients"), TestReleases.IdOf("The Others") },
            ["show"] = show,
            ["shows"] = new[] { show },
            ["episode"] = episodes[0],
            ["episodes"] = episodes,
            ["audiobook"] = book,
            ["audiobooks"] = new[] { book },
            ["chapter"] = chapters[0],
            ["chapters"] = chapters,
            ["browse"] = true,
            ["category"] = "pop",
            ["playlists"] = true,
            ["search"] = releases[0].Album.Title,
            ["listener"] = "client-user",
            ["topArtists"] = true,
        };
    }

    private static async Task HasItemsAsync(HttpClient client, string what, string path, Func<JsonElement, JsonElement> page, int least = 1) => await Eventually.HoldsAsync(what, Patience, async () =>
    {
        using var answer = await client.GetAsync(path);
        return answer.IsSuccessStatusCode && page(await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").GetArrayLength() >= least;
    });

    private static IEnumerable<object> Spoken(string show, string[] episodes, string book, string[] chapters) =>
    [
        new
        {
            kind = "show", id = show, name = "The talk", publisher = "Talkers", description = "A talk of two", languages = new[] { "en" }, copyrights = new[] { "2026 Talkers" }, image = "talk/640.jpg",
        },
        .. episodes.Select((id, place) => new
        {
            kind = "episode", id, show, name = $"Number {place + 1}", description = "One", duration_ms = 1_800_000, languages = new[] { "en" }, release_date = $"2026-0{place + 1}-01", audio = "talk/1.ogg",
            preview = "talk/1-preview.mp3",
        }),
        new
        {
            kind = "audiobook", id = book, name = "The book", publisher = "Printers", authors = new[] { "A. Writer" }, narrators = new[] { "A. Reader" }, languages = new[] { "sv" }, edition = "Unabridged", markets = new[] { "SE", "NO" },
            image = "talk/640.jpg",
        },
        .. chapters.Select((id, number) => new
        {
            kind = "chapter", id, audiobook = book, number, name = $"Chapter {number}", duration_ms = 600_000, languages = new[] { "sv" }, release_date = "2026-01-01", audio = "talk/1.ogg", preview = "talk/1-preview.mp3",
        }),
    ];

    /// <summary>An app with a secret and one without, as an operator registers them.</summary>
    private async Task<object> RegisterAsync()
    {
        const string Redirect = "https://app.example/callback";
        using var staff = _application.Operator();
        var registered = new List<JsonElement>();
        foreach (var confidential in new[] { true, false })
        {
            var answer = await staff.PostAsJsonAsync("/v1/admin/clients", new { name = "A client", redirect_uris = new[] { Redirect }, confidential });
            answer.EnsureSuccessStatusCode();
            registered.Add(await answer.Content.ReadFromJsonAsync<JsonElement>());
        }

        return new
        {
            client_id = registered[0].GetProperty("client_id").GetString(),
            client_secret = registered[0].GetProperty("client_secret").GetString(),
            public_client_id = registered[1].GetProperty("client_id").GetString(),
            redirect = Redirect,
        };
    }

    private static string NewId() => SpotifyId.FromBytes(Guid.NewGuid().ToByteArray());

    private sealed class ClientsFactAttribute : FactAttribute
    {
        public ClientsFactAttribute() => Skip = NodeProgram.Missing("@spotify/web-api-ts-sdk");
    }
}
