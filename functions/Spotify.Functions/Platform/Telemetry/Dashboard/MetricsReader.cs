using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Spotify.Functions.Platform.Telemetry.Dashboard;

/// <summary>
/// What the instruments of this application say now, for <c>/metrics</c> and the dashboard: summed by OpenTelemetry, read when somebody asks. Of several instances each tells its own, as a scraper
/// expects it.
/// </summary>
/// <param name="meters">What makes the application's meters: what another application of this process counts is not summed up with it.</param>
public sealed class MetricsReader(IMeterFactory meters) : IHostedLifecycleService, IDisposable
{
    // Routes x methods x statuses are what most series are made of.
    private const int MostSeries = 5_000;

    private readonly Lock _reading = new();
    private readonly Families _families = new();
    private BaseExportingMetricReader? _reader;
    private MeterProvider? _provider;

    /// <summary>Reads all instruments.</summary>
    /// <returns>By name; none before the application has started.</returns>
    public IReadOnlyList<MetricFamily> Read()
    {
        lock (_reading)
        {
            _families.Read = [];
            _reader?.Collect();
            return [.. _families.Read.OrderBy(family => family.Name, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        lock (_reading)
        {
            _reader = new BaseExportingMetricReader(_families) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
            _provider = Sdk.CreateMeterProviderBuilder()
                .AddMeter(SpotifyMetrics.MeterName, SpotifyMetrics.MeterName + ".*", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
                .AddView(instrument => instrument.Meter.Scope is IMeterFactory maker && maker != meters ? MetricStreamConfiguration.Drop : null)
                .SetMaxMetricStreams(MostSeries)
                .AddReader(_reader)
                .Build();
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_reading)
        {
            _reader = null;
            _provider?.Dispose();
            _provider = null;
        }
    }

    private sealed class Families : BaseExporter<Metric>
    {
        public List<MetricFamily> Read { get; set; } = [];

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                var (kind, series) = (KindOf(metric.MetricType), new List<MetricSeries>());
                foreach (ref readonly var point in metric.GetMetricPoints())
                    series.Add(SeriesOf(metric.MetricType, point));
                Read.Add(new MetricFamily(NameOf(metric), kind, metric.Description, series));
            }

            return ExportResult.Success;
        }

        private static MetricKind KindOf(MetricType type) => type switch
        {
            MetricType.Histogram or MetricType.ExponentialHistogram => MetricKind.Histogram,
            MetricType.LongSum or MetricType.DoubleSum => MetricKind.Counter,
            _ => MetricKind.Gauge,
        };

        private static MetricSeries SeriesOf(MetricType type, in MetricPoint point)
        {
            var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
            foreach (var tag in point.Tags)
                tags[Plain(tag.Key)] = Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "";
            return type switch
            {
                MetricType.Histogram => HistogramOf(tags, point),
                MetricType.LongSum or MetricType.LongSumNonMonotonic => new(tags, point.GetSumLong(), 0, null),
                MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => new(tags, point.GetSumDouble(), 0, null),
                MetricType.LongGauge => new(tags, point.GetGaugeLastValueLong(), 0, null),
                MetricType.DoubleGauge => new(tags, point.GetGaugeLastValueDouble(), 0, null),
                _ => throw new NotSupportedException($"{type} is not read."),
            };
        }

        private static MetricSeries HistogramOf(SortedDictionary<string, string> tags, in MetricPoint point)
        {
            var (buckets, below) = (new List<MetricBucket>(), 0L);
            foreach (var bucket in point.GetHistogramBuckets())
            {
                below += bucket.BucketCount;
                buckets.Add(new MetricBucket(double.IsPositiveInfinity(bucket.ExplicitBound) ? null : bucket.ExplicitBound, below));
            }

            return new MetricSeries(tags, point.GetHistogramSum(), point.GetHistogramCount(), buckets);
        }

        // Instruments of others have dots, and no unit and no total in their names.
        private static string NameOf(Metric metric)
        {
            var name = Plain(metric.Name);
            if (!metric.Name.Contains('.', StringComparison.Ordinal))
                return name;
            if (metric.Unit == "s" && !name.EndsWith("_seconds", StringComparison.Ordinal))
                name += "_seconds";
            return KindOf(metric.MetricType) == MetricKind.Counter ? name + "_total" : name;
        }

        private static string Plain(string name)
        {
            var plain = new StringBuilder(name.Length);
            foreach (var letter in name)
                plain.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
            return plain.ToString();
        }
    }
}
