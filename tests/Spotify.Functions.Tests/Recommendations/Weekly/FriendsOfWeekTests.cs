using Shouldly;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry.Closing;
using Spotify.Core.Telemetry.Taste;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Listeners;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>What a listener's friends play, as a week's run knows it.</summary>
public sealed class FriendsOfWeekTests
{
    [Fact]
    public async Task What_friends_like_of_late_is_in_the_snapshot_and_nothing_of_one_who_does_not_follow_back()
    {
        var world = new TasteWorld(listeners: 6);
        var now = DateTimeOffset.Parse("2026-11-29T01:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        world.PlayWeeks(now);
        // 0 and 1 are friends, and 2 follows 0 for nothing; 3 and 4 were friends until 4 thought better of it.
        foreach (var (one, other, action) in ((int, int, string)[])[(0, 1, "follow"), (1, 0, "follow"), (2, 0, "follow"), (3, 4, "follow"), (4, 3, "follow"), (4, 3, "unfollow")])
            world.Signals.Add(($"listener-{one}", new Signal { Id = $"{world.Signals.Count}", Type = "follow", Action = action, Uri = $"spotify:user:listener-{other}", At = now.AddDays(-9).AddMinutes(world.Signals.Count) }));
        await using var harness = await WeeklyHarness.PlayedAsync(world, ranges: 1);

        var work = harness.Get<WeeklyWork>();
        var plan = await work.BeginAsync(new BeginWeek(new WeeklyInput(WeeklyHarness.Week, now, "ann"), "run"), default);
        var file = (await work.ReadListenersAsync(new RangeStep(plan.Run, plan.Ranges[0], 0), default)).File!;
        var friends = new Dictionary<UInt128, IReadOnlyList<string>>();
        var header = RunSpill.HeaderBytes(plan.Run.ListenerBlocks);
        var reader = new RunReader<ListenerSnapshot>(SnapshotFormats.Listeners, (offset, into, token) => harness.Files.ReadAsync(file.Name, offset, into, token), header, file.Length - header);
        while (await reader.MoveNextAsync(default))
            friends[reader.Current.Listener] = [.. reader.Current.Friends.Select(track => track.ToString())];

        foreach (var (listener, friend) in ((int, int?)[])[(0, 1), (1, 0), (2, null), (3, null), (4, null), (5, null)])
        {
            var known = friends[ListenerReading.PseudonymOf((await harness.Get<IListeners>().FindAsync($"listener-{listener}", default))!, WeeklyHarness.Week)];
            if (friend is null)
            {
                known.ShouldBeEmpty();
                continue;
            }

            known.Count.ShouldBeGreaterThan(5);
            known.ShouldBeSubsetOf(world.Plays.Where(play => play.Listener == $"listener-{friend}").Select(play => play.Track));
        }

        (await harness.MakeAsync()).Full.ShouldBe(6);
    }
}
