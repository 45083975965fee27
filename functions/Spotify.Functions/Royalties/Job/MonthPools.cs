using System.Text.Json;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>A pool with the artificial streams of its market.</summary>
/// <param name="Pool">What there is.</param>
/// <param name="Excluded">Artificial streams of the month's own ledger.</param>
public sealed record MonthPool(Pool Pool, long Excluded);

/// <summary>The pools of a month in their order, and the markets that were listened in.</summary>
/// <param name="Pools">By country, product and currency.</param>
/// <param name="Markets">Markets of the ledgers, with or without a pool.</param>
public sealed record MonthPools(IReadOnlyList<MonthPool> Pools, IReadOnlyList<Market> Markets)
{
    /// <summary>Their numbers.</summary>
    public PoolTable ToTable() => new(Pools.Select(pool => pool.Pool.Key), Markets);
}

/// <summary>Adds up what a month's listeners paid into each pool.</summary>
internal sealed class PoolSums(MonthLedger ledger, ClosedPeriods closed, ILedgerFiles files)
{
    /// <summary>The kind of the file.</summary>
    public const string FileKind = "pools.json";

    /// <summary>Sums the pools and writes them. Safe to repeat.</summary>
    /// <returns>A refusal where a pool cannot be divided; then nothing is written.</returns>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<SummedPools> SumAsync(MonthStep step, CancellationToken cancellationToken)
    {
        var (sums, subscribers) = (new SortedDictionary<PoolKey, FeeRow>(PoolKey.Order), new Dictionary<PoolKey, long>());
        for (var shard = 0; shard < step.Scope.Shards; shard++)
        {
            await foreach (var row in await ledger.FeesAsync(step.Run, step.Scope, shard, cancellationToken))
            {
                sums[row.Pool] = sums.TryGetValue(row.Pool, out var sum) ? sum.Add(row) : row;
                subscribers[row.Pool] = subscribers.GetValueOrDefault(row.Pool) + row.Subscribers;
            }
        }

        var (excluded, markets) = (new Dictionary<Market, long>(), new SortedSet<Market>(Market.Order));
        foreach (var name in step.Scope.Ledgers)
        {
            var period = await closed.FindAsync(name, cancellationToken) ?? throw new InvalidDataException($"{name} is not closed.");
            foreach (var totals in period.Markets)
            {
                var market = new Market(totals.Market, totals.Product);
                markets.Add(market);
                if (name == step.Scope.Month)
                    excluded[market] = totals.Excluded;
            }
        }

        var pools = new List<MonthPool>(sums.Count);
        foreach (var (key, sum) in sums)
        {
            var pool = new Pool(key, sum.Gross, sum.Vat, sum.StoreFee, subscribers[key]);
            if (PoolChecks.Find(pool) is { } problem)
                return new SummedPools(null, 0, problem == PoolProblem.NegativeNet ? $"Pool {key} of {step.Scope.Month} is {pool.Net}: below 0." : $"'{key.Currency}' of pool {key} is no currency.");
            pools.Add(new MonthPool(pool, excluded.GetValueOrDefault(new Market(key.Country, key.Product))));
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(new MonthPools(pools, [.. markets]), DocumentJson.Options);
        var file = await files.WriteHashedAsync(step.Run.FolderOf(step.Scope.Month), FileKind, stream => stream.WriteAsync(bytes, cancellationToken).AsTask(), cancellationToken);
        return new SummedPools(file, pools.Count, null);
    }

    /// <summary>Reads them again.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public static async Task<MonthPools> ReadAsync(FrozenFile file, ILedgerFiles files, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<MonthPools>(await files.ReadFrozenAsync(file, cancellationToken), DocumentJson.Options)!;
}
