using System.Globalization;
using System.Text;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Divides one pool: reads its weights three times, holds its holders, no tracks.</summary>
internal sealed class PoolDividing(FrozenInputsStore inputs, OwnershipCache owners, ILedgerFiles files, RoyaltyLimits limits)
{
    /// <summary>Into how many partitions holders are cut, whatever the size of the month: results must not depend on it.</summary>
    public const int Partitions = 16;

    /// <summary>The partition of a holder.</summary>
    public static int PartitionOf(string holder) => (int)(StableHash.Of(Encoding.UTF8.GetBytes(holder)) % Partitions);

    /// <summary>Divides a pool. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<PoolResult> DivideAsync(MonthStep step, CancellationToken cancellationToken)
    {
        var (scope, folder) = (step.Scope, step.Run.FolderOf(step.Scope.Month));
        var rules = (await inputs.GetAsync(step.Run, scope.Month, cancellationToken)).Rules;
        var pools = await PoolSums.ReadAsync(step.Files.Pools!, files, cancellationToken);
        var pool = pools.Pools[step.Part];
        var divider = new PoolDivider(pool.Pool, rules, await owners.OfAsync(step.Run, scope.Month, cancellationToken), pool.Excluded);
        await foreach (var weight in WeightsAsync())
            divider.Survey(weight);
        await foreach (var weight in WeightsAsync())
            divider.Share(weight);
        var divided = divider.Close();

        await using var lines = new ExternalSort<EarningLine>(files, step.Run.Parts, RoyaltyRuns.Lines, Partitions, line => PartitionOf(line.Holder), limits);
        await foreach (var weight in WeightsAsync())
        {
            foreach (var line in divider.LinesOf(weight))
                await lines.AddAsync(line, cancellationToken);
        }

        var earnings = divided.Earnings.OrderBy(earning => earning, Comparer<Earning>.Create(RoyaltyRuns.Earnings.Compare)).ToAsyncEnumerable();
        return new PoolResult(
            divided.Pool,
            await files.WriteHashedAsync(folder, NameOf("earnings"), stream => RunMerge.WriteAsync(RoyaltyRuns.Earnings, earnings, stream, cancellationToken), cancellationToken),
            await files.WriteSectionsAsync(
                step.Run.Parts + scope.Month + "/", NameOf("lines"), RoyaltyRuns.Lines, Partitions, partition => lines.ReadAsync(partition, cancellationToken), cancellationToken));

        IAsyncEnumerable<PoolWeight> WeightsAsync() =>
            files.SectionAsync(RoyaltyFormats.Weights, step.Files.Weights, pools.Pools.Count, step.Part, cancellationToken);

        string NameOf(string kind) => string.Create(CultureInfo.InvariantCulture, $"{kind}-{step.Part:d4}");
    }
}
