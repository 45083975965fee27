using System.Runtime.CompilerServices;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Everything of one listener in a month.</summary>
/// <param name="Listener">The pseudonym.</param>
/// <param name="Plays">Rows by market and product, then by recording.</param>
/// <param name="Fees">What the listener paid, by pool.</param>
internal sealed record ListenerMonth(UInt128 Listener, IReadOnlyList<ListenerRow> Plays, IReadOnlyList<FeeRow> Fees);

/// <summary>Reads a month listener by listener out of all ledgers that hold something of it. Holds one document of each of their shards.</summary>
internal sealed class MonthLedger(ClosedPeriods closed, FrozenInputsStore inputs, ILedgerFiles files)
{
    /// <summary>The listeners of a shard, in order, with what each heard and paid.</summary>
    /// <exception cref="InvalidDataException">A ledger is not as it was closed.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async IAsyncEnumerable<ListenerMonth> ListenersAsync(RoyaltyRun run, MonthScope scope, int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var plays = (await PlaysAsync(run, scope, shard, cancellationToken)).GetAsyncEnumerator(cancellationToken);
        await using var fees = (await FeesAsync(run, scope, shard, cancellationToken)).GetAsyncEnumerator(cancellationToken);
        var (hasPlays, hasFees) = (await plays.MoveNextAsync(), await fees.MoveNextAsync());
        while (hasPlays || hasFees)
        {
            var listener = !hasFees || (hasPlays && plays.Current.Listener < fees.Current.Listener) ? plays.Current.Listener : fees.Current.Listener;
            var (heard, paid) = (new List<ListenerRow>(), new List<FeeRow>());
            while (hasPlays && plays.Current.Listener == listener)
            {
                if (plays.Current is { Plays: not 0 } or { Active: not 0 })
                    heard.Add(plays.Current);
                hasPlays = await plays.MoveNextAsync();
            }

            while (hasFees && fees.Current.Listener == listener)
            {
                if (!fees.Current.IsZero)
                    paid.Add(fees.Current);
                hasFees = await fees.MoveNextAsync();
            }

            yield return new ListenerMonth(listener, heard, paid);
        }
    }

    /// <summary>What a shard's listeners heard, by listener and key, each key once.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IAsyncEnumerable<ListenerRow>> PlaysAsync(RoyaltyRun run, MonthScope scope, int shard, CancellationToken cancellationToken)
    {
        var sources = new List<IAsyncEnumerable<ListenerRow>>();
        foreach (var ledger in scope.Ledgers)
        {
            var period = await closed.FindAsync(ledger, cancellationToken) ?? throw new InvalidDataException($"{ledger} is not closed.");
            var frozen = scope.IsBefore ? null : await inputs.FindAsync(run, ledger, cancellationToken);
            foreach (var source in scope.ShardsOf(shard, period.Shards))
                sources.Add(RowsAsync(scope, shard, period, frozen, period.Listeners[source], cancellationToken));
        }

        return sources.Count == 1 ? SumAsync(sources[0], cancellationToken) : SumAsync(SortedMerge.MergeAsync(sources, ListenerRow.Compare, cancellationToken), cancellationToken);
    }

    /// <summary>What a shard's listeners paid, by listener and pool, each pool once; nobody's money first where it lies in this shard.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<IAsyncEnumerable<FeeRow>> FeesAsync(RoyaltyRun run, MonthScope scope, int shard, CancellationToken cancellationToken)
    {
        var sources = new List<IAsyncEnumerable<FeeRow>>();
        if (scope.IsBefore)
            return AsyncEnumerable.Empty<FeeRow>();
        foreach (var ledger in scope.Ledgers)
        {
            var frozen = await inputs.GetAsync(run, ledger, cancellationToken);
            foreach (var source in scope.ShardsOf(shard, frozen.Shards))
                sources.Add(FeesOfAsync(scope, shard, frozen.File(RevenueFreezing.KindOf(source)), cancellationToken));
        }

        return SumAsync(SortedMerge.MergeAsync(sources, FeeRow.Format.Compare, cancellationToken), cancellationToken);
    }

    private async IAsyncEnumerable<ListenerRow> RowsAsync(
        MonthScope scope, int shard, ClosedPeriod period, FrozenInputs? frozen, ListenerTotals totals, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in closed.ListenersAsync(period, totals, cancellationToken))
        {
            var isOwn = scope.IsBefore || period.Period == scope.Month;
            if ((frozen?.MonthOf(row.AdjustmentOf) ?? period.Period) != scope.Month)
                continue;
            var listener = LedgerId.Parse(row.Listener, "pseudonym");
            if (!scope.Has(shard, listener))
                continue;
            var key = new LedgerRowKey(row.Market, row.Product, new TrackKey(LedgerId.Parse(row.Track, "track id")), row.Isrc, row.Label);
            // What takes back plays of a month that was never paid takes nothing: it only must not be counted below nothing.
            yield return new ListenerRow(listener, key, isOwn && row.AdjustmentOf is not null ? Unpaid : null, row.Plays, row.Active);
        }
    }

    private async IAsyncEnumerable<FeeRow> FeesOfAsync(MonthScope scope, int shard, FrozenFile file, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = new RunReader<FeeRow>(FeeRow.Format, (offset, into, token) => files.ReadAsync(file.Name, offset, into, token), 0, file.Length);
        while (await reader.MoveNextAsync(cancellationToken))
        {
            if (reader.Current.Month == scope.Month && scope.Has(shard, reader.Current.Listener))
                yield return reader.Current;
        }
    }

    // Rows of one key come next to each other: first what is the month's, then what corrects months that were never paid, which counts where it adds.
    private static async IAsyncEnumerable<ListenerRow> SumAsync(IAsyncEnumerable<ListenerRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListenerRow? held = null;
        await foreach (var next in rows.WithCancellation(cancellationToken))
        {
            var row = next.AdjustmentOf is null ? next : next with { AdjustmentOf = null, Plays = Math.Max(next.Plays, 0), Active = Math.Clamp(next.Active, 0, Math.Max(next.Plays, 0)) };
            if (held is not null && ListenerRow.Compare(held, row) == 0)
            {
                held = held with { Plays = held.Plays + row.Plays, Active = held.Active + row.Active };
                continue;
            }

            if (held is not null)
                yield return held;
            held = row;
        }

        if (held is not null)
            yield return held;
    }

    private static async IAsyncEnumerable<FeeRow> SumAsync(IAsyncEnumerable<FeeRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FeeRow? held = null;
        await foreach (var row in rows.WithCancellation(cancellationToken))
        {
            if (held is not null && FeeRow.Format.Compare(held, row) == 0)
            {
                held = held.Add(row);
                continue;
            }

            if (held is not null)
                yield return held;
            held = row;
        }

        if (held is not null)
            yield return held;
    }

    private const string Unpaid = "~";
}
