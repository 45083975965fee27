using System.Globalization;
using System.Runtime.InteropServices;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>The second pass over a shard of listeners: what their plays weigh in each pool under each model.</summary>
internal sealed class ListenerWeights(MonthLedger ledger, FrozenInputsStore inputs, EarlierPlays earlier, ILedgerFiles files, RoyaltyLimits limits)
{
    /// <summary>The kind of a shard's file.</summary>
    public static string KindOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"weights-{shard:d4}");

    /// <summary>Weighs a shard. Safe to repeat.</summary>
    /// <exception cref="InvalidDataException">The ledger takes back more plays than it gave.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<WeighedShard> WeighAsync(MonthStep step, CancellationToken cancellationToken)
    {
        var scope = step.Scope;
        var rules = (await inputs.GetAsync(step.Run, scope.Month, cancellationToken)).Rules;
        var pools = (await PoolSums.ReadAsync(step.Files.Pools!, files, cancellationToken)).ToTable();
        var (recordings, terms) = (new RecordingTable(), await TermTable.LoadAsync(step.Files.Judged!, files, cancellationToken));
        var weigher = new ListenerWeigher(pools, recordings, terms.Of, rules, limits.Rows);
        await using var weights = new ExternalSort<PoolWeight>(files, step.Run.Parts, RoyaltyFormats.Weights, Math.Max(pools.Pools.Count, 1), weight => weight.Pool, limits);
        var (plays, fees) = (new List<ListenerPlays>(), new List<ListenerFee>());
        var isCounted = await earlier.AreWantedAsync(step.Run, scope, cancellationToken);
        var before = isCounted ? earlier.BeforeAsync(step.Run, scope, step.Part, cancellationToken) : AsyncEnumerable.Empty<HeardRow>();
        await using var heard = before.GetAsyncEnumerator(cancellationToken);
        var (has, known) = (await heard.MoveNextAsync(), new Dictionary<TrackKey, long>());
        await foreach (var month in ledger.ListenersAsync(step.Run, scope, step.Part, cancellationToken))
        {
            if (month.Listener == FeeRow.Nobody)
                continue;
            plays.Clear();
            fees.Clear();
            await RememberAsync(month.Listener);
            foreach (var row in month.Plays)
            {
                var recording = recordings.NumberOf(new Recording(row.Key.Track, row.Key.Isrc, row.Key.Label));
                plays.Add(new ListenerPlays(month.Listener, pools.MarketOf(row.Key.Market, row.Key.Product), recording, row.Plays, row.Active, Math.Max(known.GetValueOrDefault(row.Key.Track), 0)));
            }

            foreach (var fee in month.Fees)
                fees.Add(new ListenerFee(month.Listener, pools.PoolOf(fee.Pool), fee.Net));
            weigher.Weigh(CollectionsMarshal.AsSpan(plays), CollectionsMarshal.AsSpan(fees));
            if (weigher.IsFull)
                await DrainAsync();
        }

        await DrainAsync();
        var weighed = await files.WriteSectionsAsync(
            step.Run.FolderOf(scope.Month), KindOf(step.Part), RoyaltyFormats.Weights, pools.Pools.Count, pool => weights.ReadAsync(pool, cancellationToken), cancellationToken);
        // What is kept for the next month is what the month's own run finds; a correction changes the past of no later one.
        return new WeighedShard(weighed, isCounted && scope.Month == step.Run.Period ? await earlier.KeepAsync(step.Run, scope, step.Part, cancellationToken) : null);

        async Task RememberAsync(UInt128 listener)
        {
            known.Clear();
            for (; has && heard.Current.Listener <= listener; has = await heard.MoveNextAsync())
            {
                if (heard.Current.Listener == listener)
                    known[heard.Current.Track] = heard.Current.Plays;
            }
        }

        async Task DrainAsync()
        {
            foreach (var weight in weigher.Drain())
                await weights.AddAsync(weight, cancellationToken);
        }
    }
}
