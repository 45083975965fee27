using Shouldly;
using Spotify.Functions.Platform.Telemetry.Dashboard;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Telemetry.Dashboard;

public sealed class PrometheusTextTests
{
    [Fact]
    public void Counters_gauges_and_histograms_are_written_as_scrapers_read_them() => PrometheusText.Write(
    [
        new MetricFamily("streams_total", MetricKind.Counter, "Streams.", [new(Tags(("tier", "free")), 3, 0, null), new(Tags(), 1.5, 0, null)]),
        new MetricFamily("waiting", MetricKind.Gauge, "", [new(Tags(), double.NaN, 0, null)]),
        new MetricFamily("lag_seconds", MetricKind.Histogram, "Lag.", [new(Tags(("hub", "plays")), 2.25, 4, [new(.5, 1), new(1, 3), new(null, 4)])]),
    ]).ShouldBe("""
        # HELP streams_total Streams.
        # TYPE streams_total counter
        streams_total{tier="free"} 3
        streams_total 1.5
        # TYPE waiting gauge
        waiting NaN
        # HELP lag_seconds Lag.
        # TYPE lag_seconds histogram
        lag_seconds_bucket{hub="plays",le="0.5"} 1
        lag_seconds_bucket{hub="plays",le="1"} 3
        lag_seconds_bucket{hub="plays",le="+Inf"} 4
        lag_seconds_sum{hub="plays"} 2.25
        lag_seconds_count{hub="plays"} 4

        """.ReplaceLineEndings("\n"));

    [Fact]
    public void What_is_in_a_tag_cannot_become_another_line() => PrometheusText.Write([new MetricFamily("a", MetricKind.Counter, "x\ny", [new(Tags(("t", "\"\\\n} 1")), 1, 0, null)])])
        .ShouldBe("# HELP a x\\ny\n# TYPE a counter\na{t=\"\\\"\\\\\\n} 1\"} 1\n");

    private static SortedDictionary<string, string> Tags(params (string Name, string Value)[] tags) => new(tags.ToDictionary(tag => tag.Name, tag => tag.Value), StringComparer.Ordinal);
}
