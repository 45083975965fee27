namespace Spotify.Functions.Tests.Catalog;

/// <summary>A clock, with its monotonic side, that moves when a test says so. Its timers never fire: what a test waits for, it signals.</summary>
internal sealed class TestClock : TimeProvider
{
    private long _now = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public DateTimeOffset Now
    {
        get => GetUtcNow();
        set => Volatile.Write(ref _now, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _now), TimeSpan.Zero);

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

    public void Advance(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);

    private sealed class Never : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
