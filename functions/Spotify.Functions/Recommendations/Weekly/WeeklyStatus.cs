using Microsoft.DurableTask.Client;
using Spotify.Functions.Recommendations.Serving;

namespace Spotify.Functions.Recommendations.Weekly;

/// <summary>How far a week's recommendations are.</summary>
/// <param name="Week">The week.</param>
/// <param name="Instance">The run.</param>
/// <param name="Status">How the orchestration is doing; null where there is none of that name.</param>
/// <param name="Progress">How far it is, while it runs.</param>
/// <param name="Outcome">How it ended, once it has.</param>
/// <param name="AnnouncedAt">When lists of this week, by whichever run, were there; null where there are none.</param>
/// <param name="Failure">Why it failed; null where it has not.</param>
public sealed record WeekView(string Week, string Instance, string? Status, WeeklyProgress? Progress, WeeklyOutcome? Outcome, DateTimeOffset? AnnouncedAt, string? Failure = null);

/// <summary>Tells where weeks stand.</summary>
public sealed class WeeklyStatus(WeekStore weeks)
{
    /// <summary>The instance that makes a week.</summary>
    /// <param name="week">The week, such as <c>2026-W49</c>.</param>
    public static string InstanceOf(string week) => $"recommendations-{week}";

    /// <summary>How far a run is.</summary>
    /// <param name="week">The week.</param>
    /// <param name="instance">The run.</param>
    /// <param name="client">Knows the run.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WeekView> FindAsync(string week, string instance, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        var announced = (await weeks.FindAsync(week, cancellationToken))?.At;
        if (await client.GetInstanceAsync(instance, getInputsAndOutputs: true, cancellationToken) is not { } run)
            return new WeekView(week, instance, null, null, null, announced);
        var outcome = run.RuntimeStatus == OrchestrationRuntimeStatus.Completed ? run.ReadOutputAs<WeeklyOutcome>() : null;
        var progress = outcome is not null || run.SerializedCustomStatus is null ? null : run.ReadCustomStatusAs<WeeklyProgress>();
        return new WeekView(week, instance, run.RuntimeStatus.ToString(), progress, outcome, announced, run.FailureDetails?.ErrorMessage);
    }
}
