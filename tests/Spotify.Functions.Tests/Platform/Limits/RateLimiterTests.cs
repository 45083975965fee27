using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Functions.Platform.Limits;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Limits;

/// <summary>Budgets as one instance keeps them, and as several keep them together.</summary>
public sealed class RateLimiterTests
{
    [Theory]
    [InlineData(LimitKind.Auth, 5, 15 * 60)]
    [InlineData(LimitKind.Search, 60, 60)]
    [InlineData(LimitKind.Playback, 300, 60)]
    [InlineData(LimitKind.LibraryWrites, 100, 60)]
    [InlineData(LimitKind.Recommendations, 30, 60)]
    [InlineData(LimitKind.Admin, 1000, 60)]
    [InlineData(LimitKind.General, 1200, 60)]
    [InlineData(LimitKind.Events, 1200, 60)]
    public async Task A_caller_gets_his_whole_budget_and_not_one_more_until_its_window_has_passed(LimitKind kind, int limit, int seconds)
    {
        await using var harness = new LimitHarness();
        var limiter = harness.Instance();

        for (var left = limit - 1; left >= 0; left--)
        {
            var decision = await limiter.TakeAsync(kind, "u");
            (decision.IsAllowed, decision.Limit, decision.Remaining).ShouldBe((true, limit, left));
        }

        var refused = await limiter.TakeAsync(kind, "u");
        refused.IsAllowed.ShouldBeFalse();
        refused.Remaining.ShouldBe(0);
        refused.RetryAfter.TotalSeconds.ShouldBeInRange(seconds, seconds * 31 / 30.0);
        (await limiter.TakeAsync(kind, "somebody else")).IsAllowed.ShouldBeTrue();

        harness.Clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
        (await limiter.TakeAsync(kind, "u")).IsAllowed.ShouldBeFalse();
        harness.Clock.Advance(refused.RetryAfter - TimeSpan.FromSeconds(seconds) + TimeSpan.FromTicks(1));
        (await limiter.TakeAsync(kind, "u")).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public void In_any_window_of_any_sequence_no_more_than_the_limit_is_given_and_what_is_refused_can_be_had_when_it_says()
    {
        var step = from wait in Gen.Frequency((3, Gen.Constant(0)), (3, Gen.Choose(1, 900)), (1, Gen.Choose(1000, 70_000))) from cost in Gen.Choose(1, 3) select (wait, cost);
        var plan = from limit in Gen.Choose(17, 40) from steps in step.ListOf(120) select (limit, steps);
        Prop.ForAll(plan.ToArbitrary(), one => RunAsync(one.limit, [.. one.steps]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(200, 5000)));

        static async Task RunAsync(int limit, List<(int Wait, int Cost)> steps)
        {
            await using var harness = new LimitHarness();
            var limiter = harness.Instance(options => options.Search = limit, hasStore: false);
            var given = new List<(DateTimeOffset At, int Cost)>();
            foreach (var (wait, cost) in steps)
            {
                harness.Clock.Advance(TimeSpan.FromMilliseconds(wait));
                var now = harness.Clock.GetUtcNow();
                var decision = await limiter.TakeAsync(LimitKind.Search, "u", cost);
                if (decision.IsAllowed)
                    given.Add((now, cost));
                given.Where(one => one.At > now - TimeSpan.FromMinutes(1)).Sum(one => one.Cost).ShouldBeLessThanOrEqualTo(limit);
                if (decision.IsAllowed)
                    continue;
                // It refuses for nothing that is older than a window and a thirtieth.
                (given.Where(one => one.At > now - TimeSpan.FromSeconds(62)).Sum(one => one.Cost) + cost).ShouldBeGreaterThan(limit);
                harness.Clock.Advance(decision.RetryAfter);
                (await limiter.TakeAsync(LimitKind.Search, "u", cost)).IsAllowed.ShouldBeTrue();
                given.Add((harness.Clock.GetUtcNow(), cost));
            }
        }
    }

    [Fact]
    public async Task Ordinary_callers_cost_no_write_and_no_read()
    {
        await using var harness = new LimitHarness();
        var limiter = harness.Instance();

        for (var minute = 0; minute < 5; minute++)
        {
            foreach (var user in Enumerable.Range(0, 50))
            {
                for (var i = 0; i < 36; i++)
                    (await limiter.TakeAsync(LimitKind.Playback, $"user-{user}")).IsAllowed.ShouldBeTrue();
            }

            harness.Clock.Advance(TimeSpan.FromSeconds(62));
        }

        (harness.Writes, harness.Store.Reads).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Who_is_refused_costs_nothing_either()
    {
        await using var harness = new LimitHarness();
        var (search, auth) = (harness.Instance(), harness.Instance());
        for (var i = 0; i < 61; i++)
            await search.TakeAsync(LimitKind.Search, "u");
        for (var i = 0; i < 6; i++)
            await auth.TakeAsync(LimitKind.Auth, "192.0.2.1");
        var (writes, reads) = (harness.Writes, harness.Store.Reads);
        writes.ShouldBeLessThan(5 + 60 / 7 + 2, "one write for each seventh search and for each sign-in");

        for (var i = 0; i < 1000; i++)
        {
            (await search.TakeAsync(LimitKind.Search, "u")).IsAllowed.ShouldBeFalse();
            (await auth.TakeAsync(LimitKind.Auth, "192.0.2.1")).IsAllowed.ShouldBeFalse();
        }

        (harness.Writes, harness.Store.Reads).ShouldBe((writes, reads));
    }

    [Fact]
    public void Instances_together_give_less_than_the_limit_and_a_share_for_each_of_them()
    {
        var step = from instance in Gen.Choose(0, 4) from burst in Gen.Choose(1, 30) from wait in Gen.Frequency((4, Gen.Constant(0)), (2, Gen.Choose(1, 3000)), (1, Gen.Choose(5000, 40_000))) select (instance, burst, wait);
        var plan = from instances in Gen.Choose(2, 5) from limit in Gen.Choose(20, 80) from percent in Gen.Choose(5, 50) from steps in step.ListOf(40) select (instances, limit, percent, steps);
        Prop.ForAll(plan.ToArbitrary(), one => RunAsync(one.instances, one.limit, one.percent, [.. one.steps]).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(TestScale.Of(40, 1000)));

        static async Task RunAsync(int count, int limit, int percent, List<(int Instance, int Burst, int Wait)> steps)
        {
            await using var harness = new LimitHarness();
            var instances = Enumerable.Range(0, count).Select(_ => harness.Instance(options => (options.Search, options.UnsharedPercent) = (limit, percent))).ToList();
            var bound = limit + (count * Math.Max(1, limit * percent / 100));
            var given = new List<DateTimeOffset>();
            foreach (var (instance, burst, wait) in steps)
            {
                harness.Clock.Advance(TimeSpan.FromMilliseconds(wait));
                var now = harness.Clock.GetUtcNow();
                var inWindow = given.Count(at => at > now - TimeSpan.FromSeconds(62));
                for (var i = 0; i < burst; i++)
                {
                    var isAllowed = (await instances[instance % count].TakeAsync(LimitKind.Search, "u")).IsAllowed;
                    if (isAllowed)
                        given.Add(now);
                    else
                        inWindow.ShouldBeGreaterThanOrEqualTo(limit, "nobody is refused who has not had his limit from all of them together");
                    inWindow += isAllowed ? 1 : 0;
                }

                given.Count(at => at > now - TimeSpan.FromMinutes(1)).ShouldBeLessThan(bound);
            }
        }
    }

    [Fact]
    public async Task A_caller_who_asks_all_instances_at_once_is_bounded_in_the_same_way()
    {
        await using var harness = new LimitHarness();
        var instances = Enumerable.Range(0, 4).Select(_ => harness.Instance()).ToList();

        var given = await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () =>
        {
            var mine = 0;
            for (var i = 0; i < 200; i++)
                mine += (await instances[number % 4].TakeAsync(LimitKind.Playback, "u")).IsAllowed ? 1 : 0;
            return mine;
        })));

