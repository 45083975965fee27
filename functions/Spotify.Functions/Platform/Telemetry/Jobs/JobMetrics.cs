using System.Diagnostics.Metrics;

namespace Spotify.Functions.Platform.Telemetry.Jobs;

/// <summary>Times the steps of long work.</summary>
internal sealed class JobMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Histogram<double> _steps;

    public JobMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _steps = _meter.CreateHistogram(
            "job_step_seconds", "s", "One step of long work, such as the ingestion of a track: by job, step and outcome.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [.01, .1, .5, 1, 5, 15, 60, 300, 1800] });
    }

    public bool IsWatched => _steps.Enabled;

    public void Ended(string job, string step, bool failed, TimeSpan time) =>
        _steps.Record(time.TotalSeconds, new("job", job), new("step", step), new("outcome", failed ? "failed" : "done"));

    public void Dispose() => _meter.Dispose();
}
