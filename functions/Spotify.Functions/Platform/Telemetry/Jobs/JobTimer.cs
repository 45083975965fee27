using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace Spotify.Functions.Platform.Telemetry.Jobs;

/// <summary>
/// Times every activity of every orchestration: stages of ingestion, steps of royalties and recommendations. Orchestrators are let through untouched, since they are replayed, and what an activity
/// throws goes on to its retry policy.
/// </summary>
internal sealed class JobTimer(JobMetrics metrics, TimeProvider time) : IFunctionsWorkerMiddleware
{
    private readonly ConcurrentDictionary<string, JobStep?> _steps = new(StringComparer.Ordinal);

    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next) =>
        metrics.IsWatched && StepOf(context) is { } step ? TimeAsync(step, context, next) : next(context);

    private async Task TimeAsync(JobStep step, FunctionContext context, FunctionExecutionDelegate next)
    {
        var (started, failed) = (time.GetTimestamp(), true);
        try
        {
            await next(context);
            failed = false;
        }
        finally
        {
            metrics.Ended(step.Job, step.Name, failed, time.GetElapsedTime(started));
        }
    }

    private JobStep? StepOf(FunctionContext context) =>
        _steps.TryGetValue(context.FunctionId, out var step) ? step : _steps.GetOrAdd(context.FunctionId, static (_, definition) => Describe(definition), context.FunctionDefinition);

    /// <summary>The step that a method is; null where it is no activity. The job is the capability's folder.</summary>
    internal static JobStep? Describe(MethodInfo method) =>
        method.GetCustomAttribute<FunctionAttribute>() is { } function && method.GetParameters().Any(parameter => parameter.GetCustomAttribute<ActivityTriggerAttribute>() is not null)
            ? new JobStep((method.DeclaringType!.Namespace ?? "").Split('.') is [_, _, var capability, ..] ? ToSnake(capability) : "other", ToSnake(function.Name)) : null;

    private static JobStep? Describe(FunctionDefinition definition)
    {
        var cut = definition.EntryPoint.LastIndexOf('.');
        var assembly = Path.GetFileNameWithoutExtension(definition.PathToAssembly);
        var method = AppDomain.CurrentDomain.GetAssemblies().FirstOrDefault(loaded => loaded.GetName().Name == assembly)?.GetType(definition.EntryPoint[..cut])?.GetMethod(definition.EntryPoint[(cut + 1)..]);
        return method is null ? null : Describe(method);
    }

    private static string ToSnake(string name) =>
        string.Concat(name.Select((character, place) => char.IsUpper(character) ? (place > 0 ? "_" : "") + char.ToLowerInvariant(character) : character.ToString()));
}

/// <summary>A step of long work.</summary>
/// <param name="Job">The capability it belongs to, such as <c>ingestion</c>.</param>
/// <param name="Name">The activity, such as <c>transcode_track</c>.</param>
internal sealed record JobStep(string Job, string Name);
