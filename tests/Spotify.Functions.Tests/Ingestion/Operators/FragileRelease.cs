using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Operators;

namespace Spotify.Functions.Tests.Ingestion.Operators;

/// <summary>A step that fails for as long as the test says.</summary>
public sealed class Fragility
{
    /// <summary>What it throws; null once it is mended.</summary>
    public Func<Exception>? Fault { get; set; }

    /// <summary>The runs that were worked on.</summary>
    public ConcurrentQueue<IngestInput> Seen { get; } = [];

    /// <summary>What the step waits for.</summary>
    public Task WaitFor { get; set; } = Task.CompletedTask;
}

/// <summary>The activity with it.</summary>
public sealed class FragileStep(Fragility fragility)
{
    /// <summary>Runs the activity.</summary>
    [Function(nameof(FragileStep))]
    public async Task<bool> Run([ActivityTrigger] IngestInput input)
    {
        fragility.Seen.Enqueue(input);
        await fragility.WaitFor;
        return fragility.Fault is { } fault ? throw fault() : true;
    }
}

/// <summary>A delivery's story of one step, which fails.</summary>
public static class FragileRelease
{
    /// <summary>Runs it.</summary>
    [Function(nameof(FragileRelease))]
    public static async Task<DeliveryStatus> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var delivery = context.GetInput<IngestInput>()!;
        try
        {
            await context.CallActivityAsync<bool>(nameof(FragileStep), delivery);
            return DeliveryStatus.Accepted;
        }
        catch (TaskFailedException failure)
        {
            await IngestionFailures.NoteAsync(context, delivery, failure, track: 3);
            return DeliveryStatus.Rejected;
        }
    }
}
