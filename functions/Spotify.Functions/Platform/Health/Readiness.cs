using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Platform.Health;

/// <summary>Asks all checks at once. The route is public, so answers are kept for a second: nobody can pass load on to the stores through it.</summary>
/// <param name="checks">What to ask.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where the reasons go.</param>
public sealed partial class Readiness(IEnumerable<IReadinessCheck> checks, TimeProvider time, ILogger<Readiness> logger)
{
    /// <summary>How long one check may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly Lock _asking = new();
    private readonly IReadinessCheck[] _checks = [.. checks.OrderBy(check => check.Name, StringComparer.Ordinal)];
    private Task<ReadinessReport>? _latest;
    private long _askedAt;

    /// <summary>Every check's state, at most a second old.</summary>
    public Task<ReadinessReport> GetAsync()
    {
        lock (_asking)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_askedAt) >= KeptFor))
            {
                _askedAt = time.GetTimestamp();
                _latest = AskAsync();
            }

            return _latest;
        }
    }

    private async Task<ReadinessReport> AskAsync()
    {
        var states = await Task.WhenAll(_checks.Select(AskAsync));
        return new ReadinessReport(states.All(state => state.Status == ReadinessStatus.Ready) ? ReadinessStatus.Ready : ReadinessStatus.NotReady, states);
    }

    private async Task<ReadinessState> AskAsync(IReadinessCheck check)
    {
        var started = time.GetTimestamp();
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            // A check that blocks or ignores its token must not hold up the answer.
            await Task.Run(() => check.CheckAsync(limit.Token), CancellationToken.None).WaitAsync(limit.Token);
            return State(ReadinessStatus.Ready);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            LogNotReady(logger, check.Name, null);
            return State(ReadinessStatus.TimedOut);
        }
        catch (Exception exception)
        {
            LogNotReady(logger, check.Name, exception);
            return State(ReadinessStatus.NotReady);
        }

        ReadinessState State(ReadinessStatus status) => new(check.Name, status, (long)time.GetElapsedTime(started).TotalMilliseconds);
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "{Check} is not ready")]
    private static partial void LogNotReady(ILogger logger, string check, Exception? exception);
}
