using System.Reflection;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Royalties.Job;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Royalties.Job;

/// <summary>Runs a calculation straight through in one process: payloads go through JSON, a kill ends it where it is, and every step may be done several times.</summary>
internal sealed class RoyaltyStory(IServiceProvider services, FakeTimeProvider clock, string instance, object input, int times) : TaskOrchestrationContext
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public List<string> Called { get; } = [];

    public List<RoyaltiesProgress> Progress { get; } = [];

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
        var result = await RunAsync(name.Name, input);
        for (var again = 1; again < times; again++)
            JsonSerializer.Serialize(await RunAsync(name.Name, input), Json).ShouldBe(JsonSerializer.Serialize(result, Json), $"{name.Name} done again");
        return RoundTrip<TResult>(result)!;
    }

    public override void SetCustomStatus(object? customStatus)
    {
        var progress = customStatus.ShouldBeOfType<RoyaltiesProgress>();
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
        var type = typeof(MonthlyRoyalties).Assembly.GetType($"{typeof(MonthlyRoyalties).Namespace}.{name}", throwOnError: true)!;
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
