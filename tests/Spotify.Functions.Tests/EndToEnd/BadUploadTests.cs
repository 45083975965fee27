using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.EndToEnd;

/// <summary>Everything wrong that a label may send, each refused by name while the rest of its batch is published.</summary>
public sealed class BadUploadTests(BadUploadTests.Service fixture) : IClassFixture<BadUploadTests.Service>
{
    private const string Label = "clumsy-label";
    private const long MaxFileBytes = 50_000_000;
    private readonly ServiceFixture _service = fixture;

    [Fact]
    public async Task Each_bad_file_is_refused_by_name_and_the_good_one_beside_it_is_published()
    {
        var good = await Media.RenderAsync("sine=frequency=440:duration=12", "wav");
        var noSamples = NoSamples();
        var bad = new (string File, byte[]? Content, string? Sha256, string Code)[]
        {
            ("02-empty.wav", [], null, "EMPTY_FILE"),
            ("03-truncated.flac", (await Media.RenderAsync("anoisesrc=duration=20:seed=7", "flac"))[..400_000], null, "TRUNCATED"),
            ("04-text.wav", Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat("This is no music.", 500))), null, "NOT_AUDIO"),
            ("05-wrong-hash.wav", await Media.RenderAsync("sine=frequency=550:duration=12", "wav"), new string('a', 64), "HASH_MISMATCH"),
            ("06-missing.wav", null, new string('b', 64), "FILE_MISSING"),
            ("07-no-samples.wav", noSamples, null, "NO_AUDIO"),
            ("08-silence.flac", await Media.RenderAsync($"anullsrc=r=44100:cl=stereo:d={TestScale.Of(60, 600)}", "flac"), null, "NO_AUDIO"),
            ("09-too-long.flac", await Media.RenderAsync($"sine=frequency=100:r=8000:d={TestScale.Of(22_000, 43_200)}", "flac", "-sample_fmt", "s16", "-af", "volume=0.0001"), null, "TOO_LONG"),
            ("10-playlist.wav", Encoding.UTF8.GetBytes("ffconcat version 1.0\nfile '/etc/passwd'\n"), null, "NOT_AUDIO"),
        };
        var delivery = new TestDelivery(TestDelivery.Upc(200_001), "Good and Bad").Track("01-good.wav", good, "ZZBAD2600001");
        foreach (var ((file, content, sha256, _), index) in bad.Select((one, index) => (one, index)))
            delivery.Track(file, content, $"ZZBAD26{index + 2:00000}", sha256);

        var answer = await SendAsync(delivery);

        answer.GetProperty("status").GetString().ShouldBe("partly_accepted");
        var tracks = answer.GetProperty("tracks").EnumerateArray().ToDictionary(track => track.GetProperty("file").GetString()!);
        tracks["01-good.wav"].GetProperty("status").GetString().ShouldBe("accepted");
        foreach (var (file, _, _, code) in bad)
        {
            tracks[file].GetProperty("status").GetString().ShouldBe("rejected", file);
            Codes(tracks[file]).ShouldContain(code, $"{file}: {tracks[file]}");
        }

        using var listener = _service.Listener();
        (await listener.GetAsync($"/v1/tracks/{tracks["01-good.wav"].GetProperty("track").GetString()}/stream")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_file_over_the_limit_is_refused_by_its_declared_size_and_by_its_real_size()
    {
        using var label = _service.Label(Label);
        using var declared = await label.PostAsJsonAsync($"/v1/labels/{Label}/deliveries", new
        {
            files = new[] { new { name = "01.wav", bytes = MaxFileBytes + 1 }, new { name = "release.json", bytes = 1000L } },
        });
        ((int)declared.StatusCode).ShouldBeOneOf(400, 413);
        (await declared.Content.ReadAsStringAsync()).ShouldContain("files[0].bytes: TOO_LARGE");

        var large = new byte[MaxFileBytes + 1000];
        (await Media.RenderAsync("sine=frequency=440:duration=5", "wav")).CopyTo(large, 0);
        var delivery = new TestDelivery(TestDelivery.Upc(200_002)).Track("01.wav", large, "ZZBAD2600101");
        // The declaration lies: the label says one byte and uploads all of it.
        var answer = await SendAsync(delivery, declaredBytes: 1);

        answer.GetProperty("status").GetString().ShouldBe("rejected");
        Codes(answer.GetProperty("tracks")[0]).ShouldContain("TOO_LARGE");
    }

    [Theory]
    [InlineData("../escape.wav")]
    [InlineData("a/b.wav")]
    [InlineData("a\\b.wav")]
    [InlineData("..")]
    [InlineData("nul\0.wav")]
    [InlineData("/etc/passwd")]
    [InlineData("%2e%2e%2fescape.wav")]
    public async Task A_name_that_is_a_path_is_refused_before_anything_is_signed(string name)
    {
        using var label = _service.Label(Label);
        using var answer = await label.PostAsJsonAsync($"/v1/labels/{Label}/deliveries", new
        {
            files = new[] { new { name, bytes = 10L }, new { name = "release.json", bytes = 1000L } },
        });

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("reason").GetString().ShouldBe("INVALID_REQUEST");
    }

    [Fact]
    public async Task A_manifest_that_names_a_path_is_refused_by_name()
    {
        var good = await Media.RenderAsync("sine=frequency=440:duration=6", "wav");
        var delivery = new TestDelivery(TestDelivery.Upc(200_003)).Track("01.wav", good, "ZZBAD2600201").Track("../../other/batch/01.wav", null, "ZZBAD2600202");

        var answer = await SendAsync(delivery);

        answer.ToString().ShouldContain("UNSAFE_NAME");
    }

    [Theory]
    [InlineData("deep")]
    [InlineData("long")]
    [InlineData("cut")]
    public async Task A_manifest_that_is_a_bomb_is_refused_as_invalid(string kind)
    {
        var manifest = kind switch
        {
            "deep" => Encoding.UTF8.GetBytes(new string('[', 100_000)),
            "long" => Encoding.UTF8.GetBytes("{\"release\":{\"title\":\"" + new string('x', 6_000_000) + "\"}}"),
            _ => "{\"release\":{\"upc\":"u8.ToArray(),
        };
        using var label = _service.Label(Label);
        var batch = await new TestDelivery(TestDelivery.Upc(200_004)).File("01.wav", [1]).SendAsync(label, Label, manifest);

        var answer = await TestDelivery.AcknowledgementAsync(_service.Platform.Azurite.ConnectionString, Label, batch);

        answer.GetProperty("status").GetString().ShouldBe("rejected");
        answer.ToString().ShouldContain("INVALID_MANIFEST");
    }

    [Fact]
    public async Task The_same_release_in_a_second_batch_is_refused_as_a_duplicate_and_plays_on()
    {
        var good = await Media.RenderAsync("sine=frequency=660:duration=8", "wav");
        var delivery = new TestDelivery(TestDelivery.Upc(200_005), "Twice").Track("01.wav", good, "ZZBAD2600301");

        var first = await SendAsync(delivery);
        var second = await SendAsync(delivery);

        first.GetProperty("status").GetString().ShouldBe("accepted");
        second.GetProperty("status").GetString().ShouldBe("rejected");
        second.ToString().ShouldContain("DUPLICATE_DELIVERY");
        using var listener = _service.Listener();
        (await listener.GetAsync($"/v1/tracks/{first.GetProperty("tracks")[0].GetProperty("track").GetString()}/stream")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_label_sees_no_delivery_of_another()
    {
        using var other = _service.Label("nosy-label");
        (await other.GetAsync($"/v1/labels/{Label}/deliveries")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await other.PostAsJsonAsync($"/v1/labels/{Label}/deliveries", new { files = Array.Empty<object>() })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var anonymous = _service.Anonymous();
        (await anonymous.GetAsync($"/v1/labels/{Label}/deliveries")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    /// <summary>A whole and correct WAV file (PCM, 44.1 kHz, 16-bit stereo) of no samples at all.</summary>
    private static byte[] NoSamples()
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write("RIFF"u8);
        writer.Write(36);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)2);
        writer.Write(44_100);
        writer.Write(44_100 * 4);
        writer.Write((short)4);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(0);
        return file.ToArray();
    }

    private static List<string?> Codes(JsonElement track) => track.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetProperty("code").GetString()).ToList();

    private async Task<JsonElement> SendAsync(TestDelivery delivery, long? declaredBytes = null)
    {
        using var label = _service.Label(Label);
        var batch = await delivery.SendAsync(label, Label, declaredBytes: declaredBytes);
        return await TestDelivery.AcknowledgementAsync(_service.Platform.Azurite.ConnectionString, Label, batch);
    }

    /// <summary>The service with a smaller limit: the real one is 2 GB, and the rule is the same at 50 MB.</summary>
    public sealed class Service : ServiceFixture
    {
        public Service() => Settings["Ingestion__MaxFileBytes"] = $"{MaxFileBytes}";
    }
}
