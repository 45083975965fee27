using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Spotify.CrashHost;

/// <summary>Starts an orchestration that mixes everything a crash may interrupt: rounds of fan-out, timers between them, a sub-orchestration, a retry.</summary>
public sealed class TimersAndFanOut(EffectLog effects)
{
    public const int Rounds = 3;
    public const int Width = 6;

    [Function("Start")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "runs/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client)
    {
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(
                nameof(Run), null, new StartOrchestrationOptions(id).WithDedupeStatuses([.. StartOrchestrationOptionsExtensions.ValidDedupeStatuses]));
            return Results.Accepted();
        }
        catch (DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException)
        {
            return Results.Accepted();
        }
    }

    [Function("Status")]
    public static async Task<IResult> Status(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "runs/{id}")] HttpRequest request, string id, [DurableClient] DurableTaskClient client) =>
        await client.GetInstanceAsync(id, getInputsAndOutputs: true) is { } instance
            ? Results.Json(new { status = instance.RuntimeStatus.ToString(), output = instance.SerializedOutput, failure = instance.FailureDetails?.ErrorMessage })
            : Results.NotFound();

    [Function(nameof(Run))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var sum = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var work = Enumerable.Range(0, Width).Select(place => context.CallActivityAsync<int>(nameof(Step), new StepInput(context.InstanceId, round, place))).ToList();
            await context.CreateTimer(TimeSpan.FromMilliseconds(200), CancellationToken.None);
            sum += (await Task.WhenAll(work)).Sum();
        }

        sum += await context.CallSubOrchestratorAsync<int>(nameof(Tail), context.InstanceId, new SubOrchestrationOptions(instanceId: context.InstanceId + "-tail"));
        return sum;
    }

    [Function(nameof(Tail))]
    public static async Task<int> Tail([OrchestrationTrigger] TaskOrchestrationContext context, string parent)
    {
        var retry = new TaskOptions(new TaskRetryOptions(new RetryPolicy(5, TimeSpan.FromMilliseconds(100))));
        return await context.CallActivityAsync<int>(nameof(Step), new StepInput(parent, Rounds, 0), retry)
            + await context.CallActivityAsync<int>(nameof(Step), new StepInput(parent, Rounds, 1), retry);
    }

    [Function(nameof(Step))]
    public int Step([ActivityTrigger] StepInput input)
    {
        effects.Append($"{input.Instance} {input.Round} {input.Place}");
        return (input.Round * 100) + input.Place;
    }
}

/// <summary>Which step of which run.</summary>
public sealed record StepInput(string Instance, int Round, int Place);
