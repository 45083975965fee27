using System.Runtime.CompilerServices;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Rebuilds the sums of a period from its ledger: by market and product, and by listener.</summary>
public sealed class RowSums
{
    private readonly ClosedOutputs _outputs;
    private readonly ClosingParts _parts;
    private readonly ClosingLimits _limits;

    internal RowSums(ClosedOutputs outputs, ClosingParts parts, ClosingLimits limits) => (_outputs, _parts, _limits) = (outputs, parts, limits);

    /// <summary>Sums the markets and products of a bucket. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<SummedMarkets> SumMarketsAsync(MergeInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var output = await _outputs.OpenAsync(input.Period, input.IsReplay, cancellationToken);
        var (totals, sums, pages, last) = (new List<MarketTotals>(), default(LedgerSums), (Pages<ClosedRow>?)null, (LedgerRowKey?)null);
        await foreach (var row in _parts.MergeAsync(RunFormats.Rows, ClosingParts.Rows, part => part.Rows, input, cancellationToken))
        {
            if (row.Sums.IsZero)
                continue;
            var key = row.Key;
            if (last is null || key.Market != last.Market || key.Product != last.Product)
            {
                await EndAsync();
                (sums, pages) = (default, NewPages(ClosedScopes.Market(input.Period, key.Market, key.Product), output));
            }

            last = key;
            sums += row.Sums;
            var (plays, adjustments, excluded, listened) = (row.Sums.Plays, row.Sums.Adjustments, row.Sums.Excluded, row.Sums.ListenedMs);
            await pages!.AddAsync(new ClosedRow(key.Track.ToString(), key.Isrc, key.Label, plays, adjustments, excluded, listened), cancellationToken);
        }

        await EndAsync();
        return new SummedMarkets(totals, output.Differences);

        async Task EndAsync()
        {
            if (pages is null)
                return;
            await pages.EndAsync(cancellationToken);
            totals.Add(new MarketTotals(last!.Market, last.Product, pages.Rows, pages.Chunks, sums.Plays, sums.Adjustments, sums.Excluded, sums.ListenedMs));
        }
    }

    /// <summary>Sums the listeners of a shard. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<SummedListeners> SumListenersAsync(MergeInput input, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        var output = await _outputs.OpenAsync(input.Period, input.IsReplay, cancellationToken);
        var (plays, adjusts, scope) = (0L, new SortedSet<string>(StringComparer.Ordinal), ClosedScopes.Listeners(input.Period, input.Shard));
        var pages = new Pages<ClosedListenerRow>(
            _limits.RowsInDocument, (chunk, rows, token) => output.PutAsync(scope, ClosedScopes.RowsId(chunk), new ClosedListenersDocument { V = output.Version, Rows = rows }, token));
        var merged = _parts.MergeAsync(RunFormats.Listeners, ClosingParts.Listeners, part => part.Listeners, input, cancellationToken);
        await foreach (var row in output.Version == 1 ? AsBefore(merged, cancellationToken) : merged)
        {
            if (row is { Plays: 0, Active: 0 })
                continue;
            plays += row.Plays;
            if (row.AdjustmentOf is not null)
                adjusts.Add(row.AdjustmentOf);
            var key = row.Key;
            await pages.AddAsync(
                new(LedgerId.ToText(row.Listener), key.Market, key.Product, key.Track.ToString(), key.Isrc, key.Label, row.Plays, row.Active, row.AdjustmentOf), cancellationToken);
        }

        await pages.EndAsync(cancellationToken);
        return new SummedListeners(new ListenerTotals(input.Shard, pages.Rows, pages.Chunks, plays, adjusts.Count == 0 ? null : [.. adjusts]), output.Differences);
    }

    // A period of the first version is compared with what it holds: rows of one key together, whatever month they correct.
    private static async IAsyncEnumerable<ListenerRow> AsBefore(IAsyncEnumerable<ListenerRow> rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListenerRow? held = null;
        await foreach (var next in rows.WithCancellation(cancellationToken))
        {
            var row = next with { Active = 0, AdjustmentOf = null };
            if (held is not null && ListenerRow.Compare(held, row) == 0)
            {
                held = held with { Plays = held.Plays + row.Plays };
                continue;
            }

            if (held is not null)
                yield return held;
            held = row;
        }

        if (held is not null)
            yield return held;
    }

    private Pages<ClosedRow> NewPages(string scope, ClosedOutput output) => new(
        _limits.RowsInDocument, (chunk, rows, token) => output.PutAsync(scope, ClosedScopes.RowsId(chunk), new ClosedRowsDocument { Rows = rows }, token));

    private sealed class Pages<T>(int size, Func<int, IReadOnlyList<T>, CancellationToken, Task> put)
    {
        private readonly List<T> _page = [];

        public long Rows { get; private set; }

        public int Chunks { get; private set; }

        public async ValueTask AddAsync(T row, CancellationToken cancellationToken)
        {
            _page.Add(row);
            Rows++;
            if (_page.Count == size)
                await EndAsync(cancellationToken);
        }

        public async ValueTask EndAsync(CancellationToken cancellationToken)
        {
            if (_page.Count == 0)
                return;
            await put(Chunks++, _page, cancellationToken);
            _page.Clear();
        }
    }
}
