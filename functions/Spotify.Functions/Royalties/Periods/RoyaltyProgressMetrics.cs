using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Royalties.Job;

namespace Spotify.Functions.Royalties.Periods;

/// <summary>How far the calculation of a month is, as whoever looked last saw it.</summary>
public sealed class RoyaltyProgressMetrics : IDisposable
{
    private readonly Meter _meter;
    private volatile RoyaltiesProgress? _progress;

    /// <summary>Creates the instrument.</summary>
    /// <param name="meters">Where meters come from.</param>
    public RoyaltyProgressMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _meter.CreateObservableGauge(
            "royalties_progress_ratio",
            () => _progress is { } now ? [new Measurement<double>((double)now.Done / Math.Max(1, now.Of), new("month", now.Month), new("step", now.Step))] : Array.Empty<Measurement<double>>(),
            description: "How far the step of a month's royalties is that runs now, from 0 to 1; nothing while none runs.");
    }

    /// <summary>Somebody looked.</summary>
    /// <param name="progress">How far it is; null where nothing runs.</param>
    public void Seen(RoyaltiesProgress? progress) => _progress = progress;

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
