using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Flags;

/// <summary>For what share of listeners each feature is on, as this instance knows it.</summary>
internal sealed class FlagMetrics : IDisposable
{
    private readonly Meter _meter;

    public FlagMetrics(IMeterFactory meters, FeatureFlags? flags = null)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _meter.CreateObservableGauge(
            "feature_flag_percent",
            () => flags is null ? [] : FlagNames.All.Select(flag => new Measurement<double>(flags.StateOf(flag.Name) is { IsOn: true } state ? state.Share / 100.0 : 0, new KeyValuePair<string, object?>("flag", flag.Name))),
            description: "The share of listeners for whom a feature is on, in percent.");
    }

    public void Dispose() => _meter.Dispose();
}
