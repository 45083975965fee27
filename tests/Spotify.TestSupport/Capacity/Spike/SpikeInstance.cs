namespace Spotify.TestSupport.Capacity.Spike;

/// <summary>One instance: processors with one queue, what its caches hold of the release, its breaker before the store.</summary>
internal sealed class SpikeInstance
{
    private readonly double[] _freeAt;
    private readonly double[] _loadedAt;
    private readonly PriorityQueue<int, double> _underWay = new();
    private int _failures;
    private double _closedUntil;

    public SpikeInstance(SpikeScenario scenario, double now, bool isWarm)
    {
        _freeAt = [.. Enumerable.Repeat(now, scenario.Cores)];
        _loadedAt = [.. Enumerable.Repeat(isWarm ? now : double.PositiveInfinity, scenario.Tracks)];
    }

    /// <summary>Processor seconds given since the last look.</summary>
    public double Busy { get; set; }

    /// <summary>Requests under way at a moment.</summary>
    public int UnderWay(double now)
    {
        while (_underWay.TryPeek(out _, out var ends) && ends <= now)
            _underWay.Dequeue();
        return _underWay.Count;
    }

    /// <summary>A request is under way until then.</summary>
    public void Begin(double until) => _underWay.Enqueue(0, until);

    /// <summary>Gives a request a processor, the first that is free.</summary>
    /// <returns>When it begins.</returns>
    public double Serve(double now, double seconds)
    {
        var first = 0;
        for (var i = 1; i < _freeAt.Length; i++)
        {
            if (_freeAt[i] < _freeAt[first])
                first = i;
        }

        var begins = Math.Max(now, _freeAt[first]);
        _freeAt[first] = begins + seconds;
        Busy += seconds;
        return begins;
    }

    /// <summary>When a track of the release is at hand: past, on its way, or infinitely far where nobody has asked for it.</summary>
    public double LoadedAt(int track) => _loadedAt[track];

    /// <summary>A read of a track is on its way; whoever comes meanwhile waits for it.</summary>
    public void Load(int track, double at) => _loadedAt[track] = at;

    /// <summary>Whether the store may be asked.</summary>
    public bool MayRead(double now) => now >= _closedUntil;

    /// <summary>A read ended.</summary>
    public void ReadEnded(SpikeScenario scenario, double at, bool failed)
    {
        _failures = failed ? _failures + 1 : 0;
        if (_failures < scenario.BreakerFailures)
            return;
        _closedUntil = at + scenario.BreakerPause;
        // One more failure after the pause is enough to close it again.
        _failures = scenario.BreakerFailures - 1;
    }
}
