using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Catalog.Figures;

/// <summary>The operators' runs in a running host: orchestrations and what they are composed of.</summary>
[Collection(CatalogApplicationCollection.Name)]
public sealed class CatalogRunsTests(CatalogApplication application)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_operator_has_popularity_computed_and_listeners_see_it()
    {
        var release = TestReleases.New();
        await application.PublishAsync(release);
        var today = DateOnly.FromDateTime(DateTimeOffset.UtcNow.UtcDateTime);
        var track = release.Tracks[0].Id;
        await application.Documents.WriteAsync(
            DocumentContainer.Aggregates, CounterShards.ScopeOf(track, 0), DocumentOperation.Upsert(TrackDay.IdOf(today), new TrackDay { Track = track, Counts = new() { ["SE"] = new() { ["premium"] = 50 } }, Excluded = [] }));
        (await application.OperateAsync(HttpMethod.Post, "/v1/admin/catalog/popularity")).Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync("the track is popular", Patience, async () => (await application.GetAsync($"/v1/tracks/{track}")).Ok()["popularity"].GetInt32() == 100);
        await Eventually.HoldsAsync("the artist is", Patience, async () => (await application.GetAsync($"/v1/artists/{release.Album.Artists[0].Id}")).Ok()["popularity"].GetInt32() == 100);
        (await application.GetAsync($"/v1/artists/{release.Album.Artists[0].Id}/top-tracks")).Ok().Ids("tracks").ShouldBe([track, release.Tracks[1].Id]);
        (await application.OperateAsync(HttpMethod.Post, "/v1/admin/catalog/popularity?replay=no/slash")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_operator_has_lists_rebuilt()
    {
        var artist = "Lost " + Guid.NewGuid();
        var release = TestReleases.New(artist);
        await application.PublishAsync(release);
        var id = ArtistDocument.IdOf(TestReleases.IdOf(artist));
        (await application.Documents.WriteAsync(DocumentContainer.Catalog, id, DocumentOperation.Delete(id))).IsWritten.ShouldBeTrue();
        application.Services.GetRequiredService<ArtistCatalog>().Forget(TestReleases.IdOf(artist));
        (await application.GetAsync($"/v1/artists/{TestReleases.IdOf(artist)}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.OperateAsync(HttpMethod.Post, "/v1/admin/catalog/rebuild")).Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.HoldsAsync("the artist is back", Patience, async () => (await application.GetAsync($"/v1/artists/{TestReleases.IdOf(artist)}")).Status == HttpStatusCode.OK);
    }
}
