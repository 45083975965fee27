using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core;
using Spotify.Functions.Telemetry.Closing;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>Runs the story of a closing straight through in one process: payloads go through JSON, waiting moves the clock, a kill ends it where it is.</summary>
internal sealed class ClosingStory(IServiceProvider services, FakeTimeProvider clock, string instance, object input) : TaskOrchestrationContext
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly Dictionary<string, Type> Activities = new Type[]
    {
        typeof(BeginClosing), typeof(ScanPlays), typeof(SealShard), typeof(SumMarkets), typeof(SumListeners), typeof(SealPeriod), typeof(FinishClosing), typeof(RemoveParts),
        typeof(CountDays), typeof(CountAdjustments), typeof(CompareCounters),
    }.ToDictionary(type => type.Name);

    public List<string> Called { get; init; } = [];

    public override TaskName Name => "story";

    public override string InstanceId => instance;

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => clock.GetUtcNow().UtcDateTime;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => RoundTrip<T>(input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = default, TaskOptions? options = default)
    {
        Called.Add(name.Name);
        await Task.Yield();
        var type = Activities[name.Name];
        var run = type.GetMethod("Run")!;
        var arguments = run.GetParameters().Select(parameter => parameter.ParameterType == typeof(CancellationToken)
            ? CancellationToken.None
            : JsonSerializer.Deserialize(JsonSerializer.Serialize(input, Json), parameter.ParameterType, Json));
        try
        {
            var result = run.Invoke(ActivatorUtilities.CreateInstance(services, type), System.Reflection.BindingFlags.DoNotWrapExceptions, null, [.. arguments], null);
            if (result is not Task task)
                return RoundTrip<TResult>(result)!;
            await task;
            return RoundTrip<TResult>(task.GetType().GetProperty("Result")?.GetValue(task))!;
        }
        catch (Exception problem) when (problem is TransientException or InvalidDataException)
        {
            throw new TaskFailedException(name.Name, 1, problem);
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        Called.Add($"wait {(fireAt - CurrentUtcDateTime).TotalMinutes:0} min");
        clock.Advance(fireAt - CurrentUtcDateTime);
        return Task.CompletedTask;
    }

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = default, TaskOptions? options = default) =>
        orchestratorName.Name == nameof(CheckCounters)
            ? RoundTrip<TResult>(await CheckCounters.Run(new ClosingStory(services, clock, instance + ":check", input!) { Called = Called }))!
            : throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus)
    {
        var progress = customStatus as ClosingProgress ?? throw new InvalidOperationException("Another status than a closing's.");
        if (progress.Done > progress.Of)
            throw new InvalidOperationException("More is done than there is.");
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = default, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private static T? RoundTrip<T>(object? value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, Json), Json);
}
