namespace Spotify.Core.Telemetry.Taste;

/// <summary>The signals of one listener in one week. In what order they come, and how often, makes no difference.</summary>
public sealed class SignalWeek
{
    /// <summary>The most signals of a week; of more, the latest are kept.</summary>
    public const int MaxSignals = 2_000;

    /// <summary>The most characters of them, so that a week fits into a document whatever a client writes; of more, the latest are kept.</summary>
    public const int MaxCharacters = 200_000;

    private readonly Dictionary<(string, string), Signal> _signals;

    /// <summary>A week of the signals that are known.</summary>
    public SignalWeek(IEnumerable<Signal> signals) => _signals = signals.ToDictionary(KeyOf);

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
            if (!_signals.TryGetValue(KeyOf(signal), out var known) || Signal.Compare(signal, known) < 0)
                _signals[KeyOf(signal)] = signal;
        }

        Bound();
        return !before.SetEquals(_signals.Values);
    }

    private static (string Device, string Id) KeyOf(Signal signal) => (signal.Device, signal.Id);

    private void Bound()
    {
        var characters = _signals.Values.Sum(signal => signal.Length);
        if (_signals.Count <= MaxSignals && characters <= MaxCharacters)
            return;
        foreach (var oldest in Signals)
        {
            if (_signals.Count <= MaxSignals && characters <= MaxCharacters)
                return;
            _signals.Remove(KeyOf(oldest));
            characters -= oldest.Length;
        }
    }
}
