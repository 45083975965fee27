using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>Reads what other instances announced, beside all requests. Whatever the store's trouble is, it goes on trying, and reads then all that it missed.</summary>
internal sealed partial class AccountChangeReader(AccountChangeLog log, AccountChanges changes, TimeProvider time, ILogger<AccountChangeReader> logger)
    : BackgroundService, IHostedLifecycleService
{
    /// <summary>How often it reads.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    // A read that hangs must not keep the next from it.
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(10);

    // A start waits this long for the last hour's changes and then serves: without them tokens stand as they are.
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(2);

    private DateTimeOffset? _readUpTo;
    private bool _isAway;

    /// <summary>Reads the last hour before anything serves.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => ReadAsync(StartLimit, cancellationToken);

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads once.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Whether all is read that there was.</returns>
    public async Task<bool> ReadAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var oldest = now - AccountChanges.Kept;
        var since = _readUpTo is { } known && known > oldest ? known : oldest;
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            // A store may not look at the token: what hangs is left behind, and what it still brings is good.
            await log.ReadAsync(since, changes.Apply, either.Token).WaitAsync(either.Token);
        }
#pragma warning disable CA1031 // Whatever the store's trouble is, tokens stand as they are and the next read begins where this one did.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            if (!_isAway)
                LogAway(exception);
            _isAway = true;
            changes.Forget();
            return false;
        }

        _readUpTo = now;
        if (_isAway)
            LogBack();
        _isAway = false;
        changes.Forget();
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await ReadAsync(ReadLimit, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start reads the last hour.
        }
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Warning, Message = "The changes of accounts cannot be read: tokens stand as they are until they can")]
    private partial void LogAway(Exception exception);

    [LoggerMessage(EventId = 1302, Level = LogLevel.Information, Message = "The changes of accounts are read again, with all that was missed")]
    private partial void LogBack();
}
