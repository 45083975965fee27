using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Rights;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Royalties.Rights;

/// <summary>The composed application with every function of rights, a published release of <c>label-a</c>, and a clock.</summary>
public sealed class RightsApplication : IAsyncLifetime
{
    private ComposedApplication _application = null!;
    private int _number;

    internal FakeTimeProvider Clock { get; } = new("2026-11-20T10:00:00Z");

    /// <summary>Three tracks of <c>label-a</c>.</summary>
    internal IReadOnlyList<string> Tracks { get; private set; } = [];

    public async Task InitializeAsync()
    {
        var functions = typeof(SplitDesk).Assembly.GetTypes().Where(type =>
            type.Namespace == typeof(SplitDesk).Namespace && type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false)));
        _application = await ComposedApplication.StartAsync(functions.Append(typeof(AnswerUnknownRoute)), services: services => services.AddSingleton<TimeProvider>(Clock));
        var release = TestReleases.New(tracks: 3);
        await Get<ICatalog>().PublishAsync(release.Album, release.Tracks);
        Tracks = [.. release.Tracks.Select(track => track.Id)];
    }

    public async Task DisposeAsync() => await _application.DisposeAsync();

    internal T Get<T>()
        where T : notnull => _application.Services.GetRequiredService<T>();

    /// <summary>An id that no other test has.</summary>
    internal string New(string kind) => $"{kind}-{Interlocked.Increment(ref _number)}";

    /// <summary>What a month would be calculated with now.</summary>
    internal Task<RightsSnapshot> SnapshotAsync(string period) => Get<IRightsSource>().ReadAsync(period, CancellationToken.None);

    internal Task<Answer> AsOperatorAsync(HttpMethod method, string path, object? body = null) => SendAsync(_application.Authority.Issue("ann", scopes: ["admin"]), method, path, body);

    internal Task<Answer> AsLabelAsync(string label, HttpMethod method, string path, object? body = null) => SendAsync(_application.Authority.Issue("staff", label: label), method, path, body);

    internal Task<Answer> AsArtistAsync(string artist, HttpMethod method, string path, object? body = null) => SendAsync(_application.Authority.Issue("singer", artist: artist), method, path, body);

    /// <summary>Registers a party that is paid in Swedish kronor.</summary>
    internal async Task<string> PartyAsync(string? artist = null)
    {
        var id = New("party");
        (await AsOperatorAsync(HttpMethod.Put, $"/v1/admin/royalties/parties/{id}", new { name = "A party", country = "SE", currency = "SEK", artist })).Expect(200);
        return id;
    }

    private async Task<Answer> SendAsync(string token, HttpMethod method, string path, object? body)
    {
        using var client = _application.WithToken(token);
        using var request = new HttpRequestMessage(method, path) { Content = body switch { null => null, string json => new StringContent(json), _ => JsonContent.Create(body) } };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}

/// <summary>An answer.</summary>
internal sealed record Answer(int Status, JsonElement Body)
{
    public string Message => Body.GetProperty("error").GetProperty("message").GetString()!;

    public string Reason => Body.GetProperty("error").GetProperty("reason").GetString()!;

    public JsonElement Expect(int status) => Status == status ? Body : throw new Xunit.Sdk.XunitException($"{Status}: {Body}");
}
