using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Closing;

namespace Benchmarks;

/// <summary>Runs a week's orchestrator in this process: its steps by their functions, payloads through JSON, as many at once as there are processors.</summary>
internal sealed class DiscoverRun(IServiceProvider services, string week, DateTimeOffset at) : TaskOrchestrationContext
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Type[] Steps = typeof(WeeklyRecommendations).Assembly.GetTypes();

    private static readonly SemaphoreSlim Workers = new(Environment.ProcessorCount);

    /// <summary>Seconds of work by step, over all workers.</summary>
    public ConcurrentDictionary<string, double> Seconds { get; } = new();

    public override TaskName Name => "bench";

    public override string InstanceId => "bench";

    public override ParentOrchestrationInstance? Parent => null;

    public override DateTime CurrentUtcDateTime => at.UtcDateTime;

    public override bool IsReplaying => false;

    protected override ILoggerFactory LoggerFactory => NullLoggerFactory.Instance;

    public override T? GetInput<T>()
        where T : default => RoundTrip<T>(new WeeklyInput(week, at, "bench"));

    public override async Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = default, TaskOptions? options = default)
    {
        await Workers.WaitAsync();
        try
        {
            return await Task.Run(async () => RoundTrip<TResult>(await RunAsync(name.Name, input))!);
        }
        finally
        {
            Workers.Release();
        }
    }

    public override void SetCustomStatus(object? customStatus)
    {
    }

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken) => throw new NotSupportedException();

    public override Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, object? input = default, TaskOptions? options = default) => throw new NotSupportedException();

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public override void SendEvent(string instanceId, string eventName, object payload) => throw new NotSupportedException();

    public override void ContinueAsNew(object? newInput = default, bool preserveUnprocessedEvents = true) => throw new NotSupportedException();

    public override Guid NewGuid() => throw new NotSupportedException();

    private async Task<object?> RunAsync(string name, object? input)
    {
        var begun = Stopwatch.GetTimestamp();
        var type = Steps.Single(one => one.Name == name && one.Namespace!.StartsWith("Spotify.Functions.Recommendations.", StringComparison.Ordinal));
        var run = type.GetMethod("Run")!;
        var arguments = run.GetParameters().Select(parameter => parameter.ParameterType == typeof(CancellationToken)
            ? CancellationToken.None
            : JsonSerializer.Deserialize(JsonSerializer.Serialize(input, Json), parameter.ParameterType, Json));
        var task = (Task)run.Invoke(ActivatorUtilities.CreateInstance(services, type), BindingFlags.DoNotWrapExceptions, null, [.. arguments], null)!;
        await task;
        Seconds.AddOrUpdate(name, _ => Stopwatch.GetElapsedTime(begun).TotalSeconds, (_, before) => before + Stopwatch.GetElapsedTime(begun).TotalSeconds);
        return task.GetType().GetProperty("Result")!.GetValue(task);
    }

    private static T? RoundTrip<T>(object? value) => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(value, Json), Json);
}

/// <summary>Files of a run in a folder, in place of blobs.</summary>
internal sealed class DiscoverFiles(string folder) : ILedgerFiles
{
    public async Task<T> WriteAsync<T>(string name, Func<Stream, Task<T>> write, CancellationToken cancellationToken)
    {
        var (path, part) = (PathOf(name), PathOf(name) + "." + Guid.NewGuid().ToString("n"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        T result;
        await using (var stream = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16))
            result = await write(stream);
        File.Move(part, path, overwrite: true);
        return result;
    }

    public async ValueTask ReadAsync(string name, long offset, Memory<byte> into, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(PathOf(name), options: FileOptions.Asynchronous);
        for (var read = 0; read < into.Length;)
        {
            var count = await RandomAccess.ReadAsync(file, into[read..], offset + read, cancellationToken);
            if (count == 0)
                throw new FileNotFoundException(name);
            read += count;
        }
    }

    public Task RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        if (Directory.Exists(PathOf(prefix)))
            Directory.Delete(PathOf(prefix), recursive: true);
        return Task.CompletedTask;
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}
