using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Core.Telemetry.Artificial;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>The story of a day's review: look at every listener alone, then at what many did together, take out what no listener made, and tell the labels how much.</summary>
public static class ReviewPlays
{
    /// <summary>Reviews a day.</summary>
    /// <param name="context">The orchestration, with a <see cref="ReviewInput"/>.</param>
    /// <returns>What it has come to.</returns>
    [Function(nameof(ReviewPlays))]
    public static async Task<ReviewFigures> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var review = context.GetInput<ReviewInput>()!;
        var plan = await context.CallActivityAsync<ReviewPlan>(nameof(PlanReview), review, DurableRuns.Patiently);
        var parts = plan.Ranges.Select((range, number) => new ReviewPart(review, number, range)).ToList();
        context.SetCustomStatus(new { step = "listeners", parts = parts.Count });
        var figures = await Task.WhenAll(parts.Select(part => context.CallActivityAsync<ReviewFigures>(nameof(ExamineListeners), part, DurableRuns.Patiently)));

        context.SetCustomStatus(new { step = "groups", parts = parts.Count });
        var suspects = await context.CallActivityAsync<SuspectGroups>(nameof(FindSuspects), review, DurableRuns.Patiently);
        var groups = suspects.IsEmpty
            ? []
            : await Task.WhenAll(parts.Select(part => context.CallActivityAsync<ReviewFigures>(nameof(ExamineGroups), new GroupPart(part, suspects), DurableRuns.Patiently)));
        await context.CallActivityAsync(nameof(SummariseReview), review, DurableRuns.Patiently);
        return figures.Concat(groups).Aggregate((left, right) => left.Plus(right));
    }
}
