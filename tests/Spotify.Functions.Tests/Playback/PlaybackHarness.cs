using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Spotify.Core.Playback;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Playback;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Tests.Catalog;

namespace Spotify.Functions.Tests.Playback;

/// <summary>The functions of playback and catalogue over a store of their own, called as HTTP would call them.</summary>
internal sealed class PlaybackHarness : IAsyncDisposable
{
    public static readonly Caller Free = new("free-user", Tier.Free, "SE", new HashSet<string>(), null, null);

    public static readonly Caller Premium = new("premium-user", Tier.Premium, "SE", new HashSet<string>(), null, null);

    private readonly BlobSigner _signer;

    public PlaybackHarness(string storage = "UseDevelopmentStorage=true")
    {
        var options = new BlobOptions(storage);
        Accounts = new BlobAccounts(options);
        _signer = new BlobSigner(Accounts, CatalogHarness.Clock);
    }

    public CatalogHarness CatalogHarness { get; } = new();

    public TestClock Clock => CatalogHarness.Clock;

    public BlobAccounts Accounts { get; }

    public BlobContainerClient Audio => Accounts.Container(BlobContainers.Audio);

    public List<IPlayCounts> Counts { get; } = [];

    public Task PublishAsync(TestRelease release) => CatalogHarness.Catalog.PublishAsync(release.Album, release.Tracks);

    /// <summary>Another instance of the application: same store and key, caches of its own.</summary>
    public GetStreamUrl AnotherInstance() => new(
        new StreamAuthoriser(CatalogHarness.AnotherInstance(), new PlaybackUrlSigner(new MediaUrls(_signer, Clock)), CatalogHarness.Metrics, Clock));

    public Task<Answer> StreamAsync(string track, string query = "", Caller? caller = null, GetStreamUrl? instance = null) =>
        CallAsync((instance ?? AnotherInstance()).Run, track, query, caller);

    public Task<Answer> TrackAsync(string track, Caller? caller = null) => CallAsync(new GetTrack(CatalogHarness.Catalog, Presenter(), new CatalogAnswers(Clock)).Run, track, "", caller);

    public Task<Answer> AlbumAsync(string album, Caller? caller = null) => CallAsync(new GetAlbum(CatalogHarness.Catalog, Presenter(), new CatalogAnswers(Clock)).Run, album, "", caller);

    public async ValueTask DisposeAsync()
    {
        _signer.Dispose();
        await CatalogHarness.DisposeAsync();
    }

    private CatalogPresenter Presenter() => CatalogHarness.Presenter(new MediaUrls(_signer, Clock), Counts);

    private static async Task<Answer> CallAsync(
        Func<HttpRequest, string, CancellationToken, Task<IResult>> function, string id, string query, Caller? caller)
    {
        var context = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = new MemoryStream();
        context.SetCaller(caller ?? Premium);
        var result = await function(context.Request, id, CancellationToken.None);
        await result.ExecuteAsync(context);
        var body = ((MemoryStream)context.Response.Body).ToArray();
        return new Answer(context.Response.StatusCode, JsonDocument.Parse(body).RootElement, context.Response.Headers);
    }

    private sealed class BlobOptions(string connection) : IOptionsMonitor<BlobAccountOptions>
    {
        public BlobAccountOptions CurrentValue => Get(null);

        public BlobAccountOptions Get(string? name) => new() { ConnectionString = connection };

        public IDisposable? OnChange(Action<BlobAccountOptions, string?> listener) => null;
    }
}

/// <summary>What came back over HTTP.</summary>
internal sealed record Answer(int Status, JsonElement Body, IHeaderDictionary Headers)
{
    public string Url => Text("url");

    public string Reason => Body.GetProperty("error").GetProperty("reason").GetString()!;

    public string Message => Body.GetProperty("error").GetProperty("message").GetString()!;

    public IReadOnlyList<JsonElement> Prefetch => [.. Body.GetProperty("prefetch").EnumerateArray()];

    public string Text(string name) => Body.GetProperty(name).GetString()!;
}
