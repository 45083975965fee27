using System.Collections.Concurrent;
using Spotify.Core;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Platform.Caching;

/// <summary>
/// Documents read through a bounded cache. One load at a time for a key, whoever waits; an entry of a certain age is confirmed in the background, an older
/// one before it is served; when the store errs, is slow or its breaker is open, whatever is there is served. Entries leave in the order of the CLOCK
/// algorithm, so that what was read once makes room for what is read again and again.
/// </summary>
internal sealed class ReadThroughCache<T>
    where T : class
{
    private readonly ReadThroughCacheOptions _options;
    private readonly Func<string, CancellationToken, Task<T?>> _load;
    private readonly Func<T, T, bool> _isSame;
    private readonly TimeProvider _time;
    private readonly Circuit _breaker;
    private readonly string _cacheType;
    private readonly SpotifyMetrics _metrics;
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Flight> _flights = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<Entry> _clock = [];
    private int _hand;

    /// <param name="cacheType">The metrics' <c>cache_type</c>.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="load">Reads the store; null where nothing is there.</param>
    /// <param name="isSame">Whether a value that was loaded is the version that is kept already; then the kept object stays.</param>
    /// <param name="metrics">Counts hits and misses.</param>
    /// <param name="time">The clock.</param>
    public ReadThroughCache(
        string cacheType,
        ReadThroughCacheOptions options,
        Func<string, CancellationToken, Task<T?>> load,
        Func<T, T, bool> isSame,
        SpotifyMetrics metrics,
        TimeProvider time)
    {
        (_cacheType, _options, _load, _isSame) = (cacheType, options, load, isSame);
        (_metrics, _time, _breaker) = (metrics, time, new Circuit(new CircuitOptions(), time));
    }

    /// <summary>How many entries are kept now.</summary>
    public int Count => _entries.Count;

    /// <summary>The value under a key, or null where the store has none.</summary>
    /// <exception cref="TransientException">The store is in trouble and there is no entry.</exception>
    public ValueTask<T?> GetAsync(string key, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            _metrics.CacheMiss(_cacheType);
            return new ValueTask<T?>(Load(key, null).WaitAsync(cancellationToken));
        }

        entry.IsUsed = true;
        var state = entry.State;
        var age = _time.GetElapsedTime(state.LoadedAt);
        if (age >= (state.Value is null ? _options.AbsentFor : _options.FreshFor) && !IsRetryTooSoon(entry, state))
        {
            if (state.Value is null || (age >= _options.FreshFor + _options.ConfirmWithin && !_breaker.IsOpen))
            {
                _metrics.CacheMiss(_cacheType);
                return new ValueTask<T?>(ConfirmAsync(entry, state, cancellationToken));
            }

            _ = ConfirmInBackgroundAsync(key, state);
        }

        _metrics.CacheHit(_cacheType);
        return new ValueTask<T?>(state.Value);
    }

    /// <summary>The value under a key, not older than said unless the store is in trouble.</summary>
    public async Task<T?> GetNewerAsync(string key, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        if (!_entries.TryGetValue(key, out var entry))
            return await GetAsync(key, cancellationToken);
        var state = entry.State;
        return _time.GetElapsedTime(state.LoadedAt) < maxAge || IsRetryTooSoon(entry, state)
            ? state.Value
            : await ConfirmAsync(entry, state, cancellationToken);
    }

    /// <summary>Keeps a value that this process has just written; loads that are under way count no more.</summary>
    public void Put(string key, T value)
    {
        lock (_gate)
        {
            _flights.TryRemove(key, out _);
            Store(key, value, _time.GetTimestamp());
        }
    }

    /// <summary>Forgets what is kept under a key; loads that are under way count no more.</summary>
    public void Remove(string key)
    {
        lock (_gate)
        {
            _flights.TryRemove(key, out _);
            // The entry keeps its place on the clock, where the hand will find it dead.
            if (_entries.TryRemove(key, out var entry))
                entry.IsUsed = false;
        }
    }

    private bool IsRetryTooSoon(Entry entry, State state)
    {
        var failedAt = Volatile.Read(ref entry.FailedAt);
        return state.Value is not null && failedAt != 0 && _time.GetElapsedTime(failedAt) < _options.RetryAfter;
    }

    private async Task<T?> ConfirmAsync(Entry entry, State state, CancellationToken cancellationToken)
    {
        if (state.Value is null)
            return await Load(entry.Key, state).WaitAsync(cancellationToken);
        try
        {
            return await Load(entry.Key, state).WaitAsync(_options.PatienceWithEntry, _time, cancellationToken);
        }
        catch (Exception problem) when (problem is TransientException or TimeoutException)
        {
            Volatile.Write(ref entry.FailedAt, _time.GetTimestamp());
            return state.Value;
        }
    }

    private async Task ConfirmInBackgroundAsync(string key, State seen)
    {
        if (_flights.ContainsKey(key))
            return;
        try
        {
            await Load(key, seen);
        }
        catch (TransientException)
        {
            // The entry is still good enough, and the load has noted when to try again.
        }
    }

    /// <summary>Joins the load that is under way or starts one, unless one has ended since <paramref name="seen"/> was found wanting.</summary>
    private Task<T?> Load(string key, State? seen)
    {
        if (_flights.TryGetValue(key, out var underWay))
            return underWay.Task;
        var own = new Flight();
        var flight = _flights.GetOrAdd(key, own);
        if (!ReferenceEquals(flight, own))
            return flight.Task;
        if (_entries.TryGetValue(key, out var entry) && entry.State is var now && !ReferenceEquals(now, seen))
        {
            _flights.TryRemove(new(key, own));
            own.SetResult(now.Value);
            return own.Task;
        }

        _ = FlyAsync(key, own);
        return own.Task;
    }

    private async Task FlyAsync(string key, Flight flight)
    {
        var startedAt = _time.GetTimestamp();
        using var limit = new CancellationTokenSource(_options.LoadTimeout, _time);
        try
        {
            var value = await _load(key, limit.Token).WaitAsync(limit.Token);
            _breaker.Succeeded();
            lock (_gate)
            {
                // Kept first, ended then: whoever finds no flight finds what it brought.
                if (_flights.TryGetValue(key, out var current) && ReferenceEquals(current, flight))
                {
                    value = Store(key, value, startedAt);
                    _flights.TryRemove(new(key, flight));
                }
            }

            flight.SetResult(value);
        }
#pragma warning disable CA1031 // Whatever went wrong goes to everyone who waits.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            _breaker.Failed();
            if (_entries.TryGetValue(key, out var entry))
                Volatile.Write(ref entry.FailedAt, _time.GetTimestamp());
            _flights.TryRemove(new(key, flight));
            flight.SetException(problem is OperationCanceledException ? new TransientException($"Reading {_cacheType} {key} took too long", problem) : problem);
            // Nobody may be waiting any more; the exception is seen here.
            _ = flight.Task.Exception;
        }
    }

    private T? Store(string key, T? value, long loadedAt)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            entry = new Entry(key, new State(value, loadedAt));
            TakePlace(entry);
            _entries[key] = entry;
            return value;
        }

        if (entry.State.Value is { } kept && value is not null && _isSame(kept, value))
            value = kept;
        entry.State = new State(value, loadedAt);
        Volatile.Write(ref entry.FailedAt, 0);
        return value;
    }

    private void TakePlace(Entry entry)
    {
        if (_clock.Count < _options.Capacity)
        {
            _clock.Add(entry);
            return;
        }

        while (_clock[_hand].IsUsed)
        {
            _clock[_hand].IsUsed = false;
            _hand = (_hand + 1) % _clock.Count;
        }

        // Only this very entry: the key may have come back in another place since.
        _entries.TryRemove(new(_clock[_hand].Key, _clock[_hand]));
        _clock[_hand] = entry;
        _hand = (_hand + 1) % _clock.Count;
    }

    private sealed record State(T? Value, long LoadedAt);

    private sealed class Flight : TaskCompletionSource<T?>
    {
        public Flight()
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
        }
    }

    private sealed class Entry(string key, State state)
    {
        private volatile State _state = state;
        private volatile bool _isUsed;

        public readonly string Key = key;

        public long FailedAt;

        public State State
        {
            get => _state;
            set => _state = value;
        }

        public bool IsUsed
        {
            get => _isUsed;
            set
            {
                // Hot entries are read by every core: the line is written only when it changes.
                if (_isUsed != value)
                    _isUsed = value;
            }
        }
    }
}
