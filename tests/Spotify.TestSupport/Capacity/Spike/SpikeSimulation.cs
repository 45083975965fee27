namespace Spotify.TestSupport.Capacity.Spike;

/// <summary>
/// Discrete events of a release's hour on the way of authorising a stream: arrivals (a Poisson process whose rate follows the release), processors of instances that scaling adds with a
/// delay, caches that are cold or warmed, a store that fails with a breaker before it, and the shedding of what music plays without. The same scenario gives the same figures.
/// </summary>
public sealed class SpikeSimulation
{
    private const double Span = 10;

    private readonly SpikeScenario _scenario;
    private readonly Random _random;
    private readonly List<SpikeInstance> _instances = [];
    private readonly PriorityQueue<Action<double>, (double At, int Order)> _events = new();
    private readonly List<double>[] _times = [.. Enum.GetValues<SpikeKind>().Select(_ => new List<double>())];
    private readonly int[] _asked = new int[4];
    private readonly int[] _shed = new int[4];
    private readonly int[] _failed = new int[4];
    private readonly List<SpikeSpan> _spans = [];
    private readonly List<double> _spanPlays = [];
    private int _order;
    private int _starting;
    private int _most;
    private int _reads;
    private (int Asked, int Shed, int Failed) _spanBegan;
    private double _sumTime;
    private double _sumWait;
    private int _served;

    /// <summary>Prepares a simulation.</summary>
    /// <param name="scenario">What is simulated.</param>
    /// <exception cref="ArgumentException">The shares of the mix do not come to 1.</exception>
    public SpikeSimulation(SpikeScenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (!IsMix(scenario.Mix) || !IsMix(scenario.SpikeMix) || scenario.Processor.Count != 4)
            throw new ArgumentException("A mix has four shares that come to 1, and there are four costs.", nameof(scenario));
        (_scenario, _random) = (scenario, new Random(scenario.Seed));
    }

    /// <summary>Runs it.</summary>
    public SpikeResult Run()
    {
        var initial = Math.Max(_scenario.Instances, _scenario.PreparedInstances > 0 && _scenario.PreparedFrom <= 0 ? _scenario.PreparedInstances : 0);
        for (var i = 0; i < initial; i++)
            _instances.Add(new SpikeInstance(_scenario, 0, _scenario.IsWarmed));
        _most = initial;
        if (_scenario.PreparedInstances > initial)
            At(_scenario.PreparedFrom, now => Start(_scenario.PreparedInstances - _instances.Count - _starting, now));
        At(_scenario.ScaleEvery, Scale);
        At(Span, EndSpan);
        At(Gap(_scenario.BaseRate), now => Arrive(now, isOfRelease: false));
        if (_scenario.SpikeRate > 0)
            At(_scenario.ReleasedAt, now => Arrive(now, isOfRelease: true));
        while (_events.TryDequeue(out var happen, out var due) && due.At <= _scenario.Duration)
            happen(due.At);
        return new SpikeResult(
            [.. Enum.GetValues<SpikeKind>().Select(KindResult)], _spans, _most, _reads, _sumTime / _scenario.Duration, _served == 0 ? 0 : _sumTime / _served, _served == 0 ? 0 : _sumWait / _served);
    }

