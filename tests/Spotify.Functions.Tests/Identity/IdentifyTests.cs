using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Catalog;
using Spotify.Functions.Identity;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Ingestion.Media;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Identity;

/// <summary>The routes, over a real socket on the composed application.</summary>
public sealed class IdentifyTests : IAsyncLifetime, IDisposable
{
    private readonly MediaKit _kit = new();
    private ComposedApplication _application = null!;
    private HttpClient _listener = null!;

    public async Task InitializeAsync()
    {
        _application = await ComposedApplication.StartAsync([typeof(Identify), typeof(GetLabelFlags), typeof(AnswerUnknownRoute)]);
        _listener = _application.Listener();
    }

    public async Task DisposeAsync()
    {
        _listener.Dispose();
        await _application.DisposeAsync();
    }

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task A_recording_is_identified_with_its_place_by_its_fingerprint_and_by_its_sound()
    {
        var path = ConfusionTests.Synthesise(_kit, 1, seconds: 60);
        var track = await PublishAsync(await FingerprintAsync(path));

        var excerpt = _kit.Make("excerpt.mp3", "-ss", "20", "-t", "25", "-i", path, "-c:a", "libmp3lame", "-b:a", "64k");
        var bySound = await IdentifyAsync(_listener, await File.ReadAllBytesAsync(_kit.Path(excerpt)), "audio/mpeg");
        bySound.GetProperty("track").GetProperty("id").GetString().ShouldBe(track);
        bySound.GetProperty("track").GetProperty("uri").GetString().ShouldBe($"spotify:track:{track}");
        bySound.GetProperty("offset_ms").GetDouble().ShouldBe(20_000, 300);
        bySound.GetProperty("score").GetDouble().ShouldBeGreaterThanOrEqualTo(FingerprintMatcher.LikelyScore);

        var wav = _kit.Make("excerpt.wav", "-ss", "30", "-t", "20", "-i", path);
        var answer = await _listener.PostAsJsonAsync("/v1/identify", new { fingerprint = await FingerprintAsync(_kit.Path(wav)), duration_ms = 20_000 });
        var byFingerprint = await answer.Content.ReadFromJsonAsync<JsonElement>();
        byFingerprint.GetProperty("track").GetProperty("id").GetString().ShouldBe(track);
        byFingerprint.GetProperty("offset_ms").GetDouble().ShouldBe(30_000, 300);
    }

