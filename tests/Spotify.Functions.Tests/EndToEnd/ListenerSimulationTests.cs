using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.TestSupport.Simulation;
using Xunit;

namespace Spotify.Functions.Tests.EndToEnd;

public sealed class ListenerSimulationTests
{
    private static readonly SimulationOptions Month = new()
    {
        From = new DateTimeOffset(2026, 10, 24, 0, 0, 0, TimeSpan.Zero),
        Until = new DateTimeOffset(2026, 11, 20, 0, 0, 0, TimeSpan.Zero),
        Listeners = 6,
        PlaysEach = 30,
        Tracks = 60,
    };

    [Fact]
    public void The_same_seed_tells_the_same_story_and_another_seed_another() =>
        Check(seed =>
        {
            var (one, same, other) = (Requests(seed), Requests(seed), Requests(seed + 1));
            one.SequenceEqual(same).ShouldBeTrue();
            one.SequenceEqual(other).ShouldBeFalse();
        });

    [Fact]
    public void A_listeners_story_does_not_depend_on_who_else_there_is() =>
        Check(seed =>
        {
            var few = new ListenerSimulation(Month with { Seed = seed, Listeners = 1 });
            var many = new ListenerSimulation(Month with { Seed = seed, Listeners = 40, Wave = 7 });
            few.Story(0).Listens.ShouldBe(many.Stories().First().Listens);
        });

    [Fact]
    public void What_the_truth_adds_up_agrees_with_itself() =>
        Check(seed =>
        {
            var simulation = new ListenerSimulation(Month with { Seed = seed });
            var truth = SimulationTruth.Of(simulation);
            var counted = simulation.Stories().SelectMany(story => story.Counted).ToList();
            truth.Counted.ShouldBe(counted.Count);
            truth.Tracks.Sum(track => track.Counted).ShouldBe(counted.Count);
            truth.Cells.Values.Sum().ShouldBe(counted.Count);
            truth.Chart(DateOnly.MinValue, DateOnly.MaxValue).Sum(one => one.Plays).ShouldBe(counted.Count);
            truth.Tracks.Sum(track => track.Listeners).ShouldBe(simulation.Stories().Sum(story => story.FirstListens.Count()));
            truth.Tracks.ShouldAllBe(track => track.Counted <= track.Starts && track.Skips <= track.Starts && track.Listeners <= track.Counted);
            var (forwarded, distinct) = truth.Hub(SimulatedHubs.Plays);
            forwarded.ShouldBe(simulation.Requests().Sum(request => request.Forwarded.Count()));
            distinct.ShouldBe(simulation.Requests().SelectMany(request => request.Forwarded.Select(one => (request.UserId, request.Device.Id, one.Id))).Distinct().Count());
            truth.Requests.ShouldBe(simulation.Requests().Count());
        });

    [Fact]
    public void Requests_come_by_time_of_sending_never_before_what_they_tell_of() =>
        Check(seed =>
        {
            foreach (var wave in new ListenerSimulation(Month with { Seed = seed, Wave = 3 }).Waves())
            {
                foreach (var story in wave)
                {
                    story.Requests.Select(request => request.SendAtMs).ShouldBeInOrder();
                    story.Requests.ShouldAllBe(request => request.Events.All(one => one.AtMs < request.SendAtMs));
                }
            }
        });

