namespace Spotify.Core.Telemetry.Taste;

/// <summary>The signals of one listener in one week. In what order they come, and how often, makes no difference.</summary>
public sealed class SignalWeek
{
    /// <summary>The most signals of a week; of more, the latest are kept.</summary>
    public const int MaxSignals = 2_000;

    private readonly Dictionary<string, Signal> _signals;

    /// <summary>A week of the signals that are known.</summary>
    public SignalWeek(IEnumerable<Signal> signals) => _signals = signals.ToDictionary(signal => signal.Id, StringComparer.Ordinal);

    /// <summary>The signals in the order of <see cref="Signal.Compare"/>.</summary>
    public IReadOnlyList<Signal> Signals
    {
        get
        {
            var signals = _signals.Values.ToList();
            signals.Sort(Signal.Compare);
            return signals;
        }
    }

    /// <summary>Takes in signals; of two with one key the first in order holds.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool Add(IEnumerable<Signal> signals)
    {
        ArgumentNullException.ThrowIfNull(signals);
        var before = _signals.Values.ToHashSet();
        foreach (var signal in signals)
        {
            if (!_signals.TryGetValue(signal.Id, out var known) || Signal.Compare(signal, known) < 0)
                _signals[signal.Id] = signal;
        }

        foreach (var oldest in Signals.Take(_signals.Count - MaxSignals).ToList())
            _signals.Remove(oldest.Id);
        return !before.SetEquals(_signals.Values);
    }
}
