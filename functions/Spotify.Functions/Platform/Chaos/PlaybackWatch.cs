using System.Diagnostics.Metrics;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Chaos;

/// <summary>Counts what this instance answers to those who want to play, while somebody watches.</summary>
internal sealed class PlaybackWatch : IDisposable
{
    /// <summary>The routes that begin playback end so.</summary>
    private const string Route = "v1/tracks/{id}/stream";

    private readonly MeterListener _listener = new();
    private long _all;
    private long _failed;

    /// <summary>Begins to count.</summary>
    /// <param name="meters">What made the application's meters: another application of this process is not looked at.</param>
    public PlaybackWatch(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Meter.Name == SpotifyMetrics.MeterName && instrument.Name == "http_request_duration_seconds")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Count(tags));
        _listener.Start();
    }

    /// <summary>What was answered since the watch began.</summary>
    public PlaybackCount Count() => new(Interlocked.Read(ref _all), Interlocked.Read(ref _failed));

    public void Dispose() => _listener.Dispose();

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var (isPlayback, failed) = (false, false);
        foreach (var tag in tags)
        {
            if (tag.Key == "route")
                isPlayback = (string?)tag.Value == Route;
            else if (tag.Key == "status_code")
                failed = tag.Value is string status && status.StartsWith('5');
        }

        if (!isPlayback)
            return;
        Interlocked.Increment(ref _all);
        if (failed)
            Interlocked.Increment(ref _failed);
    }
}

/// <summary>What was answered.</summary>
/// <param name="All">Requests for a stream.</param>
/// <param name="Failed">Those that ended in a fault of ours.</param>
internal readonly record struct PlaybackCount(long All, long Failed)
{
    public double Success => All == 0 ? 1 : (double)(All - Failed) / All;

    public PlaybackCount Since(PlaybackCount earlier) => new(All - earlier.All, Failed - earlier.Failed);
}
