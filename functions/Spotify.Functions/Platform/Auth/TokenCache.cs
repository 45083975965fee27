using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth;

/// <summary>
/// Callers by token, at most twice <c>capacity</c> of them: when the young half is full it becomes the old half, and the old half goes. A lookup neither
/// locks nor allocates.
/// </summary>
internal sealed class TokenCache(TimeProvider time, int capacity = 16_384)
{
    private readonly Lock _turning = new();
    private Half _young = new();
    private Half _old = new();

    /// <summary>How many are held, live or not.</summary>
    public int Count => Volatile.Read(ref _young).Count + Volatile.Read(ref _old).Count;

    public bool TryGet(ReadOnlySpan<char> token, [NotNullWhen(true)] out Caller? caller)
    {
        if ((Volatile.Read(ref _young).TryGet(token, out var entry) || Volatile.Read(ref _old).TryGet(token, out entry)) && time.GetUtcNow().UtcTicks < entry.Expires)
        {
            caller = entry.Caller;
            return true;
        }

        caller = null;
        return false;
    }

    public void Add(string token, Caller caller, DateTimeOffset expires)
    {
        var half = Volatile.Read(ref _young);
        if (half.Add(token, new Entry(caller, expires.UtcTicks)) < capacity)
            return;
        lock (_turning)
        {
            if (!ReferenceEquals(half, _young))
                return;
            Volatile.Write(ref _old, half);
            Volatile.Write(ref _young, new Half());
        }
    }

    private sealed record Entry(Caller Caller, long Expires);

    private sealed class Half
    {
        private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> _byText;
        private int _count;

        public Half() => _byText = _entries.GetAlternateLookup<ReadOnlySpan<char>>();

        public int Count => Volatile.Read(ref _count);

        public bool TryGet(ReadOnlySpan<char> token, [NotNullWhen(true)] out Entry? entry) => _byText.TryGetValue(token, out entry);

        public int Add(string token, Entry entry)
        {
            if (_entries.TryAdd(token, entry))
                return Interlocked.Increment(ref _count);
            _entries[token] = entry;
            return Count;
        }
    }
}
