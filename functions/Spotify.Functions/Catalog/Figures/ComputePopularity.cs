using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;

namespace Spotify.Functions.Catalog.Figures;

/// <summary>The story of popularity: read all ranges of the counters, merge what they give by buckets of ids to know the highest scores, and write every bucket.</summary>
public static class ComputePopularity
{
    /// <summary>Computes it.</summary>
    /// <param name="context">The orchestration, with a <see cref="PopularityInput"/>.</param>
    /// <returns>How many things have another popularity than before.</returns>
    [Function(nameof(ComputePopularity))]
    public static async Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var input = context.GetInput<PopularityInput>()!;
        var run = context.InstanceId;
        var ranges = await context.CallActivityAsync<IReadOnlyList<string>>(nameof(PlanPopularity), input, DurableRuns.Patiently);
        await Task.WhenAll(ranges.Select((range, part) =>
            context.CallActivityAsync<int>(nameof(CountPopularity), new PopularityRangeInput(run, input.Day, range, part), DurableRuns.Patiently)));
        var buckets = Enumerable.Range(0, PopularityDocument.Buckets).ToList();
        var tops = (await Task.WhenAll(buckets.Select(bucket =>
            context.CallActivityAsync<PopularityTops>(nameof(MergePopularity), new PopularityBucketInput(run, bucket), DurableRuns.Patiently)))).Aggregate((one, other) => one.Or(other));
        var moved = await Task.WhenAll(buckets.Select(bucket =>
            context.CallActivityAsync<int>(nameof(WritePopularity), new PopularityWriteInput(run, bucket, tops), DurableRuns.Patiently)));
        return moved.Sum();
    }
}
