using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>Real music from a label's upload to a counted stream, over HTTP, against the running service.</summary>
public sealed class WholeStoryTests(ServiceFixture service, ITestOutputHelper output) : IClassFixture<ServiceFixture>
{
    private const string Label = "story-label";

    // Half a minute of music by default, a quarter of an hour at --full.
    private static readonly string[] Music =
    [
        "audio/encodings/dubstep.mp3",
        "audio/encodings/dubstep.wav",
        "audio/encodings/dubstep.flac",
        "audio/pairs/sorohanro_-_solo-trumpet-06.hq.ogg",
        .. TestScale.IsFull ? Longer : [],
    ];

    private static string[] Longer =>
    [
        "audio/music/drascula-music__track4.ogg",
        "audio/music/drascula-music__track7.ogg",
        "audio/music/drascula-music__track20.ogg",
        "audio/music/hyperrogue-music__hr-savino-palace.ogg",
        "audio/music/wesnoth-1.16-music__battle-epic.ogg",
        "audio/music/wesnoth-1.16-music__revelation.ogg",
        "audio/music/singularity-music__Apex Aleph.ogg",
        "audio/music/warzone2100-music__menu.opus",
        "audio/music/asc-music__machine_wars.mp3",
    ];

    /// <summary>Every rung that a premium listener can ask for.</summary>
    private static readonly (string Quality, string Format, int Kbps)[] Rungs =
    [
        ("low", "aac", 24),
        ("normal", "ogg", 96), ("normal", "aac", 96),
        ("high", "ogg", 160), ("high", "aac", 160), ("high", "mp3", 160),
        ("very_high", "ogg", 320), ("very_high", "aac", 256),
        ("lossless", "flac", 0),
    ];

    [DataFact("audio/music")]
    public async Task Real_music_is_delivered_published_played_on_every_rung_and_counted_once()
    {
        var tracks = await DeliverAsync();
        using var listener = service.Listener();

        // Every rung of every track at --full; otherwise every rung of one track, and one rung of each of the others in turn.
        var checks = tracks.SelectMany((track, index) => Rungs
            .Where((_, rung) => TestScale.IsFull || index == 0 || rung == index % Rungs.Length)
            .Select(rung => (track, rung))).ToList();
        foreach (var ((file, id), rung) in checks)
            await FetchAndDecodeAsync(listener, file, id, rung);
        output.WriteLine($"{checks.Count} renditions of {tracks.Count} tracks fetched by Range and decoded");

        var played = tracks.Values.First();
        await PostPlayAsync(listener, played);
        await PostPlayAsync(listener, played);
        await Eventually.HoldsAsync("the play is counted", TimeSpan.FromSeconds(60), async () => await CountAsync(listener, played) > 0);
        // A later play of somebody else passes through the same partitions after the repeat; once it shows, the repeat has been dealt with.
        using var second = service.Listener("listener-2");
        await PostPlayAsync(second, played);
        await Eventually.HoldsAsync("the second listener's play is counted", TimeSpan.FromSeconds(60), async () => await CountAsync(listener, played) >= 2);
        (await CountAsync(listener, played)).ShouldBe(2);
    }

    private async Task<Dictionary<string, string>> DeliverAsync()
    {
        using var label = service.Label(Label);
        var delivery = new TestDelivery(TestDelivery.Upc(100_001), "The Whole Story");
        foreach (var (file, index) in Music.Select((file, index) => (file, index)))
            delivery.Track($"{index + 1:00}{Path.GetExtension(file)}", await File.ReadAllBytesAsync(TestData.Path(file)), $"ZZSTY26{index:00000}", title: Path.GetFileName(file));

        var batch = await delivery.SendAsync(label, Label);
        var answer = await TestDelivery.AcknowledgementAsync(service.Platform.Azurite.ConnectionString, Label, batch, TimeSpan.FromMinutes(8));

        answer.GetProperty("status").GetString().ShouldBe("accepted", $"{answer}{Environment.NewLine}{service.Log}");
        var accepted = answer.GetProperty("tracks").EnumerateArray().ToList();
        accepted.Count.ShouldBe(Music.Length);
        return accepted.Select((track, index) => (Music[index], track.GetProperty("track").GetString()!)).ToDictionary();
    }