    /// <summary>So that no run passes because nothing happened in it.</summary>
    [Fact]
    public void Everything_that_can_happen_to_a_listener_happens()
    {
        var stories = new ListenerSimulation(Month with { Listeners = 200, PlaysEach = 80, OtherHubs = true }).Stories().ToList();
        var listens = stories.SelectMany(story => story.Listens).ToList();
        var requests = stories.SelectMany(story => story.Requests).ToList();
        var events = requests.SelectMany(request => request.Events).ToList();
        listens.ShouldSatisfyAllConditions(
            () => listens.Select(listen => listen.End).Distinct().Count().ShouldBe(4),
            () => listens.ShouldContain(listen => listen.Failed),
            () => listens.ShouldContain(listen => !listen.Track.IsKnown),
            () => listens.ShouldContain(listen => listen.ListenedMs == listen.Track.CountedAfterMs),
            () => listens.ShouldContain(listen => listen.ListenedMs == listen.Track.CountedAfterMs - 1),
            () => listens.ShouldContain(listen => listen.IsCounted && listen.ListenedMs < 30_000),
            () => listens.Select(listen => listen.StartedAt.Month).Distinct().Order().ShouldBe([10, 11]),
            () => stories.ShouldContain(story => PlanChanged(story)),
            () => stories.ShouldContain(story => OverlapsOnTwoDevices(story)),
            () => listens.ShouldContain(listen => listen.Device.IsCorrected),
            () => listens.ShouldContain(listen => listen.Device.BelievedSkewMs > 0),
            () => listens.ShouldContain(listen => listen.Device.BelievedSkewMs < -120_000));
        events.ShouldSatisfyAllConditions(
            () => events.Where(one => one.Rejection is null).Select(one => one.Type).Distinct().Order().ShouldBe(
                ["client_error", "complete", "error", "page_view", "pause", "progress", "resume", "search", "seek", "share", "skip", "start"]),
            () => events.Where(one => one.Rejection is not null).Select(one => one.Rejection!).Distinct().Count().ShouldBe(5),
            () => events.ShouldContain(one => one.Type == "seek" && one.FromMs == null),
            () => events.ShouldContain(one => one.Type == "seek" && one.FromMs != null),
            () => events.ShouldContain(one => one.Type == "error" && one.PositionMs == null),
            () => requests.ShouldContain(request => request.Events.Count > 300),
            () => requests.ShouldContain(request => request.SendAtMs - request.Events.Max(one => one.AtMs) > 3 * 86_400_000L),
            () => requests.ShouldContain(request => request.Forwarded.Count() < request.Accepted));
        stories.ShouldContain(story => Overtakes(story));
    }

    /// <summary>The packed form, the session log and the assembler against what was played, without anything between them.</summary>
    [Fact]
    public void The_session_log_hears_what_was_played() =>
        Check(seed =>
        {
            var simulation = new ListenerSimulation(Month with { Seed = seed, Listeners = 2, PlaysEach = 60 });
            var lengths = simulation.Catalogue.Tracks.ToDictionary(track => track.Id, track => (long?)track.DurationMs);
            var packed = new PackedRequests();
            foreach (var story in simulation.Stories())
            {
                var sessions = new Dictionary<(string Device, string Session), SessionLog>();
                foreach (var request in story.Requests)
                {
                    foreach (var batch in packed.Pack(request).Select(body => EventBatch.TryRead(body)!))
                    {
                        for (var i = 0; i < batch.Sessions.Count; i++)
                        {
                            if (!sessions.TryGetValue((request.Device.Id, batch.Sessions[i]), out var log))
                                sessions.Add((request.Device.Id, batch.Sessions[i]), log = new SessionLog());
                            log.Merge(batch.Events[i], out _);
                        }
                    }
                }

                var heard = sessions.SelectMany(session => session.Value.Assemble(track => lengths.GetValueOrDefault(track.ToString()))
                    .Where(play => lengths.ContainsKey(play.Track.ToString()))
                    .Select(play => (session.Key.Device, session.Key.Session, play.StartMs, Track: play.Track.ToString(), play.ListenedMs, (int)play.End, play.Failed,
                        Tier: play.Facts.Tier.ToString().ToUpperInvariant(), play.Facts.Market, play.Facts.Offline, play.Facts.ContextId)));
                heard.Order().ShouldBe(story.Listens.Where(listen => listen.Track.IsKnown)
                    .Select(listen => (Device: listen.Device.Id, listen.Session, StartMs: listen.StartedAt.ToUnixTimeMilliseconds(), Track: listen.Track.Id, listen.ListenedMs, (int)listen.End, listen.Failed,
                        Tier: listen.Tier.ToUpperInvariant(), listen.Market, listen.Offline, listen.ContextId)).Order());
            }
        });

    private static List<string> Requests(int seed) =>
        [.. new ListenerSimulation(Month with { Seed = seed, Listeners = 3 }).Requests().Select(request => $"{request.UserId} {request.Plan} {Encoding.UTF8.GetString(request.ToJson())}")];

    private static bool PlanChanged(ListenerStory story) => story.Listens.Select(listen => (listen.Tier, listen.Market)).Distinct().Count() > 1;

    private static bool OverlapsOnTwoDevices(ListenerStory story) => story.Listens.Zip(story.Listens.Skip(1)).Any(pair =>
        pair.First.Device != pair.Second.Device && pair.Second.StartedAt < pair.First.StartedAt.AddMilliseconds(pair.First.ListenedMs));

    private static bool Overtakes(ListenerStory story) => story.Requests.Zip(story.Requests.Skip(1)).Any(pair =>
        pair.First.Device == pair.Second.Device && pair.First.Events[0].AtMs > pair.Second.Events[0].AtMs);

    private static void Check(Action<int> property) =>
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(TestSupport.TestScale.Of(12, 200)));
}
