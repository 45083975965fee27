using Azure.Messaging.EventHubs;
using Shouldly;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Telemetry;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>Consumers that die, periods that close and plays that are excluded, all at once: what is paid is what was heard, and a closed period never changes.</summary>
public sealed class LedgerCrashTests
{
    // Half an hour before October ends, so that plays lie in two periods.
    private static readonly DateTimeOffset From = new(2026, 10, 31, 23, 40, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_consumer_killed_after_any_write_leaves_what_the_next_one_finishes_also_when_the_period_has_closed_meanwhile(bool tasteFirst)
    {
        for (var after = 0; ; after++)
        {
            await using var harness = new TelemetryHarness();
            var story = new Story(harness, new Random(7), 1, 14) { TasteFirst = tasteFirst };
            harness.Store.CrashAfter = after;
            for (var next = 0; next < story.Log.Length; next += 4)
            {
                await story.TryAsync(() => story.DeliverAsync(next, 4), whenKilled: story.CloseAsync);
                if (next == 4)
                    await story.TryAsync(() => story.ExcludeAsync(new Random(1), 2), whenKilled: story.CloseAsync);
                if (next == 8)
                    await story.TryAsync(() => story.RestoreAsync(new Random(2), 1), whenKilled: story.CloseAsync);
            }

            await story.ShouldHoldAsync();
            if (story.Crashes == 0)
                return;
            after.ShouldBeLessThan(1000);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Crashes_repeats_closings_and_exclusions_in_any_order_lead_to_the_truth(int seed)
    {
        await using var harness = new TelemetryHarness();
        var random = new Random(seed);
        var story = new Story(harness, random, TestScale.Of(6, 40), 40) { TasteFirst = seed % 2 == 0 };
        for (var checkpoint = 0; checkpoint < story.Log.Length;)
        {
            var (first, size) = (checkpoint, random.Next(1, 8));
            harness.Store.CrashAfter = story.Crashes < 60 && random.Next(2) == 0 ? random.Next(0, 12) : int.MaxValue;
            var crashes = story.Crashes;
            await (random.Next(12) switch
            {
                0 => story.TryAsync(() => story.ExcludeAsync(random, random.Next(1, 6)), Sometimes(random, story)),
                1 => story.TryAsync(() => story.RestoreAsync(random, random.Next(1, 3)), Sometimes(random, story)),
                2 when random.Next(3) == 0 => story.CloseAsync(),
                _ => story.TryAsync(() => story.DeliverAsync(first, size), Sometimes(random, story)),
            });
            checkpoint += size;
            if (story.Crashes > crashes)
                checkpoint = Math.Max(0, checkpoint - random.Next(0, 10));
        }

        // What was skipped by a step that was not a delivery comes once more: a hub delivers at least once.
        harness.Store.CrashAfter = int.MaxValue;
        await story.TryAsync(() => story.DeliverAsync(0, story.Log.Length), null);
        story.Crashes.ShouldBeGreaterThan(3);
        await story.ShouldHoldAsync();
    }

    [Fact]
    public async Task Owners_of_the_same_partition_at_the_same_time_count_once_while_periods_close_under_them()
    {
        await using var harness = new TelemetryHarness();
        var story = new Story(harness, new Random(11), 5, 20);
        harness.Store.BeforeWrite = async () => await Task.Yield();
        var attempts = new int[4];
        var owners = Enumerable.Range(0, attempts.Length).Select(owner => Task.Run(async () =>
        {
            var process = harness.NewProcess();
            foreach (var batch in story.Log.Chunk(5 + owner))
            {
                while (true)
                {
                    Interlocked.Increment(ref attempts[owner]);
                    try
                    {
                        if (owner == 3)
                            await process.Sessions.MergeAsync([.. batch.Select(body => EventBatch.TryRead(body)!)], CancellationToken.None);
                        else
                            await process.Consumer.Run([.. batch.Select(body => new EventData(new BinaryData(body)))], CancellationToken.None);
                        break;
                    }
                    catch (TransientException)
                    {
                        // Under way for too long, or a period is closing: again.
                        await Task.Yield();
                    }
                }
            }
        })).ToList();

        async Task MovesOnAsync()
        {
            var before = attempts.ToArray();
            await Eventually.HoldsAsync(
                "each owner begins anew", TimeSpan.FromSeconds(60), () => owners.Select((owner, i) => owner.IsCompleted || Volatile.Read(ref attempts[i]) > before[i]).All(moved => moved));
        }

        foreach (var period in (string[])["2026-10", "2026-11"])
        {
            await MovesOnAsync();
            await harness.Process.Periods.BeginClosingAsync(period, 1, CancellationToken.None);
            // Those that read the states before go on with them as long as their patience lasts.
            harness.Time.Advance(Periods.PatienceOfWriters);
            await MovesOnAsync();
            harness.Time.Advance(Periods.Settling - Periods.PatienceOfWriters);
            await story.HoldAsync(period);
            await harness.Process.Periods.MarkClosedAsync(period, CancellationToken.None);
        }

        await Task.WhenAll(owners);
        await story.ShouldHoldAsync();
    }

    private static Func<Task>? Sometimes(Random random, Story story) => random.Next(10) == 0 ? story.CloseAsync : null;

    /// <summary>Listeners, what the hub has of them, and what befalls the ledger meanwhile.</summary>
    private sealed class Story
    {
        private readonly TelemetryHarness _harness;
        private readonly List<SimulatedListener> _listeners;
        private readonly Dictionary<string, string> _excluded = [];
        private readonly Dictionary<string, IReadOnlyList<(string Id, int Delta, int Revision)>> _held = [];
        private readonly List<(string Pseudonym, string Id, PlayReference Play, string? Reason)> _orders = [];
        private string _next = "2026-10";

        public Story(TelemetryHarness harness, Random random, int listeners, int plays)
        {
            _harness = harness;
            _listeners = [.. Enumerable.Range(0, listeners).Select(i => new SimulatedListener($"user-{i}", random, harness.Tracks, From, plays))];
            Log = [.. _listeners.SelectMany(listener => listener.Deliveries(TelemetryHarness.Now))];
            random.Shuffle(Log);
        }

        public byte[][] Log { get; }

        public int Crashes { get; private set; }

        /// <summary>Whether another consumer stores the sessions before the ledger sees them.</summary>
        public bool TasteFirst { get; init; }

        /// <summary>Does something again until it is done.</summary>
        public async Task TryAsync(Func<Task> work, Func<Task>? whenKilled)
        {
            for (var attempt = 0; ; attempt++)
            {
                try
                {
                    await work();
                    return;
                }
                catch (OperationCanceledException)
                {
                    Crashes++;
                    _harness.Restart();
                    if (whenKilled is not null && _next == "2026-10")
                        await whenKilled();
                }
                catch (TransientException)
                {
                    attempt.ShouldBeLessThan(100);
                    _harness.Time.Advance(TimeSpan.FromMinutes(1));
                }
            }
        }

        public async Task DeliverAsync(int first, int count)
        {
            byte[][] bodies = [.. Log.Skip(first).Take(count)];
            if (TasteFirst)
                await _harness.Process.Sessions.MergeAsync([.. bodies.Select(body => EventBatch.TryRead(body)!)], CancellationToken.None);
            await _harness.DeliverAsync(bodies);
        }

        public async Task ExcludeAsync(Random random, int count)
        {
            var reason = random.Next(2) == 0 ? "REPEAT" : "BURST";
            await OrderAsync(await SomeAsync(random, count, play => play.Counted), reason);
        }

        public async Task RestoreAsync(Random random, int count) => await OrderAsync(await SomeAsync(random, count, play => play.Excluded is not null), null);

        /// <summary>Closes the next period, when nobody is under way but those who are dead.</summary>
        public async Task CloseAsync()
        {
            var period = _next;
            _next = AccountingPeriod.Next(period);
            await _harness.Process.Periods.BeginClosingAsync(period, 1, CancellationToken.None);
            _harness.Time.Advance(Periods.Settling);
            await HoldAsync(period);
            await _harness.Process.Periods.MarkClosedAsync(period, CancellationToken.None);
        }

        /// <summary>Notes what a period holds when its closing reads it.</summary>
        public async Task HoldAsync(string period) => _held[period] = await ReadAsync(period);

        public async Task ShouldHoldAsync()
        {
            _harness.Store.CrashAfter = int.MaxValue;
            foreach (var (period, held) in _held)
                (await ReadAsync(period)).ShouldBe(held, $"{period} changed after it was read");
            await _harness.ShouldEqualTruthAsync(_listeners, _excluded);
        }

        private async Task<IReadOnlyList<(string Id, int Delta, int Revision)>> ReadAsync(string period) =>
            [.. (await _harness.PeriodAsync(period)).Select(one => (one.Id, one.Play.Delta, one.Play.Revision)).Order()];

        // An order that was killed is given again, whatever was asked for instead.
        private async Task OrderAsync(IEnumerable<(string Pseudonym, string Id, PlayDocument Play)> plays, string? reason)
        {
            if (_orders.Count == 0)
                _orders.AddRange(plays.Select(play => (play.Pseudonym, play.Id, PlayReference.To(play.Play), reason)));
            for (; _orders.Count > 0; _orders.RemoveAt(0))
            {
                var (pseudonym, id, play, why) = _orders[0];
                var exclusions = _harness.Process.Exclusions;
                (why is null
                    ? await exclusions.RestoreAsync(pseudonym, [play], CancellationToken.None)
                    : await exclusions.ExcludeAsync(pseudonym, [play], why, CancellationToken.None)).ShouldBe(1);
                if (why is null)
                    _excluded.Remove(id);
                else
                    _excluded[id] = why;
            }
        }

        // Some plays by their last document.
        private async Task<List<(string Pseudonym, string Id, PlayDocument Play)>> SomeAsync(Random random, int count, Func<PlayDocument, bool> which)
        {
            var plays = (await _harness.AllPlaysAsync()).GroupBy(one => one.Id).Select(group => group.MaxBy(one => one.Play.Period, StringComparer.Ordinal))
                .Where(one => which(one.Play)).OrderBy(one => one.Id, StringComparer.Ordinal).ToArray();
            random.Shuffle(plays);
            return [.. plays.Take(count)];
        }
    }
}
