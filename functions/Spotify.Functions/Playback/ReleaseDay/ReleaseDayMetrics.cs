using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Counts what is read ahead.</summary>
internal sealed class ReleaseDayMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _warmed;
    private readonly Counter<long> _failed;

    public ReleaseDayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _warmed = _meter.CreateCounter<long>("release_tracks_warmed_total", description: "Tracks that were read before their embargo ended, by place.");
        _failed = _meter.CreateCounter<long>("release_warm_failures_total", description: "Objects that the edge did not give when they were read ahead.");
    }

    public void Warmed(string place, int tracks) => _warmed.Add(tracks, new KeyValuePair<string, object?>("place", place));

    public void Failed(int objects) => _failed.Add(objects);

    public void Dispose() => _meter.Dispose();
}
