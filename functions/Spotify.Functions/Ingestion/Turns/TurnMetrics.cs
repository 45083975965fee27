using System.Diagnostics.Metrics;
using Spotify.Core.Ingestion.Turns;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Ingestion.Turns;

/// <summary>How many tracks wait and are in work, and how long they waited, on the meter of <see cref="SpotifyMetrics"/>.</summary>
internal sealed class TurnMetrics : IDisposable
{
    // An instance that has seen nothing of turns for longer says nothing: another knows better.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;
    private readonly Meter _meter;
    private readonly Counter<long> _given;
    private readonly Counter<long> _takenBack;
    private readonly Histogram<double> _waits;
    private Figures? _seen;

    public TurnMetrics(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _meter = meters.Create(SpotifyMetrics.MeterName);
        _given = _meter.CreateCounter<long>("ingestion_turns_total", description: "Turns that were given to tracks, by line.");
        _takenBack = _meter.CreateCounter<long>("ingestion_turns_taken_back_total", description: "Turns that were taken from holders that had ended or fallen silent.");
        _waits = _meter.CreateHistogram(
            "ingestion_turn_wait_seconds", "s", "From the asking for a turn to its giving.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10, 60, 300, 900, 3600, 14_400, 43_200, 86_400] });
        _meter.CreateObservableGauge("ingestion_turns_waiting", () => Observe(seen => seen.Waiting), description: "Tracks that wait for a turn.");
        _meter.CreateObservableGauge("ingestion_turns_running", () => Observe(seen => seen.Running), description: "Tracks that have a turn.");
    }

    public void Saw(int waiting, int running) => Volatile.Write(ref _seen, new Figures(waiting, running, _time.GetUtcNow()));

    public void Given(IReadOnlyList<HeldTurnDocument> turns)
    {
        foreach (var turn in turns)
        {
            var line = new KeyValuePair<string, object?>("line", turn.Line == TurnLine.Near ? "near" : "ordinary");
            _given.Add(1, line);
            _waits.Record((turn.GivenAt - turn.AskedAt).TotalSeconds, line);
        }
    }

    public void TakenBack() => _takenBack.Add(1);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<int>> Observe(Func<Figures, int> figure) =>
        Volatile.Read(ref _seen) is { } seen && _time.GetUtcNow() - seen.At <= Fresh ? [new Measurement<int>(figure(seen))] : [];

    private sealed record Figures(int Waiting, int Running, DateTimeOffset At);
}
