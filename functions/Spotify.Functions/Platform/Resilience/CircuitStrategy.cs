using Azure;
using Polly;
using Polly.Timeout;
using Spotify.Core;

namespace Spotify.Functions.Platform.Resilience;

/// <summary>
/// A <see cref="Circuit"/> as a part of a pipeline, outside the time-out and inside the retries: each try counts. What is trouble comes out as <see cref="TransientException"/>; what the
/// dependency answered, refusals included, shows that it is there.
/// </summary>
internal sealed class CircuitStrategy(Dependency dependency, Circuit circuit, ResilienceMetrics metrics) : ResilienceStrategy
{
    private readonly string _open = $"{dependency.NameOf()} failed again and again, and is left alone for a while";

    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var entry = circuit.Enter();
        if (entry == CircuitEntry.Refused)
        {
            metrics.Refused(dependency, "circuit");
            return ValueTask.FromResult(Outcome.FromException<TResult>(new TransientException(_open)));
        }

        ValueTask<Outcome<TResult>> call;
        try
        {
            call = callback(context, state);
        }
        catch
        {
            circuit.Left(entry);
            throw;
        }

        return call.IsCompletedSuccessfully ? ValueTask.FromResult(End(call.Result, entry, context)) : WaitAsync(call, entry, context);
    }

    private async ValueTask<Outcome<TResult>> WaitAsync<TResult>(ValueTask<Outcome<TResult>> call, CircuitEntry entry, ResilienceContext context)
    {
        Outcome<TResult> outcome;
        try
        {
            outcome = await call;
        }
        catch
        {
            circuit.Left(entry);
            throw;
        }

        return End(outcome, entry, context);
    }

    private Outcome<TResult> End<TResult>(Outcome<TResult> outcome, CircuitEntry entry, ResilienceContext context)
    {
        if (outcome.Exception is null && outcome.Result is not ITroubleResult { IsTrouble: true })
        {
            circuit.Succeeded(entry);
            return outcome;
        }

        if (outcome.Exception is OperationCanceledException && context.CancellationToken.IsCancellationRequested)
        {
            circuit.Left(entry);
            return outcome;
        }

        if (outcome.Exception is not null && !IsTrouble(outcome.Exception))
        {
            circuit.Succeeded(entry);
            return outcome;
        }

        circuit.Failed(entry);
        metrics.Failed(dependency);
        return outcome.Exception is TimeoutRejectedException late
            ? Outcome.FromException<TResult>(new TransientException($"{dependency.NameOf()} took over {late.Timeout}", late))
            : outcome;
    }

    private static bool IsTrouble(Exception problem) => problem switch
    {
        TransientException or TimeoutRejectedException or TimeoutException or IOException or HttpRequestException or OperationCanceledException => true,
        RequestFailedException failed => failed.Status is 0 or 408 or 429 or >= 500,
        AggregateException many => many.InnerExceptions.All(IsTrouble),
        _ => false,
    };
}

/// <summary>An answer that may be trouble without an exception.</summary>
internal interface ITroubleResult
{
    /// <summary>Whether the dependency is in trouble.</summary>
    bool IsTrouble { get; }
}
