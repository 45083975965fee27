using FsCheck;
using FsCheck.Fluent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Shouldly;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

/// <summary>A step of a random orchestration: an activity, a fan-out, a timer, an event, a child with a plan of its own.</summary>
public sealed record Step(string Kind, int Number, List<Step>? Body = null);

/// <summary>A random orchestration, and after which activities the host is killed.</summary>
public sealed record Scenario(List<Step> Plan, HashSet<int> Kills);

public sealed class PlanFunctions(Probe probe)
{
    [Function(nameof(Square))]
    public async Task<int> Square([ActivityTrigger] int number)
    {
        await probe.OnActivity!("square");
        return number * number;
    }

    [Function(nameof(Raise))]
    public async Task Raise([ActivityTrigger] string name, string instanceId, [DurableClient] DurableTaskClient client)
    {
        await client.RaiseEventAsync(instanceId, name, name + "!");
        await probe.OnActivity!("raise");
    }

    [Function(nameof(RunPlan))]
    public static async Task<List<string>> RunPlan([OrchestrationTrigger] TaskOrchestrationContext context, List<Step> plan)
    {
        var trace = new List<string>();
        for (var i = 0; i < plan.Count; i++)
            trace.Add(await RunStepAsync(context, plan[i], i));
        return trace;
    }

    private static async Task<string> RunStepAsync(TaskOrchestrationContext context, Step step, int index)
    {
        switch (step.Kind)
        {
            case "activity":
                return $"{await context.CallActivityAsync<int>(nameof(Square), step.Number)}";
            case "fan":
                var all = await Task.WhenAll(Enumerable.Range(0, step.Number).Select(n => context.CallActivityAsync<int>(nameof(Square), n)));
                return string.Join("+", all);
            case "timer":
                var both = context.CallActivityAsync<int>(nameof(Square), step.Number);
                await context.CreateTimer(TimeSpan.FromMilliseconds(step.Number), CancellationToken.None);
                return $"slept {await both}";
            case "event":
                var raised = context.CallActivityAsync(nameof(Raise), $"event{index}");
                var value = await context.WaitForExternalEvent<string>($"event{index}", TimeSpan.FromHours(1));
                await raised;
                return value;
            default:
                return $"[{string.Join(" ", await context.CallSubOrchestratorAsync<List<string>>(nameof(RunPlan), step.Body))}]";
        }
    }
}

public sealed class RandomPlanTests
{
    [Fact]
    public void Any_orchestration_ends_the_same_however_often_the_host_is_killed() =>
        Prop.ForAll(Arb.From(Scenarios()), scenario => RunAsync(scenario).GetAwaiter().GetResult().ShouldBe(Expected(scenario.Plan)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    private static Gen<Scenario> Scenarios() =>
        from plan in Plans(depth: 2)
        from kills in Gen.Choose(1, 25).ListOf(3)
        select new Scenario(plan, [.. kills]);

    private static Gen<List<Step>> Plans(int depth) =>
        Gen.Choose(1, 5).SelectMany(count => Steps(depth).ListOf(count)).Select(steps => steps.ToList());

    private static Gen<Step> Steps(int depth)
    {
        var leaves = Gen.OneOf(
            Gen.Choose(0, 9).Select(number => new Step("activity", number)),
            Gen.Choose(1, 6).Select(number => new Step("fan", number)),
            Gen.Choose(1, 10).Select(number => new Step("timer", number)),
            Gen.Constant(new Step("event", 0)));
        return depth == 0 ? leaves : Gen.Frequency((4, leaves), (1, Plans(depth - 1).Select(body => new Step("child", 0, body))));
    }

    private static List<string> Expected(List<Step> plan) => [.. plan.Select((step, index) => step.Kind switch
    {
        "activity" => $"{step.Number * step.Number}",
        "fan" => string.Join("+", Enumerable.Range(0, step.Number).Select(number => number * number)),
        "timer" => $"slept {step.Number * step.Number}",
        "event" => $"event{index}!",
        _ => $"[{string.Join(" ", Expected(step.Body!))}]",
    })];

    private static async Task<List<string>> RunAsync(Scenario scenario)
    {
        await using var host = new DurableHarness(null, typeof(PlanFunctions)) { UsesRealTime = true };
        var activities = 0;
        using var kills = new SemaphoreSlim(0);
        host.Probe.OnActivity = _ =>
        {
            if (scenario.Kills.Contains(Interlocked.Increment(ref activities)))
                kills.Release();
            return Task.CompletedTask;
        };
        await host.StartAsync();
        var id = await host.ScheduleAsync(nameof(PlanFunctions.RunPlan), scenario.Plan);
        while (true)
        {
            var end = host.EndOf(id);
            using var ended = new CancellationTokenSource();
            var kill = kills.WaitAsync(ended.Token);
            if (await Task.WhenAny(end, kill) == kill)
            {
                await host.RestartAsync();
                await end.ContinueWith(_ => { }, TaskScheduler.Default);
                continue;
            }

            await ended.CancelAsync();
            return (await end).ReadOutputAs<List<string>>()!;
        }
    }
}
