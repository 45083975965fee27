using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public sealed record Order(string Name, int Count);

public sealed class FlakyException(string message) : Exception(message);

public sealed class FinalException(string message) : Exception(message);

/// <summary>Orchestrators and activities that tests run.</summary>
public sealed class Samples(Probe probe)
{
    [Function(nameof(Echo))]
    public string Echo([ActivityTrigger] string text, string instanceId)
    {
        probe.Calls.Enqueue($"{instanceId}:{text}");
        return text;
    }

    [Function(nameof(Twice))]
    public async Task<int> Twice([ActivityTrigger] int number)
    {
        probe.Enter();
        probe.Calls.Enqueue($"twice {number}");
        if (probe.OnActivity is { } hook)
            await hook($"twice {number}");
        probe.Leave();
        return number * 2;
    }

    [Function(nameof(Gated))]
    public async Task<string> Gated([ActivityTrigger] string gate, CancellationToken cancellationToken)
    {
        probe.Count(gate);
        await probe.PassAsync(gate, cancellationToken);
        return "through " + gate;
    }

    /// <summary>Fails as often as its input says.</summary>
    [Function(nameof(Flaky))]
    public int Flaky([ActivityTrigger] int failures) =>
        probe.Count("flaky") is var attempt && attempt <= failures ? throw new FlakyException($"try {attempt}") : attempt;

    [Function(nameof(AlwaysFinal))]
    public void AlwaysFinal([ActivityTrigger] string message)
    {
        probe.Count("final");
        throw new FinalException(message);
    }

    [Function(nameof(Deep))]
    public void Deep([ActivityTrigger] object? nothing) => throw new InvalidOperationException("outer", new FinalException("inner"));

    [Function(nameof(DescribeOrder))]
    public Order DescribeOrder([ActivityTrigger] Order order, FunctionContext context) => order with { Name = $"{order.Name} by {context.FunctionDefinition.Name}" };

    [Function(nameof(Sequence))]
    public static async Task<string> Sequence([OrchestrationTrigger] TaskOrchestrationContext context, string? first)
    {
        var a = await context.CallActivityAsync<string>(nameof(Echo), first ?? "a");
        var b = await context.CallActivityAsync<string>(nameof(Echo), a + "b");
        return b + "!";
    }

