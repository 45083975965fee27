using System.Text.Json;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Search;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Search;

/// <summary>The functions of the search in a running host; what is published is announced as the catalogue announces it.</summary>
public sealed class SearchApplication : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Type[] Functions =
    [
        typeof(GetSearch), typeof(GetSuggestions), typeof(FollowCatalog), typeof(ReindexSearch), typeof(BeginReindex), typeof(FillSearchIndex), typeof(SwitchSearchIndex),
        typeof(CatchUpSearchIndex), typeof(RemoveOldSearchIndexes), typeof(KeepSearchIndex), typeof(StartReindex), typeof(GetSearchIndex), typeof(AnswerUnknownRoute),
    ];

    private readonly TempFolder _folder = new();

    internal ComposedApplication Host { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await StartAsync();
        await EventuallyAsync("there is an index", async () => (await GetAsync("/v1/search?q=nothing&type=track")).Status == 200);
    }

    public async Task DisposeAsync()
    {
        await Host.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Another process over the same folder.</summary>
    public async Task RestartAsync()
    {
        await Host.DisposeAsync();
        await StartAsync();
    }

    internal async Task PublishAsync(TestRelease release)
    {
        await Host.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks);
        await AnnounceAsync(
            [
                new CatalogChange(CatalogKinds.Album, release.Album.Id, DateTimeOffset.UtcNow), .. release.Tracks.Select(track => new CatalogChange(CatalogKinds.Track, track.Id, DateTimeOffset.UtcNow)),
                .. release.Album.Artists.Select(artist => new CatalogChange(CatalogKinds.Artist, artist.Id, DateTimeOffset.UtcNow)),
            ]);
    }

    internal Task AnnounceAsync(IReadOnlyList<CatalogChange> changes) => SendAsync(CatalogChanges.Write(changes));

    internal async Task SendAsync(byte[] body)
    {
        await using var producer = new EventHubProducerClient(Host.Services.GetRequiredService<IConfiguration>()["EventHubs"]!, CatalogChanges.Hub);
        await producer.SendAsync([new EventData(new BinaryData(body))], new SendEventOptions(), CancellationToken.None);
    }

    internal async Task<(int Status, JsonElement Body)> GetAsync(string path, string country = "SE", string? language = null, bool admin = false, HttpMethod? method = null)
    {
        using var client = admin ? Host.Operator() : Host.Listener(country: country);
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        if (language is not null)
            request.Headers.Add("Accept-Language", language);
        using var response = await client.SendAsync(request);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    /// <summary>The names that a search for tracks finds.</summary>
    internal async Task<IReadOnlyList<string>> FindAsync(string query, string country = "SE", string type = "track")
    {
        var (status, body) = await GetAsync($"/v1/search?q={Uri.EscapeDataString(query)}&type={type}", country);
        status.ShouldBe(200, body.ToString());
        return [.. body.GetProperty(type + "s").GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
    }

    internal static Task EventuallyAsync(string what, Func<Task<bool>> holds) => Eventually.HoldsAsync(what, Patience, holds);

    private async Task StartAsync() => Host = await ComposedApplication.StartAsync(Functions, new Dictionary<string, string?> { ["Limits:Search"] = "10000" }, folder: _folder.Path);
}
