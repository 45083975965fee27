using System.Runtime.CompilerServices;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>
/// What closed periods come to: the one source of pay. Nothing that is read here ever changes. Plays are as they were recorded: their market, product, recording
/// and label are those at the time of the play.
/// </summary>
public sealed class ClosedPeriods
{
    private const int ChunksAtOnce = 10;

    private readonly IDocumentStore _documents;
    private readonly Periods _periods;

    internal ClosedPeriods(IDocumentStore documents, Periods periods) => (_documents, _periods) = (documents, periods);

    /// <summary>Finds a closed period.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <returns>Null where it is not closed.</returns>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async ValueTask<ClosedPeriod?> FindAsync(string period, CancellationToken cancellationToken)
    {
        if ((await _periods.ReadAsync(cancellationToken)).GetValueOrDefault(period)?.Stage != PeriodStage.Closed)
            return null;
        var stored = await _documents.ReadAsync<ClosedSummaryDocument>(DocumentContainer.Aggregates, ClosedScopes.Period(period), ClosedScopes.SummaryId, cancellationToken);
        return stored?.Value.Summary ?? throw new InvalidDataException($"Period {period} is closed and has no summary.");
    }

    /// <summary>The root of every shard, in order.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<ClosedRoot>> RootsAsync(ClosedPeriod period, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        var roots = new List<ClosedRoot>(period.Shards);
        foreach (var page in Enumerable.Range(0, period.Shards).Chunk(DocumentRules.MaxReads))
        {
            var keys = Array.ConvertAll(page, shard => new DocumentKey(ClosedScopes.Period(period.Period), ClosedScopes.RootId(shard)));
            foreach (var stored in await _documents.ReadManyAsync<ClosedRootDocument>(DocumentContainer.Aggregates, keys, cancellationToken))
                roots.Add(stored is { Value: var root } ? new ClosedRoot(root.Shard, root.Plays, root.Root) : throw new InvalidDataException($"Period {period.Period} lacks a root."));
        }

        return roots;
    }

    /// <summary>The rows of a market and product, by track, recording and label.</summary>
    /// <param name="period">The period.</param>
    /// <param name="totals">One of its <see cref="ClosedPeriod.Markets"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public IAsyncEnumerable<ClosedRow> RowsAsync(ClosedPeriod period, MarketTotals totals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(totals);
        var scope = ClosedScopes.Market(period.Period, totals.Market, totals.Product);
        return ReadAsync<ClosedRowsDocument, ClosedRow>(scope, totals.Chunks, totals.Rows, document => document.Rows, cancellationToken);
    }

    /// <summary>The rows of the listeners of a shard, all of one listener after another.</summary>
    /// <param name="period">The period.</param>
    /// <param name="totals">One of its <see cref="ClosedPeriod.Listeners"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public IAsyncEnumerable<ClosedListenerRow> ListenersAsync(ClosedPeriod period, ListenerTotals totals, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(totals);
        var scope = ClosedScopes.Listeners(period.Period, totals.Shard);
        return ReadAsync<ClosedListenersDocument, ClosedListenerRow>(scope, totals.Chunks, totals.Rows, document => document.Rows, cancellationToken);
    }

    /// <summary>One of the documents that hold the rows of a shard's listeners.</summary>
    /// <param name="period">The period.</param>
    /// <param name="totals">One of its <see cref="ClosedPeriod.Listeners"/>.</param>
    /// <param name="chunk">Which document, from 0 to below <see cref="ListenerTotals.Chunks"/>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="InvalidDataException">It is gone.</exception>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyList<ClosedListenerRow>> ListenersAsync(ClosedPeriod period, ListenerTotals totals, int chunk, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(period);
        ArgumentNullException.ThrowIfNull(totals);
        var scope = ClosedScopes.Listeners(period.Period, totals.Shard);
        return (await _documents.ReadAsync<ClosedListenersDocument>(DocumentContainer.Aggregates, scope, ClosedScopes.RowsId(chunk), cancellationToken))?.Value.Rows
            ?? throw new InvalidDataException($"'{scope}' lacks document {chunk} of its {totals.Chunks}.");
    }

    /// <summary>In which shard of a period a listener is.</summary>
    /// <param name="period">The period.</param>
    /// <param name="pseudonym">The listener.</param>
    public static int ShardOf(ClosedPeriod period, string pseudonym)
    {
        ArgumentNullException.ThrowIfNull(period);
        return LedgerId.ShardOf(LedgerId.Parse(pseudonym, "pseudonym"), period.Shards);
    }

    // Money is made of these: a chunk that is gone is a fault, never a smaller sum.
    private async IAsyncEnumerable<TRow> ReadAsync<TDocument, TRow>(
        string scope, int chunks, long rows, Func<TDocument, IReadOnlyList<TRow>> rowsOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var page in Enumerable.Range(0, chunks).Chunk(ChunksAtOnce))
        {
            var keys = Array.ConvertAll(page, chunk => new DocumentKey(scope, ClosedScopes.RowsId(chunk)));
            foreach (var stored in await _documents.ReadManyAsync<TDocument>(DocumentContainer.Aggregates, keys, cancellationToken))
            {
                if (stored is null)
                    throw new InvalidDataException($"'{scope}' lacks one of its {chunks} documents.");
                foreach (var row in rowsOf(stored.Value))
                {
                    rows--;
                    yield return row;
                }
            }
        }

        if (rows != 0)
            throw new InvalidDataException($"'{scope}' has not as many rows as it should.");
    }
}
