using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.DependencyInjection;
using Moq;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Playback;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Playback.Edge;

/// <summary>Playback while storage gives out no keys to sign with.</summary>
public sealed class KeylessTests : IAsyncLifetime
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly FakeTimeProvider _time = new("2026-11-20T10:00:00Z");
    private ComposedApplication _application = null!;
    private string _track = "";
    private int _keys;

    public async Task InitializeAsync()
    {
        _application = await ComposedApplication.StartAsync(
            [typeof(GetStreamUrl)],
            new Dictionary<string, string?> { ["Media"] = null, ["Media:blobServiceUri"] = "https://music.blob.core.windows.net", ["Faults:Enabled"] = "true", ["Faults:Longest"] = "01:00:00" },
            services => services.AddSingleton<TimeProvider>(_time).AddSingleton<DelegationKeySource>(_ => (start, end, _) =>
            {
                _keys++;
                return Task.FromResult(Response.FromValue(BlobsModelFactory.UserDelegationKey("oid", "tid", "b", "2021-12-02", Key, end, start!.Value), Mock.Of<Response>()));
            }));
        var release = TestReleases.New(tracks: 1);
        (await _application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        _track = release.Tracks[0].Id;
    }

    public async Task DisposeAsync() => await _application.DisposeAsync();

    [Fact]
    public async Task Music_plays_on_with_yesterdays_key_and_with_todays_as_soon_as_there_is_one()
    {
        var (before, _) = await StreamAsync();
        before.ShouldBe(HttpStatusCode.OK);
        _time.Advance(TimeSpan.FromDays(1));
        var faults = _application.Services.GetRequiredService<FaultPlan>();
        faults.TryInject(Dependency.DelegationKey, new Fault(FaultKind.Down), TimeSpan.FromMinutes(30)).ShouldBeTrue();
        for (var minute = 0; minute < 30; minute += 3)
        {
            var (status, url) = await StreamAsync();
            status.ShouldBe(HttpStatusCode.OK);
            url.ShouldContain("skt=2026-11-19T23");
            _time.Advance(TimeSpan.FromMinutes(3));
        }

        _keys.ShouldBe(1);
        _time.Advance(TimeSpan.FromMinutes(5));
        await StreamAsync();
        (await StreamAsync()).Url.ShouldContain("skt=2026-11-20T23");
        _keys.ShouldBe(2);
    }

    [Fact]
    public async Task An_instance_that_never_got_a_key_says_when_to_come_back()
    {
        _application.Services.GetRequiredService<FaultPlan>().TryInject(Dependency.DelegationKey, new Fault(FaultKind.Down), TimeSpan.FromMinutes(30)).ShouldBeTrue();
        using var listener = _application.Listener();
        var asking = listener.GetAsync($"/v1/tracks/{_track}/stream");
        // The pauses between the tries.
        await Eventually.HoldsAsync("it is answered", TimeSpan.FromSeconds(30), () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return asking.IsCompleted;
        });
        using var answer = await asking;
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }

    private async Task<(HttpStatusCode Status, string Url)> StreamAsync()
    {
        using var listener = _application.Listener();
        var asking = listener.GetAsync($"/v1/tracks/{_track}/stream");
        await Eventually.HoldsAsync("it is answered", TimeSpan.FromSeconds(30), () =>
        {
            if (!asking.IsCompleted)
                _time.Advance(TimeSpan.FromMilliseconds(50));
            return asking.IsCompleted;
        });
        using var answer = await asking;
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (answer.StatusCode, body.TryGetProperty("url", out var url) ? url.GetString()! : "");
    }
}
