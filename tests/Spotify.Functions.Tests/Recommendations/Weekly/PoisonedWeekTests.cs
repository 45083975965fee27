using System.Collections;
using System.Runtime.CompilerServices;
using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Taste;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;
using static Spotify.Functions.Tests.Recommendations.Weekly.TasteWorld;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>What one account or a ring can do to the lists of others.</summary>
public sealed class PoisonedWeekTests(ITestOutputHelper output)
{
    // Of the 24 tracks that are not drawn, on average over all listeners: what docs/recommendations-pipeline.md states.
    private const double MeanTaken = 1;
    private const int MostTaken = 4;

    private static readonly int Endless = TestScale.Of(500_000, 10_000_000);

    [Fact]
    public async Task One_account_with_millions_of_plays_takes_little_from_others()
    {
        await using var harness = await PlayedAsync();
        harness.Scan = inner => new Poisoned(inner, "listener-0", new Plays(Endless, number => PlayOf(TrackOf(TracksOfKind + (number % TracksOfKind)), number, 200_000, 200_000)));
        harness.Restart();
        await ComparedAsync(harness, except: "listener-0");
    }

    [Theory]
    [InlineData(long.MinValue, 200_000)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(-1, -1)]
    [InlineData(1, 0)]
    [InlineData(long.MaxValue, long.MinValue)]
    public async Task Plays_with_figures_that_none_can_have_take_little_from_others(long listenedMs, long durationMs)
    {
        await using var harness = await PlayedAsync();
        harness.Scan = inner => new Poisoned(inner, "listener-0", new Plays(2_000, number => PlayOf(TrackOf(number % (Kinds * TracksOfKind)), number, listenedMs, durationMs)));
        harness.Restart();
        await ComparedAsync(harness, except: "listener-0");
    }

    [Fact]
    public async Task A_ring_of_as_many_accounts_as_there_are_listeners_weighs_as_one_where_all_have_the_same_tracks()
    {
        var world = new TasteWorld();
        world.PlayWeeks(Now);
        // Half of what each plays is of one kind, half of another: a bridge between tastes that nobody has.
        for (var bot = 0; bot < 90; bot++)
        {
            for (var track = 0; track < 20; track++)
                world.Plays.Add(($"bot-{bot}", TrackOf(track < 10 ? track : TracksOfKind + track), Now.AddDays(-30).AddHours(track), 1));
        }

        await using var harness = await WeeklyHarness.PlayedAsync(world);
        var outcome = await ComparedAsync(harness, except: "");
        outcome.Twins!.Listeners.ShouldBe(90);
    }

    private static DateTimeOffset Now { get; } = new(2026, 11, 29, 1, 0, 0, TimeSpan.Zero);

    private static async Task<WeeklyHarness> PlayedAsync()
    {
        var world = new TasteWorld();
        world.PlayWeeks(Now);
        return await WeeklyHarness.PlayedAsync(world);
    }

    /// <summary>How many of the tracks of a listener's own kind, of those that were not drawn, others have lost by the poison.</summary>
    private async Task<Functions.Recommendations.Weekly.WeeklyOutcome> ComparedAsync(WeeklyHarness poisoned, string except)
    {
        await using var clean = await PlayedAsync();
        await clean.MakeAsync();
        var outcome = await poisoned.MakeAsync();
        var taken = new List<int>();
        foreach (var listener in clean.World.Listeners.Where(listener => listener != except))
        {
            var (before, after) = (Own(await clean.ListAsync(listener), listener), Own(await poisoned.ListAsync(listener), listener));
            taken.Add(before - after);
        }

        output.WriteLine($"taken on average {taken.Average():f2}, at the most {taken.Max()}");
        taken.Average().ShouldBeLessThan(MeanTaken);
        taken.Max().ShouldBeLessThanOrEqualTo(MostTaken);
        return outcome;

        static int Own(Functions.Recommendations.Serving.WeeklyListDocument? list, string listener) =>
            list!.Items.Count(item => item.Slot == ListSlot.Exploit && KindOfTrack(item.Track) == KindOf(listener));
    }

    private static Listen PlayOf(string track, int number, long listenedMs, long durationMs) => new()
    {
        Key = new ListenKey(7, (ulong)number),
        Track = KeyOf(track),
        StartMs = Now.AddDays(-60).ToUnixTimeMilliseconds() + (number % (40 * 24 * 3600) * 1000L),
        ListenedMs = listenedMs,
        DurationMs = durationMs,
        End = listenedMs == durationMs ? Core.Telemetry.PlayEnd.Completed : Core.Telemetry.PlayEnd.Skipped,
        ContextType = "",
        ContextId = "",
    };

    /// <summary>Any number of plays in no memory.</summary>
    private sealed class Plays(int count, Func<int, Listen> play) : IReadOnlyList<Listen>
    {
        public int Count => count;

        public Listen this[int index] => play(index);

        public IEnumerator<Listen> GetEnumerator() => Enumerable.Range(0, count).Select(play).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    /// <summary>What is stored, but for one listener, who has played something else.</summary>
    private sealed class Poisoned(ITasteScan inner, string listener, IReadOnlyList<Listen> plays) : ITasteScan
    {
        public ValueTask<IReadOnlyList<ScanRange>> CutAsync(int atMost, CancellationToken cancellationToken = default) => inner.CutAsync(atMost, cancellationToken);

        public async IAsyncEnumerable<ListenerHistory> ReadAsync(ScanRange range, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var one in inner.ReadAsync(range, from, to, cancellationToken))
                yield return one.Listener.UserId == listener ? one with { Plays = plays } : one;
        }

        public IAsyncEnumerable<Functions.Telemetry.Listeners.ListenerIdentity> ListenersAsync(ScanRange range, CancellationToken cancellationToken = default) => inner.ListenersAsync(range, cancellationToken);
    }
}
