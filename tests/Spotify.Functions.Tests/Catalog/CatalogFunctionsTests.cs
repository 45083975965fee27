using System.Text.Json;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Tests.Playback;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

public sealed class CatalogFunctionsTests : IAsyncLifetime
{
    private readonly PlaybackHarness _harness = new();
    private readonly TestRelease _release = TestRelease.Create();

    public Task InitializeAsync() => _harness.PublishAsync(_release);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task A_track_is_described_in_the_web_APIs_shape()
    {
        var body = (await _harness.TrackAsync(_release.Tracks[1].Id)).Body;
        Text(body, "id").ShouldBe(_release.Tracks[1].Id);
        Text(body, "type").ShouldBe("track");
        Text(body, "uri").ShouldBe($"spotify:track:{_release.Tracks[1].Id}");
        Text(body, "name").ShouldBe("Track 2 v1");
        body.GetProperty("disc_number").GetInt32().ShouldBe(1);
        body.GetProperty("track_number").GetInt32().ShouldBe(2);
        body.GetProperty("duration_ms").GetInt64().ShouldBe(214_230);
        body.GetProperty("explicit").GetBoolean().ShouldBeTrue();
        body.GetProperty("is_playable").GetBoolean().ShouldBeTrue();
        body.TryGetProperty("restrictions", out _).ShouldBeFalse();
        body.GetProperty("popularity").GetInt32().ShouldBe(0);
        Text(body.GetProperty("external_ids"), "isrc").ShouldBe("SEABC2600002");
        Text(body, "preview_url").ShouldContain("mp3-96?");
        var artist = body.GetProperty("artists")[0];
        Text(artist, "name").ShouldBe("The Testers");
        Text(artist, "uri").ShouldBe($"spotify:artist:{_release.Album.Artists[0].Id}");
        var album = body.GetProperty("album");
        Text(album, "name").ShouldBe("Album v1");
        Text(album, "album_type").ShouldBe("album");
        Text(album, "release_date").ShouldBe("2026-11-20");
        album.GetProperty("total_tracks").GetInt32().ShouldBe(3);
        Text(album.GetProperty("images")[0], "url").ShouldContain("/images/covers/1.jpg?");
    }

    [Fact]
    public async Task An_album_is_described_with_its_tracks_in_order()
    {
        var body = (await _harness.AlbumAsync(_release.Album.Id)).Body;
        Text(body, "uri").ShouldBe($"spotify:album:{_release.Album.Id}");
        Text(body.GetProperty("external_ids"), "upc").ShouldBe("0123456789012");
        Text(body.GetProperty("copyrights")[0], "text").ShouldBe("2026 Test Records");
        var tracks = body.GetProperty("tracks");
        tracks.GetProperty("total").GetInt32().ShouldBe(3);
        tracks.GetProperty("items").EnumerateArray().Select(track => Text(track, "name")).ShouldBe(["Track 1 v1", "Track 2 v1", "Track 3 v1"]);
    }

    [Theory]
    [InlineData("US", "market")]
    [InlineData("SE", "product")]
    public async Task A_track_that_the_caller_may_not_play_says_so(string market, string reason)
    {
        var premiumInSweden = TestRelease.World with { Markets = ["SE"], Tiers = ["premium"] };
        await _harness.PublishAsync(TestRelease.Create("v2").With(0, track => track with { Rights = [premiumInSweden] }));
        var body = (await _harness.TrackAsync(_release.Tracks[0].Id, PlaybackHarness.Free with { Country = market })).Body;
        body.GetProperty("is_playable").GetBoolean().ShouldBeFalse();
        Text(body.GetProperty("restrictions"), "reason").ShouldBe(reason);
        body.GetProperty("preview_url").ValueKind.ShouldBe(reason == "market" ? JsonValueKind.Null : JsonValueKind.String);
    }

    [Fact]
    public async Task A_track_carries_its_play_count()
    {
        _harness.Counts.Add(new Counts(_ => new(1234)));
        (await _harness.TrackAsync(_release.Tracks[0].Id)).Body.GetProperty("play_count").GetInt64().ShouldBe(1234);
    }

    [Fact]
    public async Task Without_a_count_a_track_is_described_all_the_same()
    {
        (await PlayCount()).ShouldBe(JsonValueKind.Null);
        _harness.Counts.Add(new Counts(_ => throw new InvalidOperationException("broken at once")));
        (await PlayCount()).ShouldBe(JsonValueKind.Null);
        _harness.Counts[0] = new Counts(_ => ValueTask.FromException<long>(new InvalidOperationException("broken later")));
        (await PlayCount()).ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task What_is_not_published_is_not_found_and_a_wrong_id_is_an_invalid_request()
    {
        (await _harness.TrackAsync(SpotifyId.Derive("track", "no", "such"))).Reason.ShouldBe("NOT_FOUND");
        (await _harness.AlbumAsync(SpotifyId.Derive("album", "none"))).Reason.ShouldBe("NOT_FOUND");
        // An album's id is no track's.
        (await _harness.TrackAsync(_release.Album.Id)).Reason.ShouldBe("NOT_FOUND");
        (await _harness.TrackAsync("x")).Reason.ShouldBe("INVALID_REQUEST");
        (await _harness.AlbumAsync("x")).Reason.ShouldBe("INVALID_REQUEST");
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<JsonValueKind> PlayCount() => (await _harness.TrackAsync(_release.Tracks[0].Id)).Body.GetProperty("play_count").ValueKind;

    private sealed class Counts(Func<string, ValueTask<long>> count) : IPlayCounts
    {
        public ValueTask<long> GetTrackCountAsync(string trackId, CancellationToken cancellationToken) => count(trackId);
    }
}
