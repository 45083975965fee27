using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Catalog.Operators;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Catalog.Audio;
using Spotify.Functions.Tests.Hosting;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>The composed application with every function of the catalogue, over a real socket.</summary>
public sealed class CatalogApplication : IAsyncLifetime
{
    private readonly RecordedChanges _changes = new();
    private ComposedApplication _application = null!;
    private HttpClient _listener = null!;
    private HttpClient _free = null!;
    private HttpClient _nowhere = null!;
    private HttpClient _operator = null!;

    internal RecordedChanges Changes => _changes;

    /// <summary>The blobs that an import finds.</summary>
    internal KnownFiles Files { get; } = new();

    /// <summary>The analyses that are stored.</summary>
    internal KnownAnalyses Analyses { get; } = new();

    internal IDocumentStore Documents => _application.Documents;

    internal ICatalog Catalog => _application.Services.GetRequiredService<ICatalog>();

    internal IServiceProvider Services => _application.Services;

    internal string Root => _application.Address.ToString().TrimEnd('/');

    public async Task InitializeAsync()
    {
        var functions = typeof(ICatalog).Assembly.GetTypes()
            .Where(type => type.Namespace is { } name && name.StartsWith("Spotify.Functions.Catalog", StringComparison.Ordinal))
            .Where(type => type.GetMethods().Any(method => method.GetCustomAttribute<FunctionAttribute>() is not null));
        _application = await ComposedApplication.StartAsync(
            functions.Append(typeof(AnswerUnknownRoute)), services: services => services.AddSingleton<ICatalogAnnouncer>(_changes).AddSingleton<IMediaFiles>(Files).AddSingleton<IAnalysisFiles>(Analyses));
        _listener = _application.Listener();
        _free = _application.Listener("free-listener", "free");
        _nowhere = _application.Listener("nowhere", country: "");
        _operator = _application.Operator();
    }

    public async Task DisposeAsync()
    {
        foreach (var client in (HttpClient[])[_listener, _free, _nowhere, _operator])
            client.Dispose();
        await _application.DisposeAsync();
    }

    internal Task<PublishOutcome> PublishAsync(TestRelease release) => Catalog.PublishAsync(release.Album, release.Tracks);

    /// <summary>Asks as a premium listener in Sweden.</summary>
    internal Task<WebAnswer> GetAsync(string path, string? knownVersion = null) => SendAsync(_listener, HttpMethod.Get, path, knownVersion: knownVersion);

    /// <summary>Asks as a listener on the free plan in Sweden.</summary>
    internal Task<WebAnswer> GetFreeAsync(string path) => SendAsync(_free, HttpMethod.Get, path);

    /// <summary>Asks as somebody whose country nobody knows.</summary>
    internal Task<WebAnswer> GetNowhereAsync(string path) => SendAsync(_nowhere, HttpMethod.Get, path);

    /// <summary>Does something as an operator.</summary>
    internal Task<WebAnswer> OperateAsync(HttpMethod method, string path, object? body = null) => SendAsync(_operator, method, path, body);

    /// <summary>Does something with a token of one's own.</summary>
    internal async Task<WebAnswer> AsAsync(string token, HttpMethod method, string path, object? body = null)
    {
        using var client = _application.WithToken(token);
        return await SendAsync(client, method, path, body);
    }

    /// <summary>A listener's token with scopes.</summary>
    internal string Token(string user, params string[] scopes) => _application.Token(user, scopes: scopes);

    /// <summary>A token for an artist.</summary>
    internal string ArtistToken(string artistId) => _application.Authority.Issue("artist-user", artist: artistId);

    private static async Task<WebAnswer> SendAsync(HttpClient client, HttpMethod method, string path, object? body = null, string? knownVersion = null)
    {
        var address = Uri.TryCreate(path, UriKind.Absolute, out var absolute) && absolute.Scheme.StartsWith("http", StringComparison.Ordinal) ? absolute : new Uri(path, UriKind.Relative);
        using var request = new HttpRequestMessage(method, address);
        if (knownVersion is not null)
            request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(knownVersion));
        if (body is not null)
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body, ApiJson.Options));
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new WebAnswer(response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone(), response.Headers);
    }
}

/// <summary>A storage that holds what a test says.</summary>
internal sealed class KnownFiles : IMediaFiles
{
    public HashSet<string> All { get; } = [];

    public Task<bool> ExistsAsync(string container, string blob, CancellationToken cancellationToken) => Task.FromResult(All.Contains($"{container}/{blob}"));
}

/// <summary>What came back.</summary>
internal sealed record WebAnswer(HttpStatusCode Status, JsonElement Body, HttpResponseHeaders Headers)
{
    public JsonElement this[string name] => Body.GetProperty(name);

    public string Reason => Body.GetProperty("error").GetProperty("reason").GetString()!;

    public string Message => Body.GetProperty("error").GetProperty("message").GetString()!;

    public string Version => Headers.ETag!.ToString();

    /// <summary>The ids in a list.</summary>
    public IReadOnlyList<string?> Ids(string list) =>
        [.. Body.GetProperty(list).EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? null : item.GetProperty("id").GetString())];

    /// <summary>It was answered well.</summary>
    public WebAnswer Ok()
    {
        Status.ShouldBe(HttpStatusCode.OK, Body.ValueKind == JsonValueKind.Undefined ? "" : Body.ToString());
        return this;
    }
}

[CollectionDefinition(Name)]
public sealed class CatalogApplicationCollection : ICollectionFixture<CatalogApplication>
{
    public const string Name = "catalogue application";
}