    /// <summary>Requests a second for the release at a moment.</summary>
    public static double SpikeRateAt(SpikeScenario scenario, double at)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var since = at - scenario.ReleasedAt;
        return since < 0 ? 0
            : since < scenario.RampUp ? scenario.SpikeRate * since / scenario.RampUp
            : scenario.SpikeRate * Math.Exp(-(since - scenario.RampUp) / scenario.FallsIn);
    }

    private void At(double at, Action<double> happen) => _events.Enqueue(happen, (at, _order++));

    private double Exponential(double mean) => -Math.Log(1 - _random.NextDouble()) * mean;

    private double Gap(double rate) => rate > 0 ? Exponential(1 / rate) : double.PositiveInfinity;

    // Of the release by thinning: arrivals at its highest rate, of which as many count as there are at that moment.
    private void Arrive(double now, bool isOfRelease)
    {
        At(now + Gap(isOfRelease ? _scenario.SpikeRate : _scenario.BaseRate), next => Arrive(next, isOfRelease));
        if (isOfRelease && _random.NextDouble() * _scenario.SpikeRate > SpikeRateAt(_scenario, now))
            return;
        Answer(now, KindOf(isOfRelease ? _scenario.SpikeMix : _scenario.Mix, _random.NextDouble()), isOfRelease);
    }

    private static bool IsMix(IReadOnlyList<double> mix) => mix.Count == 4 && Math.Abs(mix.Sum() - 1) <= 1e-9;

    private static SpikeKind KindOf(IReadOnlyList<double> mix, double place)
    {
        for (var kind = 0; kind < 3; kind++)
        {
            if ((place -= mix[kind]) < 0)
                return (SpikeKind)kind;
        }

        return SpikeKind.Other;
    }

    private void Answer(double now, SpikeKind kind, bool isOfRelease)
    {
        var instance = _instances[_random.Next(_instances.Count)];
        _asked[(int)kind]++;
        if (instance.UnderWay(now) >= MostOf(kind))
        {
            _shed[(int)kind]++;
            return;
        }

        var cost = Exponential(_scenario.Processor[(int)kind]);
        var (known, failed) = kind == SpikeKind.Play ? Known(instance, now, isOfRelease) : (now, false);
        // The processor is wanted when what is to be answered is known; whoever waits for the store holds none.
        var begins = instance.Serve(now, cost);
        var ends = Math.Max(begins + cost, known);
        instance.Begin(ends);
        (_sumTime, _sumWait, _served) = (_sumTime + Math.Min(ends, _scenario.Duration) - now, _sumWait + begins - now, _served + 1);
        if (failed || ends - now > _scenario.Patience)
        {
            _failed[(int)kind]++;
            return;
        }

        _times[(int)kind].Add(ends - now);
        if (kind == SpikeKind.Play)
            _spanPlays.Add(ends - now);
    }

    /// <summary>When the track is at hand, and whether that failed.</summary>
    private (double At, bool Failed) Known(SpikeInstance instance, double now, bool isOfRelease)
    {
        if (!isOfRelease)
            return _random.NextDouble() < _scenario.CacheHits ? (now, false) : Read(instance, now);
        // The first tracks are asked for most.
        var track = (int)(_scenario.Tracks * Math.Pow(_random.NextDouble(), 2));
        if (!double.IsInfinity(instance.LoadedAt(track)))
            return (Math.Max(now, instance.LoadedAt(track)), false);
        var (at, failed) = Read(instance, now);
        if (!failed)
            instance.Load(track, at);
        return (at, failed);
    }

    private (double At, bool Failed) Read(SpikeInstance instance, double now)
    {
        if (!instance.MayRead(now))
            return (now, true);
        _reads++;
        var fails = now >= _scenario.StoreFailsFrom && now < _scenario.StoreFailsUntil;
        var at = now + (fails ? _scenario.StoreTimeout : Exponential(_scenario.StoreRead));
        At(at, ended => instance.ReadEnded(_scenario, ended, fails));
        return (at, fails);
    }

    private int MostOf(SpikeKind kind) => _scenario.ShedCapacity == 0 ? int.MaxValue : kind switch
    {
        SpikeKind.Recommendations => _scenario.ShedCapacity / 2,
        SpikeKind.Search => _scenario.ShedCapacity * 2 / 3,
        SpikeKind.Other => _scenario.ShedCapacity * 5 / 6,
        _ => int.MaxValue,
    };

    // As autoscale of the platform: the use of processors since the last look, instances for the use that is aimed at, so many more at a time; fewer only slowly, so not within the hour.
    private void Scale(double now)
    {
        var use = _instances.Sum(instance => instance.Busy) / (_instances.Count * _scenario.Cores * _scenario.ScaleEvery);
        _instances.ForEach(instance => instance.Busy = 0);
        var wanted = (int)Math.Ceiling(_instances.Count * use / _scenario.ScaleTo);
        Start(Math.Min(_scenario.ScaleStep, Math.Min(wanted, _scenario.MostInstances) - _instances.Count - _starting), now);
        At(now + _scenario.ScaleEvery, Scale);
    }

    private void Start(int count, double now)
    {
        for (var i = 0; i < count; i++)
        {
            _starting++;
            At(now + _scenario.ScaleDelay, ready =>
            {
                _starting--;
                _instances.Add(new SpikeInstance(_scenario, ready, _scenario.IsWarmed));
                _most = Math.Max(_most, _instances.Count);
            });
        }
    }

    private void EndSpan(double now)
    {
        var (asked, shed, failed) = (_asked.Sum(), _shed.Sum(), _failed.Sum());
        _spans.Add(new SpikeSpan(now - Span, (asked - _spanBegan.Asked) / Span, _instances.Count, Quantile(_spanPlays, .99), shed - _spanBegan.Shed, failed - _spanBegan.Failed));
        _spanBegan = (asked, shed, failed);
        _spanPlays.Clear();
        At(now + Span, EndSpan);
    }

    private SpikeKindResult KindResult(SpikeKind kind)
    {
        var times = _times[(int)kind];
        return new SpikeKindResult(kind, _asked[(int)kind], _shed[(int)kind], _failed[(int)kind], Quantile(times, .5), Quantile(times, .99), times.Count == 0 ? 0 : times.Max());
    }

    private static double Quantile(List<double> times, double share)
    {
        if (times.Count == 0)
            return 0;
        var sorted = times.ToArray();
        Array.Sort(sorted);
        return sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
    }
}