        given.Sum().ShouldBeInRange(300, 300 + (4 * 36) - 1);
    }

    [Fact]
    public async Task Five_tries_to_sign_in_are_five_however_many_instances_are_tried_at_once()
    {
        await using var harness = new LimitHarness();
        var instances = Enumerable.Range(0, 4).Select(_ => harness.Instance()).ToList();

        var tries = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => instances[number % 4].TakeAsync(LimitKind.Auth, "192.0.2.1").AsTask())));

        tries.Count(decision => decision.IsAllowed).ShouldBe(5);
        tries.Where(decision => !decision.IsAllowed).ShouldAllBe(decision => decision.RetryAfter == TimeSpan.FromMinutes(15));
        harness.Clock.Advance(TimeSpan.FromMinutes(15));
        (await instances[0].TakeAsync(LimitKind.Auth, "192.0.2.1")).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Places_of_a_small_limit_come_back_one_by_one()
    {
        await using var harness = new LimitHarness();
        var limiter = harness.Instance();
        for (var i = 0; i < 5; i++)
        {
            (await limiter.TakeAsync(LimitKind.Auth, "192.0.2.1")).IsAllowed.ShouldBeTrue();
            harness.Clock.Advance(TimeSpan.FromMinutes(2));
        }

        (await limiter.TakeAsync(LimitKind.Auth, "192.0.2.1")).RetryAfter.ShouldBe(TimeSpan.FromMinutes(5));
        harness.Clock.Advance(TimeSpan.FromMinutes(5));
        (await limiter.TakeAsync(LimitKind.Auth, "192.0.2.1")).IsAllowed.ShouldBeTrue();
        (await limiter.TakeAsync(LimitKind.Auth, "192.0.2.1")).RetryAfter.ShouldBe(TimeSpan.FromMinutes(2));
    }

    [Theory]
    [InlineData(LimitKind.Playback, 300)]
    [InlineData(LimitKind.Auth, 5)]
    public async Task While_the_store_errs_each_instance_counts_for_itself_and_refuses_nobody_for_that(LimitKind kind, int limit)
    {
        await using var harness = new LimitHarness();
        harness.Store.WritesFail = _ => true;
        var (one, other) = (harness.Instance(), harness.Instance());

        foreach (var limiter in new[] { one, other })
        {
            for (var i = 0; i < limit; i++)
                (await limiter.TakeAsync(kind, "u")).IsAllowed.ShouldBeTrue();
            (await limiter.TakeAsync(kind, "u")).IsAllowed.ShouldBeFalse();
        }

        harness.Writes.ShouldBe(2, "it is left alone for a while");
    }

    [Fact]
    public async Task When_the_store_is_back_they_share_again()
    {
        await using var harness = new LimitHarness();
        harness.Store.WritesFail = _ => true;
        var (one, other) = (harness.Instance(), harness.Instance());
        for (var i = 0; i < 60; i++)
            await one.TakeAsync(LimitKind.Search, "u");

        harness.Store.WritesFail = _ => false;
        harness.Clock.Advance(TimeSpan.FromSeconds(30));
        (await one.TakeAsync(LimitKind.Search, "u")).IsAllowed.ShouldBeFalse();
        harness.Clock.Advance(TimeSpan.FromSeconds(32));
        for (var i = 0; i < 60; i++)
            await one.TakeAsync(LimitKind.Search, "u");
        var given = 0;
        for (var i = 0; i < 60; i++)
            given += (await other.TakeAsync(LimitKind.Search, "u")).IsAllowed ? 1 : 0;
        given.ShouldBeLessThanOrEqualTo(7 + 7);
    }

    [Fact]
    public async Task A_store_that_never_answers_holds_a_request_up_for_a_quarter_of_a_second_at_most()
    {
        await using var harness = new LimitHarness();
        var never = new TaskCompletionSource();
        harness.Store.BeforeWrite = _ => never.Task;
        var limiter = harness.Instance();
        for (var i = 0; i < 36; i++)
            limiter.TakeAsync(LimitKind.Playback, "u").AsTask().IsCompletedSuccessfully.ShouldBeTrue();

        var held = limiter.TakeAsync(LimitKind.Playback, "u").AsTask();
        held.IsCompleted.ShouldBeFalse();
        harness.Clock.Advance(TimeSpan.FromMilliseconds(250));

        (await held).IsAllowed.ShouldBeTrue();
        limiter.TakeAsync(LimitKind.Playback, "u").AsTask().IsCompletedSuccessfully.ShouldBeTrue("the others do not wait again");
        never.SetResult();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_gives_nothing_twice_and_locks_nobody_out()
    {
        await using var harness = new LimitHarness();
        var clock = new SetClock { Now = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero) };
        var limiter = harness.Instance(clock);
        for (var i = 0; i < 60; i++)
            await limiter.TakeAsync(LimitKind.Search, "u");

        clock.Now -= TimeSpan.FromSeconds(20);
        (await limiter.TakeAsync(LimitKind.Search, "u")).IsAllowed.ShouldBeFalse();
        clock.Now -= TimeSpan.FromDays(1);
        (await limiter.TakeAsync(LimitKind.Search, "u")).IsAllowed.ShouldBeTrue();
    }

    [Fact]
    public async Task Below_the_limit_a_known_caller_costs_no_memory()
    {
        await using var harness = new LimitHarness();
        var limiter = harness.Instance(options => options.UnsharedPercent = 100);
        var headers = new Microsoft.AspNetCore.Http.HeaderDictionary();
        Take(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Take(1000);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000, "less than a byte a request");

        void Take(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var taken = limiter.TakeAsync(LimitKind.General, "u");
                if (taken.IsCompletedSuccessfully)
                    LimitHeaders.Write(headers, taken.Result);
            }
        }
    }

    [Fact]
    public async Task A_limit_of_zero_is_none()
    {
        await using var harness = new LimitHarness();
        var limiter = harness.Instance(options => options.General = 0);
        for (var i = 0; i < 5000; i++)
            (await limiter.TakeAsync(LimitKind.General, "u")).ShouldBe(LimitDecision.Unlimited);
    }

    [Fact]
    public void Callers_who_have_been_quiet_for_a_window_are_forgotten()
    {
        var table = new CallerTable<object>(TimeSpan.FromMinutes(1), 1000);
        var now = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
        var busy = table.Of("busy", now);
        for (var minute = 0; minute < 20; minute++)
        {
            now += TimeSpan.FromSeconds(40);
            for (var i = 0; i < 400; i++)
                table.Of($"{minute}-{i}", now);
            table.Of("busy", now).ShouldBeSameAs(busy);
            table.Count.ShouldBeLessThanOrEqualTo(2 * 1001);
        }
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