    private static async Task FetchAndDecodeAsync(HttpClient listener, string file, string id, (string Quality, string Format, int Kbps) rung)
    {
        var stream = await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{id}/stream?quality={rung.Quality}&format={rung.Format}");
        stream.GetProperty("quality").GetString().ShouldBe(rung.Quality);
        stream.GetProperty("format").GetString().ShouldBe(rung.Format);
        if (rung.Kbps > 0)
            stream.GetProperty("bitrate_kbps").GetInt32().ShouldBe(rung.Kbps);
        var url = stream.GetProperty("url").GetString()!;

        using var folder = new TempFolder();
        var copy = folder.File($"rung.{(rung.Format == "aac" ? "m4a" : rung.Format)}");
        await File.WriteAllBytesAsync(copy, await FetchInRangesAsync(url));
        var source = await Media.DecodedMillisecondsAsync(TestData.Path(file));
        var decoded = await Media.DecodedMillisecondsAsync(copy);
        decoded.ShouldBe(source, 50, $"{file} as {rung}");
        stream.GetProperty("duration_ms").GetDouble().ShouldBe(source, 50);

        await RefusesTamperingAsync(url);
    }

    private static async Task<byte[]> FetchInRangesAsync(string url)
    {
        const int Chunk = 256 * 1024;
        using var client = new HttpClient();
        using var whole = new MemoryStream();
        for (long total = long.MaxValue; whole.Length < total;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Range = new RangeHeaderValue(whole.Length, whole.Length + Chunk - 1);
            using var answer = await client.SendAsync(request);
            answer.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            total = answer.Content.Headers.ContentRange!.Length!.Value;
            await answer.Content.CopyToAsync(whole);
        }

        return whole.ToArray();
    }

    private static async Task RefusesTamperingAsync(string url)
    {
        using var client = new HttpClient();
        foreach (var forged in (string[])[
            url.Replace("sig=", "sig=A", StringComparison.Ordinal),
            url.Replace("sp=r", "sp=rw", StringComparison.Ordinal),
            System.Text.RegularExpressions.Regex.Replace(url, "se=[^&]+", "se=2020-01-01T00%3A00%3A00Z"),
            System.Text.RegularExpressions.Regex.Replace(url, @"/audio/[^?]+\?", "/audio/another?")])
        {
            forged.ShouldNotBe(url);
            (await client.GetAsync(new Uri(forged))).StatusCode.ShouldBe(HttpStatusCode.Forbidden, forged);
        }
    }

    private static async Task PostPlayAsync(HttpClient listener, string track)
    {
        var now = DateTimeOffset.Parse("2026-11-20T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        now = now > TimeProvider.System.GetUtcNow().AddDays(-29) && now < TimeProvider.System.GetUtcNow() ? now : TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var body = new
        {
            device = new { id = "d1", type = "phone" },
            sent_at = TimeProvider.System.GetUtcNow(),
            events = (object[])
            [
                new { id = "k-1", type = "start", session = "s1", track, position_ms = 0, at = now },
                new { id = "k-2", type = "progress", session = "s1", track, position_ms = 30_000, at = now.AddSeconds(30) },
                new { id = "k-3", type = "complete", session = "s1", track, position_ms = 60_000, at = now.AddSeconds(60) },
            ],
        };
        using var answer = await listener.PostAsJsonAsync("/v1/events", body);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync());
        var results = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("results").EnumerateArray().ToList();
        results.ShouldAllBe(result => result.GetProperty("status").GetString() == "accepted");
    }

    private static async Task<long> CountAsync(HttpClient listener, string track)
    {
        var answer = await listener.GetFromJsonAsync<JsonElement>($"/v1/tracks/{track}");
        var count = answer.GetProperty("play_count");
        return count.ValueKind == JsonValueKind.Number ? count.GetInt64() : 0;
    }
}
