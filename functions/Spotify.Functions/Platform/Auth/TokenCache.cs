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
    private readonly Lock turning = new();
    private Half young = new();
    private Half old = new();

    /// <summary>How many are held, live or not.</summary>
    public int Count => Volatile.Read(ref young).Count + Volatile.Read(ref old).Count;

    public bool TryGet(ReadOnlySpan<char> token, [NotNullWhen(true)] out Caller? caller)
    {
        if ((Volatile.Read(ref young).TryGet(token, out var entry) || Volatile.Read(ref old).TryGet(token, out entry)) && time.GetUtcNow().UtcTicks < entry.Expires)
        {
            caller = entry.Caller;
            return true;
        }

        caller = null;
        return false;
    }

    public void Add(string token, Caller caller, DateTimeOffset expires)
    {
        var half = Volatile.Read(ref young);
        if (half.Add(token, new Entry(caller, expires.UtcTicks)) < capacity)
            return;
        lock (turning)
        {
            if (!ReferenceEquals(half, young))
                return;
            Volatile.Write(ref old, half);
            Volatile.Write(ref young, new Half());
        }
    }

    private sealed record Entry(Caller Caller, long Expires);

    private sealed class Half
    {
        private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);
        private readonly ConcurrentDictionary<string, Entry>.AlternateLookup<ReadOnlySpan<char>> byText;
        private int count;

        public Half() => byText = entries.GetAlternateLookup<ReadOnlySpan<char>>();

        public int Count => Volatile.Read(ref count);

        public bool TryGet(ReadOnlySpan<char> token, [NotNullWhen(true)] out Entry? entry) => byText.TryGetValue(token, out entry);

        public int Add(string token, Entry entry)
        {
            if (entries.TryAdd(token, entry))
                return Interlocked.Increment(ref count);
            entries[token] = entry;
            return Count;
        }
    }
}
