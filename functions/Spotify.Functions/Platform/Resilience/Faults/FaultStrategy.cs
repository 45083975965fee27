using Polly;

namespace Spotify.Functions.Platform.Resilience.Faults;

/// <summary>Lets every call through a <see cref="FaultPlan"/>; the innermost part of a pipeline.</summary>
internal sealed class FaultStrategy(FaultPlan plan, Dependency dependency) : ResilienceStrategy
{
    protected override ValueTask<Outcome<TResult>> ExecuteCore<TResult, TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        var meeting = plan.MeetAsync(dependency, context.CancellationToken);
        return meeting.IsCompletedSuccessfully ? callback(context, state) : MeetAsync(meeting, callback, context, state);
    }

    private static async ValueTask<Outcome<TResult>> MeetAsync<TResult, TState>(
        ValueTask meeting, Func<ResilienceContext, TState, ValueTask<Outcome<TResult>>> callback, ResilienceContext context, TState state)
    {
        try
        {
            await meeting;
        }
#pragma warning disable CA1031 // A pipeline hands exceptions on as outcomes.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            return Outcome.FromException<TResult>(problem);
        }

        return await callback(context, state);
    }
}
