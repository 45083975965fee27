using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.Core.Catalog;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>
/// Notes from where and with what accounts are used, off the path of requests: whoever reports only puts a note into memory, and a background task stores what is new. Notes are
/// signals, not money: what does not fit, or cannot be stored, is dropped and counted.
/// </summary>
internal sealed partial class SightingRecorder(SuspectBook book, StuffingWatch stuffing, TimeProvider time, ILogger<SightingRecorder> logger) : BackgroundService, ISignInWatch
{
    /// <summary>How often notes are stored.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    /// <summary>The same account, country and device is not noted again for this long by one instance.</summary>
    public static readonly TimeSpan Repeat = TimeSpan.FromHours(1);

    /// <summary>The most accounts whose notes wait, and the most that one instance remembers to have noted, twice over.</summary>
    public const int Capacity = 50_000;

    private const int MostNotes = 32;

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Note>> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _turning = new();
    private ConcurrentDictionary<(string User, string? Country, string Device), long> _noted = new();
    private ConcurrentDictionary<(string User, string? Country, string Device), long> _notedBefore = new();
    private int _notedCount;
    private long _dropped;

    /// <summary>Notes that an account is used. Reads and writes memory alone.</summary>
    public void See(Caller caller, string? country, bool isThroughRelay)
    {
        var device = caller.Session ?? caller.ClientId ?? "";
        var key = (caller.Subject, country, device);
        var now = time.GetUtcNow();
        if (IsNoted(key, now))
            return;
        Add(caller.Subject, new Note(country, SpotifyId.Derive("device", caller.Subject, device), isThroughRelay, null, false, now));
    }

    /// <inheritdoc/>
    public void Report(string account, string? userId, bool isSuccess, IPAddress? address)
    {
        ArgumentNullException.ThrowIfNull(account);
        var isStuffer = stuffing.IsStuffer(address, account, isSuccess);
        if (userId is not null)
            Add(userId, new Note(null, "", false, isSuccess, isStuffer, time.GetUtcNow()));
    }

    /// <summary>Stores what waits.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            _waiting.Keys.ToList(), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (user, token) =>
            {
                if (!_waiting.TryRemove(user, out var notes))
                    return;
                try
                {
                    await book.NoteAsync(user, seen => notes.Aggregate(seen, (one, note) => note.AddTo(one)), token);
                }
#pragma warning disable CA1031 // A note is a signal: whatever keeps it from being stored must not keep others from it.
                catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    Interlocked.Add(ref _dropped, notes.Count);
                    LogNotStored(exception);
                }
            });
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            LogDropped(dropped);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await FlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is seen again when the account is used again.
        }
    }

    private bool IsNoted((string User, string? Country, string Device) key, DateTimeOffset now)
    {
        if ((_noted.TryGetValue(key, out var at) || _notedBefore.TryGetValue(key, out at)) && now.UtcTicks - at < Repeat.Ticks)
            return true;
        if (!_noted.TryAdd(key, now.UtcTicks))
            _noted[key] = now.UtcTicks;
        else if (Interlocked.Increment(ref _notedCount) >= Capacity)
            Turn();
        return false;
    }

    private void Turn()
    {
        lock (_turning)
        {
            if (_notedCount < Capacity)
                return;
            (_notedBefore, _noted, _notedCount) = (_noted, new(), 0);
        }
    }

    private void Add(string user, Note note)
    {
        if (!_waiting.TryGetValue(user, out var notes))
        {
            if (_waiting.Count >= Capacity)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            notes = _waiting.GetOrAdd(user, _ => new ConcurrentQueue<Note>());
        }

        if (notes.Count < MostNotes)
            notes.Enqueue(note);
        else
            Interlocked.Increment(ref _dropped);
    }

    [LoggerMessage(EventId = 6281, Level = LogLevel.Warning, Message = "From where an account is used could not be stored")]
    private partial void LogNotStored(Exception exception);

    [LoggerMessage(EventId = 6282, Level = LogLevel.Warning, Message = "{Dropped} notes of how accounts are used were dropped")]
    private partial void LogDropped(long dropped);

    /// <summary>A use, or an attempt to sign in where <paramref name="SignIn"/> says how it ended.</summary>
    private sealed record Note(string? Country, string Device, bool IsThroughRelay, bool? SignIn, bool IsFromStuffer, DateTimeOffset At)
    {
        public AccountSightings AddTo(AccountSightings seen) =>
            SignIn is { } isSuccess ? seen.WithSignIn(isSuccess, IsFromStuffer, At) : seen.With(Country, Device, IsThroughRelay, At);
    }
}
