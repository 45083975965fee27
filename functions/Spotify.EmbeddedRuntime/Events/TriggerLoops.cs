using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>
/// The loops of one kind of trigger. At shutdown they are told first to take nothing new; what is under way may finish within the drain time,
/// and is cancelled after it.
/// </summary>
internal sealed class TriggerLoops(IOptions<EmbeddedRuntimeOptions> options, IHostApplicationLifetime lifetime, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AfterCancel = TimeSpan.FromSeconds(5);

    // The application's own signal, which comes before the first service stops: a function that fails because its services go away has not judged its input.
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    private readonly CancellationTokenSource _aborting = new();
    private readonly List<Task> _loops = [];

    /// <summary>Cancelled when nothing new is to be begun.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Cancelled when what is under way has to end.</summary>
    public CancellationToken Aborting => _aborting.Token;

    /// <summary>Starts a loop that ends after <see cref="Stopping"/>.</summary>
    public void Run(Func<Task> loop) => _loops.Add(Task.Run(loop));

    /// <summary>Ends the loops.</summary>
    /// <param name="cancellationToken">Ends the patience before the drain time has passed.</param>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        var all = Task.WhenAll(_loops);
        if (await EndsWithinAsync(all, options.Value.DrainTimeout, cancellationToken))
            return;
        await _aborting.CancelAsync();
        await EndsWithinAsync(all, AfterCancel, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task<bool> EndsWithinAsync(Task task, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
