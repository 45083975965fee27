using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Platform.Events;

/// <summary>
/// Writes down what this process sent: every 15 seconds where something changed, when an hour is over, and at the end. One small document for each hub and
/// hour. Where the store is away it is tried again; sending never waits for it.
/// </summary>
internal sealed partial class SentLedger(SentCounts counts, IDocumentStore documents, TimeProvider time, ILogger<SentLedger> logger) : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(90);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loop = FlushRegularlyAsync();
        return Task.CompletedTask;
    }

    /// <summary>The end: when everything else has stopped, so that all that was sent is in it.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _loop;
        await FlushAsync(isEnd: true, cancellationToken);
    }

    /// <summary>Writes what changed.</summary>
    /// <param name="isEnd">Whether nothing will be sent any more.</param>
    /// <param name="cancellationToken">Stops the writes.</param>
    public async Task FlushAsync(bool isEnd, CancellationToken cancellationToken)
    {
        foreach (var one in counts.Changes(isEnd))
        {
            try
            {
                var document = one.Document with { UpdatedAt = time.GetUtcNow() };
                await documents.WriteAsync(
                    DocumentContainer.Aggregates, SentDocument.ScopeOf(one.Hub, one.Hour), DocumentOperation.Upsert(counts.Writer, document, TimeToLive), cancellationToken);
                counts.Written(one);
            }
#pragma warning disable CA1031 // Whatever the store's trouble is, the counts are still in memory and are written the next time.
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                NotWritten(one.Hub, one.Hour, exception);
            }
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task FlushRegularlyAsync()
    {
        using var timer = new PeriodicTimer(Pace, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await FlushAsync(isEnd: false, _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The end writes the rest.
        }
    }

    [LoggerMessage(EventId = 5004, Level = LogLevel.Warning, Message = "What was sent to hub {Hub} in hour {Hour} could not be written down; it is tried again.")]
    private partial void NotWritten(string hub, string hour, Exception exception);
}
