using System.Globalization;
using System.Runtime.CompilerServices;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Periods;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Job;

/// <summary>
/// How often listeners had heard a track before a month, as the ledgers up to the month's own know it. Kept from month to month from the first one on in which somebody is
/// paid by stream-to-own; before that a listener has heard nothing.
/// </summary>
internal sealed class EarlierPlays(ClosedPeriods closed, FrozenInputsStore inputs, OwnershipCache owners, RoyaltyResultFiles results, ILedgerFiles files)
{
    /// <summary>The kind of a shard's file.</summary>
    public static string KindOf(int shard) => string.Create(CultureInfo.InvariantCulture, $"heard-{shard:d4}");

    /// <summary>Whether anybody asks.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<bool> AreWantedAsync(RoyaltyRun run, MonthScope scope, CancellationToken cancellationToken) =>
        (await owners.OfAsync(run, scope.Month, cancellationToken)).Pays(RoyaltyModel.StreamToOwn);

    /// <summary>What a shard's listeners had heard before the month: in ledgers before, and in rows of the month's ledger that correct earlier months.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async IAsyncEnumerable<HeardRow> BeforeAsync(RoyaltyRun run, MonthScope scope, int shard, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (sources, before) = (new List<IAsyncEnumerable<HeardRow>>(), AccountingPeriod.Before(scope.Month));
        if (string.CompareOrdinal(before, scope.First) >= 0)
        {
            var prefix = $"months/{before}/heard-";
            var kept = (await results.GetAsync(before, cancellationToken)).Files.Where(file => file.Kind.StartsWith(prefix, StringComparison.Ordinal)).ToList();
            if (kept.Count > 0)
                sources.AddRange(scope.ShardsOf(shard, kept.Count).Select(source => files.RunAsync(RoyaltyRuns.Heard, kept[source], cancellationToken).Where(row => scope.Has(shard, row.Listener))));
        }

        sources.Add(await LedgerAsync(run, scope, shard, isOwn: false, cancellationToken));
        await foreach (var row in SumAsync(SortedMerge.MergeAsync(sources, RoyaltyRuns.Heard.Compare, cancellationToken)))
            yield return row;
    }

    /// <summary>Keeps what a shard's listeners have heard by the end of the month, for the next one. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<FrozenFile> KeepAsync(RoyaltyRun run, MonthScope scope, int shard, CancellationToken cancellationToken)
    {
        var own = await LedgerAsync(run, scope, shard, isOwn: true, cancellationToken);
        var all = SumAsync(SortedMerge.MergeAsync([BeforeAsync(run, scope, shard, cancellationToken), own], RoyaltyRuns.Heard.Compare, cancellationToken));
        return await files.WriteHashedAsync(
            run.FolderOf(scope.Month), KindOf(shard), stream => RunMerge.WriteAsync(RoyaltyRuns.Heard, all, stream, cancellationToken), cancellationToken);
    }

    private async Task<IAsyncEnumerable<HeardRow>> LedgerAsync(RoyaltyRun run, MonthScope scope, int shard, bool isOwn, CancellationToken cancellationToken)
    {
        var period = await closed.FindAsync(scope.Month, cancellationToken) ?? throw new InvalidDataException($"{scope.Month} is not closed.");
        var frozen = await inputs.GetAsync(run, scope.Month, cancellationToken);
        return ByTrackAsync(closed.ListenersAsync(period, period.Listeners[shard], cancellationToken).Where(row => (frozen.MonthOf(row.AdjustmentOf) == scope.Month) == isOwn));
    }

    // Rows come by listener and market; here a track is one, wherever it was heard.
    private static async IAsyncEnumerable<HeardRow> ByTrackAsync(IAsyncEnumerable<ClosedListenerRow> rows)
    {
        var (listener, heard) = ("", new SortedDictionary<UInt128, long>());
        await foreach (var row in rows)
        {
            if (row.Listener != listener)
            {
                foreach (var (track, plays) in heard)
                    yield return new HeardRow(LedgerId.Parse(listener, "pseudonym"), new TrackKey(track), plays);
                heard.Clear();
                listener = row.Listener;
            }

            var key = LedgerId.Parse(row.Track, "track id");
            heard[key] = heard.GetValueOrDefault(key) + row.Plays;
        }

        foreach (var (track, plays) in heard)
            yield return new HeardRow(LedgerId.Parse(listener, "pseudonym"), new TrackKey(track), plays);
    }

    private static async IAsyncEnumerable<HeardRow> SumAsync(IAsyncEnumerable<HeardRow> rows)
    {
        HeardRow? held = null;
        await foreach (var row in rows)
        {
            if (held is not null && RoyaltyRuns.Heard.Compare(held, row) == 0)
            {
                held = RoyaltyRuns.Heard.Combine(held, row);
                continue;
            }

            if (held is { Plays: not 0 })
                yield return held;
            held = row;
        }

        if (held is { Plays: not 0 })
            yield return held;
    }
}
