using System.Globalization;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Subscriptions;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Billing;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>Freezes the revenue of a month: what each listener brought to each pool, in as many files as the ledger of plays has shards, in the order of its listeners.</summary>
internal sealed class RevenueFreezing(IRevenue revenue, ILedgerFiles files, RoyaltyLimits limits)
{
    /// <summary>Reads the revenue ledger and writes the files. Safe to repeat.</summary>
    /// <param name="period">The month whose ledger is read.</param>
    /// <param name="shards">How many files.</param>
    /// <param name="first">The month that royalties begin with: what corrects an earlier one counts in this one.</param>
    /// <param name="folder">Where files go.</param>
    /// <param name="parts">Where spills go on the way.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The files in order of the shards, and the earlier months that they correct.</returns>
    /// <exception cref="InvalidDataException">A row is none that money may be made of.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<(IReadOnlyList<FrozenFile> Files, IReadOnlyList<string> Adjusts)> FreezeAsync(
        string period, int shards, string first, string folder, string parts, CancellationToken cancellationToken)
    {
        var adjusts = new SortedSet<string>(StringComparer.Ordinal);
        await using var sort = new ExternalSort<FeeRow>(files, parts, FeeRow.Format, shards, row => LedgerId.ShardOf(row.Listener, shards), limits);
        await foreach (var entry in revenue.ReadAsync(period, cancellationToken))
        {
            var row = RowOf(entry, period, first);
            if (row.Month != period)
                adjusts.Add(row.Month);
            await sort.AddAsync(row, cancellationToken);
        }

        var frozen = new List<FrozenFile>(shards);
        for (var shard = 0; shard < shards; shard++)
        {
            var rows = sort.ReadAsync(shard, cancellationToken).Where(row => !row.IsZero);
            frozen.Add(await files.WriteFrozenAsync(
                folder, KindOf(shard), stream => RunMerge.WriteAsync(FeeRow.Format, rows, stream, cancellationToken), cancellationToken));
        }

        return (frozen, [.. adjusts]);
    }

    /// <summary>The kind of a shard's file.</summary>
    public static string KindOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"fees-{shard:d4}");

    private static FeeRow RowOf(RevenueEntry entry, string period, string first)
    {
        var row = entry.Row;
        if (!Currencies.IsKnown(row.Currency))
            throw new InvalidDataException($"Revenue {row.Id} of {period} is in '{row.Currency}', which is no currency.");
        var isOfListener = row.Type != RevenueType.AdRevenue && entry.Listener is not null;
        return new FeeRow(
            isOfListener ? LedgerId.Parse(entry.Listener, "pseudonym") : FeeRow.Nobody,
            new PoolKey(row.Country, row.Product, row.Currency),
            entry.AdjustmentOf is { } month && string.CompareOrdinal(month, first) >= 0 ? month : period,
            row.Gross,
            row.Vat,
            row.StoreFee,
            row.Type switch { RevenueType.Payment => 1, RevenueType.Refund => -1, _ => 0 });
    }
}
