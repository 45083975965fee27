using Microsoft.DurableTask;
using Spotify.Functions.Platform.Durable;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>The steps of one month of a run, a part of the orchestration: an activity for each shard of listeners, pool and partition of holders.</summary>
internal sealed class MonthSteps(TaskOrchestrationContext context, RoyaltyRun run, MonthScope scope, MonthFiles before)
{
    private MonthFiles _files = new() { Tallied = before.Tallied };
    private FrozenFile? _tracks;
    private int _pools;

    /// <summary>Sums the pools.</summary>
    /// <returns>Why they cannot be divided; null where they can.</returns>
    public async Task<string?> Sum()
    {
        if (scope.IsBefore)
            return null;
        context.SetCustomStatus(new RoyaltiesProgress("summing pools", scope.Month, 0, 1));
        var pools = await One<SummedPools>(nameof(SumPools), 0);
        (_pools, _files) = (pools.Count, _files with { Pools = pools.File });
        return pools.Refusal;
    }

    /// <summary>Counts listeners and judges tracks.</summary>
    /// <returns>The files, with this month's tally among those that later months look at.</returns>
    public async Task<MonthFiles> Judge()
    {
        var tallied = await Each(context, "counting listeners", scope.Month, scope.Shards, shard => One<TalliedShard>(nameof(TallyListeners), shard));
        _files = _files with { TrackParts = [.. tallied.Select(one => one.Tracks)], ArtistParts = [.. tallied.Select(one => one.Artists)] };
        context.SetCustomStatus(new RoyaltiesProgress("judging tracks", scope.Month, 0, 1));
        var judged = await One<JudgedMonth>(nameof(JudgeTracks), 0);
        _tracks = judged.Tracks;
        _files = _files with
        {
            Judged = judged.Judged,
            TrackParts = [],
            ArtistParts = [],
            Tallied = new Dictionary<string, FrozenFile>(_files.Tallied) { [scope.Month] = judged.Tracks },
        };
        return _files;
    }

    /// <summary>Divides the pools.</summary>
    public async Task<DividedMonth> Divide()
    {
        var weighed = await Each(context, "weighing listeners", scope.Month, scope.Shards, shard => One<WeighedShard>(nameof(WeighListeners), shard));
        var weights = weighed.Select(one => one.Weights).ToList();
        _files = _files with { Weights = weights };
        var pools = await Each(context, "dividing pools", scope.Month, _pools, pool => One<PoolResult>(nameof(DividePool), pool));
        _files = _files with { Weights = [], Earnings = [.. pools.Select(one => one.Earnings)], Lines = [.. pools.Select(one => one.Lines)] };
        var lines = await Each(context, "collecting lines", scope.Month, PoolDividing.Partitions, partition => One<CollectedLines>(nameof(CollectLines), partition));
        var earnings = await One<FrozenFile>(nameof(CollectEarnings), 0);
        IEnumerable<FrozenFile> results =
        [
            _files.Pools!, _tracks!, _files.Judged!, earnings, .. weights, .. weighed.Select(one => one.Heard).OfType<FrozenFile>(), .. lines.SelectMany(one => (FrozenFile[])[one.Lines, one.Index]),
        ];
        return new DividedMonth(scope, [.. pools.Select(one => one.Pool)], earnings, [.. results.Select(file => file with { Kind = $"months/{scope.Month}/{file.Kind}" })]);
    }

    /// <summary>A step for each part, and how far it is for whoever looks.</summary>
    public static Task<IReadOnlyList<T>> Each<T>(TaskOrchestrationContext context, string step, string month, int count, Func<int, Task<T>> start) =>
        context.EachAsync(count, done => new RoyaltiesProgress(step, month, done, count), start);

    private Task<T> One<T>(string activity, int part) => context.CallActivityAsync<T>(activity, new MonthStep(run, scope, part, _files), DurableRuns.Patiently);
}
