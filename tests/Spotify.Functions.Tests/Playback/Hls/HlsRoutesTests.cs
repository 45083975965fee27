using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;
using Spotify.TestSupport.Hls;
using Xunit;

namespace Spotify.Functions.Tests.Playback.Hls;

public sealed partial class HlsRoutesTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>, IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private HlsHarness _harness = null!;

    public async Task InitializeAsync() => _harness = await HlsHarness.StartAsync(azurite, _time);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Theory]
    [InlineData("free", "normal low high")]
    [InlineData("premium", "normal low high very_high lossless")]
    [InlineData("family", "normal low high very_high lossless")]
    [InlineData("student", "normal low high very_high lossless")]
    [InlineData("trial", "normal low high very_high lossless")]
    public async Task The_master_playlist_lists_the_rungs_of_the_tier_and_each_leads_to_its_media_playlist(string tier, string rungs)
    {
        var track = await _harness.PublishAsync();
        using var listener = _harness.Application.Listener(tier: tier);
        using var player = _harness.Application.Anonymous();
        using var answer = await listener.GetAsync($"/v1/tracks/{track.Id}/hls/master.m3u8");
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.apple.mpegurl");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        PlaylistRules.FindFaultsOfMaster(text).ShouldBeEmpty();
        var variants = Playlist.Read(text).Variants;
        variants.Select(variant => variant.Uri[..variant.Uri.IndexOf(".m3u8", StringComparison.Ordinal)]).ShouldBe(rungs.Split(' '));
        foreach (var variant in variants)
        {
            // A player resolves addresses against the playlist's own, and sends no header.
            using var media = await player.GetAsync(new Uri(answer.RequestMessage!.RequestUri!, variant.Uri));
            var playlist = await media.Content.ReadAsStringAsync();
            media.StatusCode.ShouldBe(HttpStatusCode.OK, playlist);
            media.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.apple.mpegurl");
            PlaylistRules.FindFaultsOfMedia(playlist).ShouldBeEmpty();
            var read = Playlist.Read(playlist);
            read.Segments.Sum(segment => segment.Duration).ShouldBe(10, 1e-5);
            var address = new Uri(read.Map!.Value.Uri);
            address.AbsolutePath.ShouldEndWith($"{track.Audio.Hls!.Rungs.Single(rung => WireName(rung.Quality) == variant.Uri.Split('.')[0]).Blob}", Case.Sensitive);
            address.Query.ShouldContain("sp=r&");
            // RFC 8216, 4.3.4.2: no part of the media is wider than the master playlist says.
            var widest = read.Segments.Where(segment => segment.Duration > 2).Max(segment => segment.Length!.Value * 8 / segment.Duration);
            variant.Number("BANDWIDTH").ShouldBeGreaterThanOrEqualTo((long)widest - 8);
        }
    }

    [Fact]
    public async Task An_address_without_a_header_is_handed_out_and_opens_this_track_alone_for_a_while()
    {
        var track = await _harness.PublishAsync();
        var other = await _harness.PublishAsync();
        using var listener = _harness.Application.Listener();
        using var player = _harness.Application.Anonymous();
        var given = await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/hls");
        var url = given.GetProperty("url").GetString()!;
        var expires = given.GetProperty("expires_at").GetDateTimeOffset();
        url.ShouldStartWith($"{_harness.Application.Address}v1/tracks/{track.Id}/hls/master.m3u8?token=");
        (expires - _time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(610), TimeSpan.FromSeconds(2));

        (await StatusOf(player, url)).ShouldBe((HttpStatusCode.OK, null));
        (await StatusOf(player, url.Replace(track.Id, other.Id, StringComparison.Ordinal))).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_INVALID"));
        (await StatusOf(player, url.Replace("token=", "token=A", StringComparison.Ordinal))).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_INVALID"));
        (await StatusOf(player, url[..^4])).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_INVALID"));
        (await StatusOf(player, url[..url.IndexOf('?', StringComparison.Ordinal)])).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_MISSING"));
        (await StatusOf(player, url + "&token=x")).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_INVALID"));
        // It opens playlists and nothing else, and hands out no other token.
        var query = new Uri(url).Query;
        (await StatusOf(player, $"/v1/tracks/{track.Id}/stream{query}")).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_MISSING"));
        (await StatusOf(player, $"/v1/tracks/{track.Id}/hls{query}")).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_MISSING"));

        _time.Advance(TimeSpan.FromSeconds(611));
        (await StatusOf(player, url)).ShouldBe((HttpStatusCode.Unauthorized, "TOKEN_INVALID"));
    }

    [Fact]
    public async Task A_token_cannot_be_made_to_last_longer_by_asking_again_with_it()
    {
        var track = await _harness.PublishAsync();
        using var listener = _harness.Application.Listener();
        using var player = _harness.Application.Anonymous();
        var url = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/hls")).GetProperty("url").GetString()!;
        _time.Advance(TimeSpan.FromMinutes(9));
        var variants = Playlist.Read(await player.GetStringAsync(url)).Variants;
        variants.Select(QueryOf).Distinct().ShouldBe([new Uri(url).Query]);
        // With a header it is another one.
        Playlist.Read(await listener.GetStringAsync(url)).Variants.Select(QueryOf).ShouldNotContain(new Uri(url).Query);

        static string QueryOf(PlaylistVariant variant) => variant.Uri[variant.Uri.IndexOf('?', StringComparison.Ordinal)..];
    }

    [Fact]
    public async Task A_token_lasts_as_long_as_the_track_and_ten_minutes_but_no_longer_than_an_hour()
    {
        var track = await _harness.PublishAsync(seconds: 5 * 3600);
        using var listener = _harness.Application.Listener();
        var expires = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/hls")).GetProperty("expires_at").GetDateTimeOffset();
        (expires - _time.GetUtcNow()).ShouldBe(TimeSpan.FromHours(1), TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task A_token_tells_nothing_of_the_listener_and_is_never_logged()
    {
        var track = await _harness.PublishAsync();
        using var listener = _harness.Application.Listener("a-listener-with-a-name");
        using var player = _harness.Application.Anonymous();
        var url = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/hls")).GetProperty("url").GetString()!;
        var token = url[(url.IndexOf("token=", StringComparison.Ordinal) + 6)..];
        System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(token)).ShouldNotContain("a-listener");
        foreach (var variant in Playlist.Read(await player.GetStringAsync(url)).Variants)
            (await player.GetAsync(new Uri(new Uri(url), variant.Uri))).EnsureSuccessStatusCode();
        await StatusOf(player, url + "x");
        _harness.Log.Lines.Where(line => line.Contains(token[..20], StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_may_not_be_streamed_has_no_playlists_either_and_is_refused_with_the_same_words()
    {
        var now = _time.GetUtcNow();
        using var listener = _harness.Application.Listener(tier: "free");
        foreach (var (right, reason) in new[]
        {
            (TestRelease.World with { Markets = ["US"] }, "MARKET_RESTRICTED"),
            (TestRelease.World with { Tiers = ["premium"] }, "TIER_RESTRICTED"),
            (TestRelease.World with { From = now.AddHours(1) }, "NOT_YET_RELEASED"),
            (TestRelease.World with { Until = now.AddSeconds(-1) }, "TAKEN_DOWN"),
        })
        {
            var track = await _harness.PublishAsync(one => one with { Rights = [right] });
            var (_, words) = await RefusalOf(listener, $"/v1/tracks/{track.Id}/stream");
            foreach (var route in (string[])["hls", "hls/master.m3u8", "hls/normal.m3u8"])
                (await RefusalOf(listener, $"/v1/tracks/{track.Id}/{route}")).ShouldBe((reason, words), route);
        }
    }

    [Fact]
    public async Task A_licence_that_ends_ends_the_playlists_of_a_token_that_is_still_good()
    {
        var ends = _time.GetUtcNow().AddMinutes(3);
        var track = await _harness.PublishAsync(one => one with { Rights = [TestRelease.World with { Until = ends }] });
        using var listener = _harness.Application.Listener();
        using var player = _harness.Application.Anonymous();
        var url = (await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track.Id}/hls")).GetProperty("url").GetString()!;
        using var media = await player.GetAsync(url.Replace("master", "normal", StringComparison.Ordinal));
        media.Headers.CacheControl!.MaxAge!.Value.ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(3));
        _time.Advance(TimeSpan.FromMinutes(3));
        (await StatusOf(player, url.Replace("master", "normal", StringComparison.Ordinal))).ShouldBe((HttpStatusCode.Forbidden, "TAKEN_DOWN"));
    }

    [Fact]
    public async Task What_is_not_there_and_what_the_plan_does_not_include_are_told_apart()
    {
        var track = await _harness.PublishAsync();
        var older = await _harness.PublishAsync(TestReleases.New(tracks: 1));
        using var free = _harness.Application.Listener(tier: "free");
        (await StatusOf(free, $"/v1/tracks/{track.Id}/hls/very_high.m3u8")).ShouldBe((HttpStatusCode.Forbidden, "TIER_RESTRICTED"));
        (await StatusOf(free, $"/v1/tracks/{track.Id}/hls/lossless.m3u8")).ShouldBe((HttpStatusCode.Forbidden, "TIER_RESTRICTED"));
        (await StatusOf(free, $"/v1/tracks/{track.Id}/hls/best.m3u8")).ShouldBe((HttpStatusCode.NotFound, "NOT_FOUND"));
        (await StatusOf(free, $"/v1/tracks/{older.Id}/hls/master.m3u8")).ShouldBe((HttpStatusCode.NotFound, "NOT_FOUND"));
        (await StatusOf(free, $"/v1/tracks/{SpotifyId.Derive("track", "none")}/hls")).ShouldBe((HttpStatusCode.NotFound, "NOT_FOUND"));
        (await StatusOf(free, "/v1/tracks/nonsense/hls/master.m3u8")).ShouldBe((HttpStatusCode.BadRequest, "INVALID_REQUEST"));
    }

    [Fact]
    public async Task Pages_elsewhere_may_read_the_playlists()
    {
        var track = await _harness.PublishAsync();
        using var listener = _harness.Application.Listener();
        listener.DefaultRequestHeaders.Add("Origin", "https://player.example");
        using var answer = await listener.GetAsync($"/v1/tracks/{track.Id}/hls/master.m3u8");
        answer.Headers.GetValues("Access-Control-Allow-Origin").ShouldBe(["*"]);
    }

    [Fact]
    public async Task Pages_elsewhere_may_read_the_audio_in_parts_from_the_storage_of_this_machine()
    {
        // The application's own start sets what the storage tells browsers.
        await Eventually.HoldsAsync("the storage answers browsers", TimeSpan.FromSeconds(30), async () =>
        {
            using var client = new HttpClient();
            using var preflight = new HttpRequestMessage(HttpMethod.Options, new BlobContainerClient(azurite.ConnectionString, "audio").GetBlobClient("any").Uri);
            preflight.Headers.Add("Origin", "https://player.example");
            preflight.Headers.Add("Access-Control-Request-Method", "GET");
            preflight.Headers.Add("Access-Control-Request-Headers", "range");
            using var answer = await client.SendAsync(preflight);
            return answer.IsSuccessStatusCode && answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) && origins.Single() is "*" or "https://player.example";
        });
    }

    private static string WireName(Core.Playback.Quality quality) => Capital().Replace(quality.ToString(), match => (match.Index > 0 ? "_" : "") + match.Value.ToLowerInvariant());

    private static async Task<(HttpStatusCode Status, string? Reason)> StatusOf(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address);
        return answer.IsSuccessStatusCode ? (answer.StatusCode, null) : (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("reason").GetString());
    }

    private static async Task<(string? Reason, string? Message)> RefusalOf(HttpClient client, string address)
    {
        using var answer = await client.GetAsync(address);
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error");
        return (error.GetProperty("reason").GetString(), error.GetProperty("message").GetString());
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
