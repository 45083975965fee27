using System.Reflection;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>Runs a week straight through in one process: payloads go through JSON, a kill ends it where it is, and every step may be done several times.</summary>
internal sealed class WeeklyStory(IServiceProvider services, FakeTimeProvider clock, string instance, object input, int times) : TaskOrchestrationContext
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Type[] Steps = typeof(WeeklyRecommendations).Assembly.GetTypes();

    // What is read of a store that changes lies under the attempt's own name.
    private static readonly string[] Reading = ["SnapshotListeners", "SnapshotTracks"];

    public List<WeeklyProgress> Progress { get; } = [];

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
        await Task.Yield();
        var result = await RunAsync(name.Name, input);
        for (var again = 1; again < times; again++)
        {
            var repeated = await RunAsync(name.Name, input);
            if (!Reading.Contains(name.Name))
                JsonSerializer.Serialize(repeated, Json).ShouldBe(JsonSerializer.Serialize(result, Json), $"{name.Name} done again");
        }

        return RoundTrip<TResult>(result)!;
    }

    public override void SetCustomStatus(object? customStatus)
    {
        var progress = customStatus.ShouldBeOfType<WeeklyProgress>();
        progress.Done.ShouldBeLessThanOrEqualTo(progress.Of);
        Progress.Add(progress);
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = default, TaskOptions? options = default) => throw new NotSupportedException();

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = default, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private async Task<object?> RunAsync(string name, object? input)
    {
        var type = Steps.Single(one => one.Name == name && one.Namespace!.StartsWith("Spotify.Functions.Recommendations.", StringComparison.Ordinal));
        var run = type.GetMethod("Run")!;
        var arguments = run.GetParameters().Select(parameter => parameter.ParameterType == typeof(CancellationToken)
            ? CancellationToken.None
            : JsonSerializer.Deserialize(JsonSerializer.Serialize(input, Json), parameter.ParameterType, Json));
        try
        {
            var task = (Task)run.Invoke(ActivatorUtilities.CreateInstance(services, type), BindingFlags.DoNotWrapExceptions, null, [.. arguments], null)!;
            await task;
            return task.GetType().GetProperty("Result")!.GetValue(task);
        }
        catch (Exception problem) when (problem is TransientException or InvalidDataException)
        {
            throw new TaskFailedException(name, 1, problem);
        }
    }

    private static T? RoundTrip<T>(object? value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, Json), Json);
}