    [Fact]
    public async Task What_is_not_known_or_not_published_or_not_for_the_callers_market_is_answered_with_nothing()
    {
        var (unknown, unpublished, swedish) = (Text(1), Text(2), Text(3));
        await Identity.AddAsync(new IdentityQuery("0000000000000000000002", "label-a", "SEABC2600002", new string('b', 64), 60_000, unpublished), default);
        var track = await PublishAsync(swedish, "SE");
        foreach (var text in (string[])[unknown, unpublished])
            (await IdentifyAsync(_listener, text)).GetProperty("track").ValueKind.ShouldBe(JsonValueKind.Null);
        (await IdentifyAsync(_listener, swedish)).GetProperty("track").GetProperty("id").GetString().ShouldBe(track);
        using var german = _application.Listener("german", country: "DE");
        var nothing = await IdentifyAsync(german, swedish);
        nothing.GetProperty("track").ValueKind.ShouldBe(JsonValueKind.Null);
        nothing.GetProperty("offset_ms").ValueKind.ShouldBe(JsonValueKind.Null);
        nothing.GetProperty("score").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task What_is_wrong_with_a_recording_is_named()
    {
        var speech = _kit.Make("long.ogg", "-f", "lavfi", "-i", "sine=d=40", "-c:a", "libvorbis");
        var brief = _kit.Make("short.flac", "-f", "lavfi", "-i", "sine=d=5");
        var playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"u8.ToArray();
        (await RefusalAsync(new byte[2000], "audio/mpeg")).ShouldStartWith("NOT_AUDIO");
        (await RefusalAsync(playlist, "audio/mpegurl")).ShouldStartWith("NOT_AUDIO");
        (await RefusalAsync([], "audio/ogg")).ShouldStartWith("EMPTY_FILE");
        (await RefusalAsync(await File.ReadAllBytesAsync(_kit.Path(speech)), "audio/ogg")).ShouldStartWith("TOO_LONG");
        (await RefusalAsync(await File.ReadAllBytesAsync(_kit.Path(brief)), "audio/flac")).ShouldStartWith("TOO_SHORT");
        (await RefusalAsync(new byte[(10 * 1024 * 1024) + 1], "audio/wav", HttpStatusCode.RequestEntityTooLarge)).ShouldStartWith("TOO_LARGE");
        (await RefusalAsync("""{"fingerprint":"nonsense"}"""u8.ToArray(), "application/json")).ShouldStartWith("fingerprint:");
        (await RefusalAsync("""{"fingerprint":"AQAAAA"}"""u8.ToArray(), "application/json")).ShouldStartWith("TOO_SHORT");
        (await RefusalAsync("""{"fingerprint":"AAAAAA"}"""u8.ToArray(), "application/json")).ShouldContain("algorithm");
    }

    [Fact]
    public async Task A_label_reads_its_own_flags_and_no_other_ones()
    {
        await Identity.AddAsync(IdentityHarness.Track(IdentityHarness.Isrc(1), Sounds.Of(50), "label-a"), default);
        await Identity.AddAsync(IdentityHarness.Track(IdentityHarness.Isrc(2), Sounds.Noisy(Sounds.Of(50), 0.01), "label-b"), default);
        using var staff = _application.WithToken(_application.Authority.Issue("staff", label: "label-a"));
        var page = await staff.GetFromJsonAsync<JsonElement>("/v1/labels/label-a/flags");
        var flag = page.GetProperty("items").EnumerateArray().Single();
        flag.GetProperty("isrc").GetString().ShouldBe(IdentityHarness.Isrc(1));
        flag.GetProperty("other_label").GetString().ShouldBe("label-b");
        flag.GetProperty("likeness").GetString().ShouldBe("same");
        flag.GetRawText().ShouldNotContain(IdentityHarness.Isrc(2));
        (await staff.GetAsync("/v1/labels/label-b/flags")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await staff.GetAsync("/v1/labels/label-a/flags?limit=101")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private IAudioIdentity Identity => _application.Services.GetRequiredService<IAudioIdentity>();

    private static string Text(int seed) => ChromaprintCodec.Encode(new Fingerprint(1, Sounds.Of(seed)));

    private async Task<string> PublishAsync(string fingerprint, string? market = null)
    {
        var rights = TestRelease.World with { Markets = [market ?? "*"] };
        var release = TestRelease.Create(tracks: 1).With(0, track => track with { Rights = [rights] });
        release = release with { Album = release.Album with { Rights = [rights] } };
        var track = release.Tracks[0];
        (await _application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks)).ShouldBe(PublishOutcome.Published);
        await Identity.AddAsync(new IdentityQuery(track.Id, track.LabelId, track.Isrc, track.Audio.SourceSha256, 60_000, fingerprint), default);
        return track.Id;
    }

    private Task<string> FingerprintAsync(string path) => _kit.Tool.FingerprintAsync(_kit.Folder.Path, Path.GetFileName(path), default);

    private static async Task<JsonElement> IdentifyAsync(HttpClient caller, string fingerprint)
    {
        using var answer = await caller.PostAsJsonAsync("/v1/identify", new { fingerprint });
        return await ReadAsync(answer);
    }

    private static async Task<JsonElement> IdentifyAsync(HttpClient caller, byte[] sound, string type)
    {
        using var content = new ByteArrayContent(sound);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await caller.PostAsync("/v1/identify", content);
        return await ReadAsync(answer);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string> RefusalAsync(byte[] body, string type, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await _listener.PostAsync("/v1/identify", content);
        answer.StatusCode.ShouldBe(status);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("message").GetString()!;
    }
}
