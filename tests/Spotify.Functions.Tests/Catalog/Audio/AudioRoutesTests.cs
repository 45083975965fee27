using System.Net;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion.Analysis;
using Xunit;

namespace Spotify.Functions.Tests.Catalog.Audio;

/// <summary>Audio features and analyses over HTTP, as clients of the Spotify Web API ask for them.</summary>
[Collection(CatalogApplicationCollection.Name)]
public sealed class AudioRoutesTests(CatalogApplication application)
{
    private static readonly Lazy<TrackSound> Sound = new(() =>
    {
        var analyser = new TrackAnalyser(TrackAnalyser.SampleRate * 12, -14);
        analyser.Add([.. Enumerable.Range(0, TrackAnalyser.SampleRate * 12).Select(i =>
            (float)((0.2 * Math.Sin(i * 0.0627)) + (0.5 * Math.Exp(-(i % 11_025) / 300.0) * Math.Sin(i * 0.4))))]);
        return analyser.Finish();
    });

    [Fact]
    public async Task Audio_features_have_every_field_of_the_web_API()
    {
        var track = (await PublishedAsync()).Tracks[0];
        var answer = (await application.GetAsync($"/v1/audio-features/{track.Id}")).Ok();
        Names(answer.Body).ShouldBe(
        [
            "acousticness", "analysis_url", "danceability", "duration_ms", "energy", "id", "instrumentalness", "key", "liveness", "loudness", "mode", "speechiness", "tempo", "time_signature",
            "track_href", "type", "uri", "valence",
        ]);
        answer["id"].GetString().ShouldBe(track.Id);
        answer["type"].GetString().ShouldBe("audio_features");
        answer["tempo"].GetDouble().ShouldBe(Sound.Value.Features.Tempo);
        answer["analysis_url"].GetString().ShouldBe($"{application.Root}/v1/audio-analysis/{track.Id}");
        answer["track_href"].GetString().ShouldBe($"{application.Root}/v1/tracks/{track.Id}");
        answer.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromHours(1));
        (await application.GetAsync($"/v1/audio-features/{track.Id}", answer.Version)).Status.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Several_come_in_order_with_null_for_what_is_unknown_or_not_analysed()
    {
        var release = await PublishedAsync();
        var unknown = SpotifyId.Derive("track", "nobody", "knows");
        var answer = (await application.GetAsync($"/v1/audio-features?ids={release.Tracks[0].Id},{unknown},{release.Tracks[1].Id}")).Ok();
        answer.Ids("audio_features").ShouldBe([release.Tracks[0].Id, null, null]);
        (await application.GetAsync("/v1/audio-features?ids=x")).Reason.ShouldBe("INVALID_REQUEST");
        (await application.GetAsync("/v1/audio-features")).Reason.ShouldBe("INVALID_REQUEST");
        var hundred = string.Join(',', Enumerable.Repeat(unknown, 100));
        (await application.GetAsync($"/v1/audio-features?ids={hundred}")).Ok().Ids("audio_features").Count.ShouldBe(100);
        (await application.GetAsync($"/v1/audio-features?ids={hundred},{unknown}")).Message.ShouldContain("101");
    }

    [Fact]
    public async Task An_analysis_has_every_part_of_the_web_API_and_says_when_it_was_made()
    {
        var track = (await PublishedAsync()).Tracks[0];
        var answer = (await application.GetAsync($"/v1/audio-analysis/{track.Id}")).Ok();
        Names(answer.Body).ShouldBe(["bars", "beats", "meta", "sections", "segments", "tatums", "track"]);
        Names(answer["meta"]).ShouldBe(["analysis_time", "analyzer_version", "detailed_status", "input_process", "platform", "status_code", "timestamp"]);
        answer["meta"].GetProperty("timestamp").GetInt64().ShouldBe(KnownAnalyses.WrittenAt.ToUnixTimeSeconds());
        string[] track26 =
        [
            "analysis_channels", "analysis_sample_rate", "code_version", "codestring", "duration", "echoprint_version", "echoprintstring", "end_of_fade_in", "key", "key_confidence", "loudness", "mode",
            "mode_confidence", "num_samples", "offset_seconds", "rhythm_version", "rhythmstring", "sample_md5", "start_of_fade_out", "synch_version", "synchstring", "tempo", "tempo_confidence",
            "time_signature", "time_signature_confidence", "window_seconds",
        ];
        track26.Except(Names(answer["track"])).ShouldBeEmpty();
        Names(answer["beats"][0]).ShouldBe(["confidence", "duration", "start"]);
        Names(answer["sections"][0]).ShouldBe(
        [
            "confidence", "duration", "key", "key_confidence", "loudness", "mode", "mode_confidence", "start", "tempo", "tempo_confidence", "time_signature", "time_signature_confidence",
        ]);
        Names(answer["segments"][0]).ShouldBe(["confidence", "duration", "loudness_end", "loudness_max", "loudness_max_time", "loudness_start", "pitches", "start", "timbre"]);
        (await application.GetAsync($"/v1/audio-analysis/{track.Id}", answer.Version)).Status.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("audio-features")]
    [InlineData("audio-analysis")]
    public async Task What_is_unknown_or_not_analysed_is_not_found(string route)
    {
        var release = await PublishedAsync();
        (await application.GetAsync($"/v1/{route}/{release.Tracks[1].Id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.GetAsync($"/v1/{route}/{SpotifyId.Derive("track", "no", "one")}")).Reason.ShouldBe("NOT_FOUND");
        (await application.GetAsync($"/v1/{route}/x")).Reason.ShouldBe("INVALID_REQUEST");
    }

    // Its first track is analysed, the others are as tracks of old are.
    private async Task<TestRelease> PublishedAsync()
    {
        var release = TestReleases.New().With(0, track => track with { Audio = track.Audio with { Features = Sound.Value.Features } });
        var rendition = release.Tracks[0].Audio.Renditions[0].Blob;
        application.Analyses.Put($"{rendition[..rendition.LastIndexOf('/')]}/analysis.json.gz", Sound.Value.Analysis);
        await application.PublishAsync(release);
        return release;
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal);
}
