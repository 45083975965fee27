using System.Threading.RateLimiting;
using Polly;
using Spotify.Core;

namespace Spotify.Functions.Platform.Resilience;

/// <summary>So many calls at once and so many that wait, the oldest first; the next is refused. The outermost part of a pipeline: a call that is tried again keeps its place.</summary>
internal sealed class BulkheadStrategy(Dependency dependency, DependencyOptions options, ResilienceMetrics metrics) : ResilienceStrategy, IDisposable
{
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Concurrency,
        QueueLimit = options.Queue,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    public void Dispose() => _limiter.Dispose();

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var lease = _limiter.AttemptAcquire();
        if (!lease.IsAcquired)
            return WaitAsync(callback, context, state);
        ValueTask<Outcome<TResult>> call;
        try
        {
            call = callback(context, state);
        }
        catch
        {
            lease.Dispose();
            throw;
        }

        if (!call.IsCompleted)
            return EndAsync(call, lease);
        lease.Dispose();
        return call;
    }

    private static async ValueTask<Outcome<TResult>> EndAsync<TResult>(ValueTask<Outcome<TResult>> call, RateLimitLease lease)
    {
        using (lease)
            return await call;
    }

    private async ValueTask<Outcome<TResult>> WaitAsync<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        RateLimitLease lease;
        try
        {
            lease = await _limiter.AcquireAsync(1, context.CancellationToken);
        }
        catch (OperationCanceledException gone)
        {
            return Outcome.FromException<TResult>(gone);
        }

        using (lease)
        {
            if (lease.IsAcquired)
                return await callback(context, state);
        }

        metrics.Refused(dependency, "full");
        return Outcome.FromException<TResult>(new TransientException($"Too many calls to {dependency.NameOf()} are under way"));
    }
}
