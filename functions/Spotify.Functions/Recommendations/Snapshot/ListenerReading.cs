using Microsoft.Extensions.Options;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Products;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>Reads what the listeners of a range like into a file of the run's own, where they go by a pseudonym of the week.</summary>
internal sealed class ListenerReading(ITasteScan scan, IAccounts accounts, IPlans plans, StoredLists lists, FriendTracks friends, RunFiles files, IOptions<RecommendationOptions> options)
{
    private const int LookUpsAtOnce = 16;

    /// <summary>Who a listener is in the files of a week: nobody without his key can tell, and the next week he is another.</summary>
    public static UInt128 PseudonymOf(ListenerIdentity listener, string week) =>
        TrackKey.TryParse(listener.KeyOf("recommendations", week), out var key) ? key.Value : throw new InvalidOperationException("A pseudonym is no 128-bit number.");

    /// <summary>In which block a listener is: the first bits of his pseudonym, so that blocks are in order.</summary>
    public static int BlockOf(UInt128 listener, int blocks) => (int)(((listener >> 96) * (uint)blocks) >> 32);

    /// <summary>Reads a range. Every attempt has a file of its own; the one that is told of counts.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<ReadRange> ReadAsync(RangeStep step, CancellationToken cancellationToken)
    {
        var (run, count) = (step.Run, 0);
        var before = new TasteWeek(TasteWeek.Parse(run.Week)!.Value.Number - 1).ToString();
        var maker = new SnapshotMaker(run.At, run.HeldOut, TimeSpan.FromDays(options.Value.HalfLifeDays));
        var buffer = new RunBuffer<ListenerSnapshot>(SnapshotFormats.Listeners, run.ListenerBlocks, one => BlockOf(one.Listener, run.ListenerBlocks), int.MaxValue);
        var twins = new RunBuffer<TwinSet>(SnapshotFormats.Twins, 1, _ => 0, int.MaxValue);
        await foreach (var some in scan.ReadAsync(new ScanRange(step.Range), run.Since, run.At, cancellationToken).Chunk(LookUpsAtOnce).WithCancellation(cancellationToken))
        {
            foreach (var listener in await Task.WhenAll(some.Select(history => MakeAsync(maker, run, before, history, cancellationToken))))
            {
                buffer.Add(listener);
                if (TwinSet.SetOf(listener) is { } set)
                    twins.Add(new TwinSet(set, 1));
                count++;
            }
        }

        if (count == 0)
            return new ReadRange(null, 0);
        var attempt = $"{step.Number:d5}-{RunFiles.NewAttempt()}";
        var same = twins.IsEmpty ? null : await files.WriteAsync($"{run.Folder}twins/{attempt}", twins.Spill(), cancellationToken);
        return new ReadRange(await files.WriteAsync($"{run.Folder}listeners/{attempt}", buffer.Spill(), cancellationToken), count, same);
    }

    private async Task<ListenerSnapshot> MakeAsync(SnapshotMaker maker, WeeklyRun run, string before, ListenerHistory history, CancellationToken cancellationToken)
    {
        var user = history.Listener.UserId;
        var account = await accounts.FindAsync(user, cancellationToken);
        var plan = await plans.GetAsync(user, cancellationToken);
        var last = await lists.ReadAsync(user, ListKind.DiscoverWeekly, before, cancellationToken);
        return maker.Make(PseudonymOf(history.Listener, run.Week), history.Plays, history.Signals, history.Firsts) with
        {
            Country = plan.Country.Length > 0 ? plan.Country : account?.Country ?? "",
            Tier = plan.Tier,
            FiltersExplicit = account?.FiltersExplicit ?? false,
            Friends = [.. (await friends.ReadAsync(user, history.Signals, cancellationToken)).OrderBy(track => track.Value)],
            Explored = last is null ? [] : ExploredPlay.Of(last.Items.Select(item => item.ToItem()).OfType<ListItem>(), history.Plays, last.MadeAt, run.At),
        };
    }
}
