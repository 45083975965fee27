using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>Runs an orchestrator's story once, straight through: activities are called as they are asked for, payloads go through JSON, and a retry policy is honoured without its waits.</summary>
internal sealed class StoryContext(object input, IReadOnlyDictionary<string, Func<Func<Type, object>, Task<object>>> activities) : TaskOrchestrationContext
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public List<string> Called { get; } = [];

    /// <summary>The stories that this one may run as parts of itself.</summary>
    public IReadOnlyDictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Parts { get; init; } = new Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>>();

    /// <summary>Whether every activity runs twice, as one whose process was killed before its result was noted does.</summary>
    public bool RunsTwice { get; init; }

    /// <summary>What it said of its progress, as JSON.</summary>
    public List<string> Statuses { get; } = [];

    /// <summary>What the story takes for the time; waiting moves it on.</summary>
    public DateTime Now { get; private set; } = DateTime.UtcNow.AddMinutes(1);

    public override TaskName Name => "story";

    public override string InstanceId => "story";

    public override ParentOrchestrationInstance? Parent => ParentStory;

    private ParentOrchestrationInstance? ParentStory { get; init; }

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => RoundTrip<T>(input);

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = default, TaskOptions? options = default)
    {
        lock (Called)
            Called.Add(name.Name);
        await Task.Yield();
        var attempts = options?.Retry?.Policy?.MaxNumberOfAttempts ?? 1;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (RunsTwice)
                    await activities[name.Name](type => JsonSerializer.Deserialize(JsonSerializer.Serialize(input, Json), type, Json)!);
                var result = await activities[name.Name](type => JsonSerializer.Deserialize(JsonSerializer.Serialize(input, Json), type, Json)!);
                return RoundTrip<TResult>(result)!;
            }
            catch (TransientException problem) when (attempt >= attempts)
            {
                throw new TaskFailedException(name.Name, 1, problem);
            }
            catch (TransientException)
            {
                // Tried again.
            }
            catch (Exception problem) when (problem is not TaskFailedException)
            {
                throw new TaskFailedException(name.Name, 1, problem);
            }
        }
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        // A timer that can be given up guards work that this story always finishes first.
        if (cancellationToken.CanBeCanceled)
            return Task.Delay(Timeout.Infinite, cancellationToken);
        lock (Called)
            Called.Add($"wait {(fireAt - Now).TotalMinutes:0} min");
        Now = fireAt;
        return Task.CompletedTask;
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void SetCustomStatus(object? customStatus) => Statuses.Add(JsonSerializer.Serialize(customStatus, Json));

    public override async Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = default, TaskOptions? options = default)
    {
        lock (Called)
            Called.Add(orchestratorName.Name);
        await Task.Yield();
        var part = new StoryContext(input!, activities) { Parts = Parts, RunsTwice = RunsTwice, Now = Now, ParentStory = new ParentOrchestrationInstance(Name, InstanceId) };
        return RoundTrip<TResult>(await Parts[orchestratorName.Name](part))!;
    }

    public override void ContinueAsNew(object? newInput = default, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private static T? RoundTrip<T>(object? value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, Json), Json);
}
