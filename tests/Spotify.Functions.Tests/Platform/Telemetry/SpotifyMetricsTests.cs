using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Playback;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Telemetry;

public class SpotifyMetricsTests
{
    [Fact]
    public void Names_tags_and_buckets_are_those_that_dashboards_are_built_on()
    {
        using var services = new ServiceCollection().AddMetrics().AddSingleton<SpotifyMetrics>().BuildServiceProvider();
        var seen = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Scope != services.GetRequiredService<IMeterFactory>())
                return;
            self.EnableMeasurementEvents(instrument);
            if (instrument is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds })
                seen.Add($"{instrument.Name} {string.Join(' ', bounds.Select(bound => bound.ToString(System.Globalization.CultureInfo.InvariantCulture)))}");
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, tags));
        listener.Start();
        var metrics = services.GetRequiredService<SpotifyMetrics>();

        metrics.RequestAnswered("GET", "v1/tracks/{id}", 200, TimeSpan.FromSeconds(1));
        metrics.RequestAnswered("GET", SpotifyMetrics.AuthorisingRoute, 200, TimeSpan.FromMilliseconds(25));
        metrics.PlaybackEventsTaken("start", "phone", 2);
        metrics.StreamGiven("premium");
        metrics.RecommendationsMade("hybrid", TimeSpan.FromSeconds(1));
        metrics.CacheHit("track");
        metrics.CacheMiss("track");
        metrics.FirstAudio(TimeSpan.FromMilliseconds(120));
        metrics.Rebuffered(TimeSpan.FromMilliseconds(20));
        metrics.Heard(TimeSpan.FromSeconds(40));

        seen.Order(StringComparer.Ordinal).ShouldBe(
        [
            "cache_hits_total{cache_type=track}",
            "cache_misses_total{cache_type=track}",
            "http_request_duration_seconds 0.01 0.05 0.1 0.25 0.5 1 2.5 5",
            "http_request_duration_seconds{method=GET,route=v1/tracks/{id},status_code=200}",
            "http_request_duration_seconds{method=GET,route=v1/tracks/{id}/stream,status_code=200}",
            "playback_authorised_levels_total{le=0.03}",
            "playback_events_total{event_type=start,device_type=phone}",
            "playback_first_audio_levels_total{le=0.15}",
            "playback_first_audio_seconds 0.05 0.1 0.15 0.2 0.3 0.5 1 2 5",
            "playback_first_audio_seconds{}",
            "playback_heard_seconds_total{}",
            "playback_rebuffer_seconds_total{}",
            "recommendation_generation_seconds 0.1 0.25 0.5 1 2 5 10",
            "recommendation_generation_seconds{algorithm=hybrid}",
            "stream_counts_total{subscription_type=premium}",
        ]);

        void Add(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            seen.Add($"{instrument.Name}{{{string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}}}");
    }

    [Fact]
    public void Each_time_is_counted_in_the_lowest_level_that_holds_it()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var meter = services.GetRequiredService<IMeterFactory>().Create("levels");
        var seen = new SortedDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == meter)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => seen[(string)tags[0].Value!] = seen.GetValueOrDefault((string)tags[0].Value!) + value);
        listener.Start();
        var levels = new LevelCounter(meter.CreateCounter<long>("times_levels_total"), .1, .5, 1);

        foreach (var seconds in (double[])[0, .1, .100001, .5, .9, 1, 1.1, 60])
            levels.Add(seconds);

        seen.ShouldBe(new Dictionary<string, long> { ["+Inf"] = 2, ["0.1"] = 2, ["0.5"] = 2, ["1"] = 2 });
    }

    [Fact]
    public void The_route_that_authorises_is_the_one_of_streams() => typeof(GetStreamUrl).GetMethod(nameof(GetStreamUrl.Run))!.GetParameters()
        .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>()).OfType<HttpTriggerAttribute>().Single().Route.ShouldBe(SpotifyMetrics.AuthorisingRoute);
}
