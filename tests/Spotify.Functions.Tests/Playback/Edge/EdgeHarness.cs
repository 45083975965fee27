using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Playback;
using Spotify.Functions.Playback.Edge;
using Spotify.Functions.Playback.Hls;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Playback.Edge;

/// <summary>The application with an edge before its storage.</summary>
internal sealed class EdgeHarness : IAsyncDisposable
{
    public static readonly byte[] Sound = [.. Enumerable.Range(0, 50_000).Select(index => (byte)(index * 31))];

    private EdgeHarness(ComposedApplication application, FakeEdge edge, BlobContainerClient audio) => (Application, Edge, Audio) = (application, edge, audio);

    public ComposedApplication Application { get; }

    public FakeEdge Edge { get; }

    public BlobContainerClient Audio { get; }

    public Track Track { get; private set; } = null!;

    public FaultPlan Faults => Application.Services.GetRequiredService<FaultPlan>();

    public EdgeProbe Probe => Application.Services.GetRequiredService<EdgeProbe>();

    public static async Task<EdgeHarness> StartAsync(AzuriteFixture azurite, TimeProvider? time = null, params (string Name, string Value)[] settings)
    {
        var audio = new BlobContainerClient(azurite.ConnectionString, BlobContainers.Audio);
        var edge = await FakeEdge.StartAsync(audio.Uri);
        var all = new Dictionary<string, string?>
        {
            ["Media"] = azurite.ConnectionString,
            ["Edge:Address"] = edge.Address.GetLeftPart(UriPartial.Authority),
            ["Edge:TokenAddress"] = "http://localhost:1/v1",
            // Tests ask by themselves.
            ["Edge:ProbeEvery"] = "00:00:00",
            ["Faults:Enabled"] = "true",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        var application = await ComposedApplication.StartAsync(
            [typeof(GetStreamUrl), typeof(FetchAudio), typeof(GetHlsMaster), typeof(GetHlsPlaylist)],
            all,
            services =>
            {
                if (time is not null)
                    services.AddSingleton(time);
            });
        var harness = new EdgeHarness(application, edge, audio);
        await audio.CreateIfNotExistsAsync();
        var release = TestReleases.New(tracks: 1);
        foreach (var rendition in release.Tracks[0].Audio.Renditions)
            await audio.GetBlobClient(rendition.Blob).UploadAsync(new BinaryData(Sound), overwrite: true);
        (await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        harness.Track = release.Tracks[0];
        return harness;
    }

    /// <summary>What <c>/stream</c> answers.</summary>
    public async Task<JsonElement> StreamAsync(HttpClient listener, string query = "?quality=very_high&network=wifi")
    {
        using var answer = await listener.GetAsync($"/v1/tracks/{Track.Id}/stream{query}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>A bound address as this application can be reached: what is signed is the path.</summary>
    public Uri Here(JsonElement answer) => new(Application.Address, new Uri(answer.GetProperty("url").GetString()!).PathAndQuery);

    /// <summary>A range of audio, as a player asks for it.</summary>
    public static async Task<HttpResponseMessage> RangeAsync(HttpClient player, Uri address, long from, long to)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Range = new RangeHeaderValue(from, to) } };
        return await player.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        await Application.DisposeAsync();
        await Edge.DisposeAsync();
    }
}