    [Function(nameof(FanOut))]
    public static async Task<int> FanOut([OrchestrationTrigger] TaskOrchestrationContext context, int width)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, width).Select(number => context.CallActivityAsync<int>(nameof(Twice), number)));
        return all.Sum();
    }

    [Function(nameof(OrderFlow))]
    public static Task<Order> OrderFlow([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<Order>(nameof(DescribeOrder), context.GetInput<Order>());

    [Function(nameof(WaitsAtGate))]
    public static async Task<string> WaitsAtGate([OrchestrationTrigger] TaskOrchestrationContext context, string gate)
    {
        context.SetCustomStatus(new { Step = "gate" });
        var through = await context.CallActivityAsync<string>(nameof(Gated), gate);
        return await context.CallActivityAsync<string>(nameof(Echo), through);
    }

    [Function(nameof(FirstOfTwo))]
    public static async Task<string> FirstOfTwo([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var slow = context.CallActivityAsync<string>(nameof(Gated), "slow");
        var fast = context.CallActivityAsync<string>(nameof(Gated), "fast");
        return await await Task.WhenAny(slow, fast);
    }

    [Function(nameof(Retries))]
    public static async Task<int> Retries([OrchestrationTrigger] TaskOrchestrationContext context, int failures) =>
        await context.CallActivityAsync<int>(
            nameof(Flaky), failures, TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromSeconds(10), 2, TimeSpan.FromSeconds(25))));

    [Function(nameof(RetriesOnlyFlaky))]
    public static async Task RetriesOnlyFlaky([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync(
            nameof(AlwaysFinal),
            "never mind",
            TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1)) { HandleFailure = failure => failure.IsCausedBy<FlakyException>() }));

    [Function(nameof(RetriesInTime))]
    public static async Task<int> RetriesInTime([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<int>(
            nameof(Flaky), 100, TaskOptions.FromRetryPolicy(new RetryPolicy(100, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(25))));

    [Function(nameof(RetriesByHandler))]
    public static async Task<string> RetriesByHandler([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var seen = new List<string>();
        var result = await context.CallActivityAsync<int>(nameof(Flaky), 2, TaskOptions.FromRetryHandler(async retry =>
        {
            seen.Add($"{retry.LastAttemptNumber} {retry.LastFailure.ErrorMessage} {retry.TotalRetryTime.TotalSeconds}");
            await retry.OrchestrationContext.CreateTimer(TimeSpan.FromSeconds(5), CancellationToken.None);
            return retry.LastAttemptNumber < 5;
        }));
        return string.Join("; ", seen) + $"; got {result}";
    }

    [Function(nameof(CatchesFailure))]
    public static async Task<string> CatchesFailure([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync(nameof(AlwaysFinal), "boom");
            return "no failure";
        }
        catch (TaskFailedException failure) when (failure.IsCausedByException<FinalException>())
        {
            return $"{failure.TaskName} {failure.TaskId}: {failure.FailureDetails.ErrorMessage}";
        }
    }

    [Function(nameof(FailsDeep))]
    public static Task FailsDeep([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync(nameof(Deep));

    [Function(nameof(Throws))]
    public static Task Throws([OrchestrationTrigger] TaskOrchestrationContext context) => throw new FinalException($"{context.InstanceId} broke");

    [Function(nameof(CallsMissing))]
    public static Task CallsMissing([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("NoSuchActivity");

    [Function(nameof(Sleeps))]
    public static async Task<string> Sleeps([OrchestrationTrigger] TaskOrchestrationContext context, double seconds)
    {
        var before = context.CurrentUtcDateTime;
        await context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None);
        return (context.CurrentUtcDateTime - before).TotalSeconds.ToString("0", null);
    }

    [Function(nameof(TimerOrApproval))]
    public static async Task<string> TimerOrApproval([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using var cancel = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromHours(1), cancel.Token);
        var approval = context.WaitForExternalEvent<string>("Approval");
        if (await Task.WhenAny(timer, approval) == timer)
            return "too late";
#pragma warning disable CA1849
        cancel.Cancel();
#pragma warning restore CA1849
        return $"approved by {await approval}, timer {timer.Status}";
    }

    [Function(nameof(EventInTime))]
    public static async Task<string> EventInTime([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return await context.WaitForExternalEvent<string>("go", TimeSpan.FromMinutes(5));
        }
        catch (TaskCanceledException)
        {
            return "timed out";
        }
    }

    [Function(nameof(CollectsEvents))]
    public static async Task<string> CollectsEvents([OrchestrationTrigger] TaskOrchestrationContext context, int count)
    {
        await context.CallActivityAsync<string>(nameof(Gated), "collect");
        var all = new List<string>();
        for (var i = 0; i < count; i++)
            all.Add(await context.WaitForExternalEvent<string>("Item"));
        return string.Join(",", all);
    }

    /// <summary>Takes one event a run; the events are all there from the first run on.</summary>
    [Function(nameof(OneEventARun))]
    public static async Task<string> OneEventARun([OrchestrationTrigger] TaskOrchestrationContext context, string? before)
    {
        var item = await context.WaitForExternalEvent<string>("Item");
        var all = before + item;
        if (item == "end")
            return all;
        context.ContinueAsNew(all);
        return "not this";
    }

    [Function(nameof(DropsEvents))]
    public static async Task<string> DropsEvents([OrchestrationTrigger] TaskOrchestrationContext context, bool second)
    {
        if (second)
            return await context.WaitForExternalEvent<string>("Item");
        await context.WaitForExternalEvent<string>("go");
        context.ContinueAsNew(true, preserveUnprocessedEvents: false);
        return "";
    }

    [Function(nameof(CountsRuns))]
    public static async Task<int> CountsRuns([OrchestrationTrigger] TaskOrchestrationContext context, int run)
    {
        var twice = await context.CallActivityAsync<int>(nameof(Twice), run);
        if (run >= 5)
            return twice;
        context.ContinueAsNew(run + 1);
        return -1;
    }

    [Function(nameof(Parent))]
    public static async Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context, string gate) =>
        "parent of " + await context.CallSubOrchestratorAsync<string>(nameof(Child), gate, new SubOrchestrationOptions(instanceId: context.InstanceId + "-child"));

    [Function(nameof(Child))]
    public static async Task<string> Child([OrchestrationTrigger] TaskOrchestrationContext context, string gate)
    {
        await context.CallActivityAsync<string>(nameof(Gated), gate);
        return $"{context.InstanceId} ({context.Parent!.Name} {context.Parent.InstanceId})";
    }

    [Function(nameof(ParentOfFailing))]
    public static async Task<string> ParentOfFailing([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallSubOrchestratorAsync(nameof(Throws));
            return "no failure";
        }
        catch (TaskFailedException failure)
        {
            return $"{failure.TaskName} {failure.FailureDetails.IsCausedBy<FinalException>()}";
        }
    }

    [Function(nameof(RetriedChild))]
    public static async Task<int> RetriedChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallSubOrchestratorAsync<int>(
            nameof(FlakyChild), options: new SubOrchestrationOptions(new TaskRetryOptions(new RetryPolicy(3, TimeSpan.FromSeconds(1))), "the-child"));

    [Function(nameof(FlakyChild))]
    public static Task<int> FlakyChild([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<int>(nameof(Flaky), 2);

    [Function(nameof(SendsTo))]
    public static Task SendsTo([OrchestrationTrigger] TaskOrchestrationContext context, string target)
    {
        context.SendEvent(target, "Approval", "a friend");
        return Task.CompletedTask;
    }

    [Function(nameof(Guids))]
    public static async Task<Guid[]> Guids([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var first = context.NewGuid();
        context.SetCustomStatus(first);
        var second = context.NewGuid();
        await context.CallActivityAsync<string>(nameof(Gated), "guids");
        return [first, second, context.NewGuid()];
    }

    [Function(nameof(Logs))]
    public static async Task Logs([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var logger = context.CreateReplaySafeLogger<Samples>();
        for (var i = 0; i < 3; i++)
        {
#pragma warning disable CA1848, CA1873, CA2254
            logger.LogInformation($"step {i} replaying {context.IsReplaying}");
#pragma warning restore CA1848, CA1873, CA2254
            await context.CallActivityAsync<string>(nameof(Echo), "x");
        }
    }

    [Function(nameof(ForgetsActivity))]
    public static Task<string> ForgetsActivity([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        _ = context.CallActivityAsync<string>(nameof(Gated), "forgotten");
        return Task.FromResult("done");
    }

    [Function(nameof(AwaitsOutside))]
    public static async Task AwaitsOutside([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await new TaskCompletionSource().Task;
        await context.CallActivityAsync(nameof(Echo), "never");
    }

    [Function(nameof(LeavesItsThread))]
    public static async Task<string> LeavesItsThread([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await Task.Run(() => context.CallActivityAsync<string>(nameof(Echo), "elsewhere"));
}

/// <summary>The same names with other code, as after a careless deployment.</summary>
public sealed class ChangedSamples(Probe probe)
{
    [Function(nameof(Samples.WaitsAtGate))]
    public static async Task<string> WaitsAtGate([OrchestrationTrigger] TaskOrchestrationContext context, string gate)
    {
        await context.CallActivityAsync<string>(nameof(Samples.Echo), gate);
        return "other code";
    }

    [Function(nameof(Samples.Echo))]
    public string Echo([ActivityTrigger] string text)
    {
        probe.Calls.Enqueue(text);
        return text;
    }

    [Function(nameof(Samples.Gated))]
    public async Task<string> Gated([ActivityTrigger] string gate, CancellationToken cancellationToken)
    {
        await probe.PassAsync(gate, cancellationToken);
        return gate;
    }
}
