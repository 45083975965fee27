using System.Runtime.CompilerServices;
using Spotify.Core;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Billing;

/// <summary>What there is to divide.</summary>
public interface IRevenue
{
    /// <summary>The totals of a period by country, product and currency, in that order.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlyList<RevenueTotal>> SumAsync(string period, CancellationToken cancellationToken = default);

    /// <summary>Every row of a period, in no order that means anything.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>.</param>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    IAsyncEnumerable<RevenueEntry> ReadAsync(string period, CancellationToken cancellationToken = default);
}

/// <summary>A row of the ledger.</summary>
/// <param name="Row">What it is.</param>
/// <param name="Listener">Who paid, by the pseudonym of the ledger of plays; null for advertisements, and for one who was erased.</param>
/// <param name="AdjustmentOf">The period that it should have counted in, where that was closed when it came; null otherwise.</param>
public sealed record RevenueEntry(RevenueRow Row, string? Listener, string? AdjustmentOf);

/// <summary>Reads the revenue ledger.</summary>
internal sealed class Revenue(IDocumentStore documents) : IRevenue
{
    private const int Page = 1000;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<RevenueTotal>> SumAsync(string period, CancellationToken cancellationToken = default)
    {
        var sums = new RevenueSums();
        await foreach (var entry in ReadAsync(period, cancellationToken))
            sums.Add(entry.Row);
        return sums.Totals;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<RevenueEntry> ReadAsync(string period, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var shard = 0; shard < RevenueDocument.Shards; shard++)
        {
            string? continuation = null;
            do
            {
                var page = await documents.RangeAsync<RevenueDocument>(
                    DocumentContainer.Money, RevenueDocument.PartitionOf(period, shard), IdRange.Prefix(RevenueDocument.IdPrefix), Page, continuation, cancellationToken);
                foreach (var (_, document) in page.Documents)
                    yield return new RevenueEntry(document.Value.ToRow(), document.Value.Listener, document.Value.AdjustmentOf);
                continuation = page.Continuation;
            }
            while (continuation is not null);
        }
    }
}
