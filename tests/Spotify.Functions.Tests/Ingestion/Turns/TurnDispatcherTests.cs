using System.Diagnostics;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Tests.Telemetry.Closing;
using Spotify.TestSupport;
using Xunit;
using Xunit.Abstractions;

namespace Spotify.Functions.Tests.Ingestion.Turns;

/// <summary>Who gets a turn when, over documents, and what becomes of it when processes and holders die.</summary>
public sealed class TurnDispatcherTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_labels_thousands_of_tracks_delay_anothers_single_by_the_tracks_in_work_alone()
    {
        await using var harness = new TurnHarness(turnsAtOnce: 4);
        var tracks = TestScale.Of(1_000, 10_000);
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < tracks; i++)
            (await harness.Turns.AskAsync(Of("big", i), harness.Runs, default)).ShouldBe(i < 4 ? TurnAnswer.Given : TurnAnswer.Waits);
        (await harness.CountAsync()).ShouldBe((tracks - 4, 4));
        var asked = Stopwatch.GetElapsedTime(began);

        (await harness.Turns.AskAsync(Of("small", 0), harness.Runs, default)).ShouldBe(TurnAnswer.Waits);
        await harness.Turns.EndAsync(Of("big", 0), harness.Runs, default);
        harness.Runs.Called.ShouldHaveSingleItem().ShouldBe(("small-0", "turn-track"));

        began = Stopwatch.GetTimestamp();
        for (var i = 1; i <= 300; i++)
            await harness.Turns.EndAsync(Of("big", i), harness.Runs, default);
        harness.Runs.Called.Skip(1).Select(call => call.Instance).ShouldBe(Enumerable.Range(4, 300).Select(i => $"big-{i}"));
        output.WriteLine($"{tracks} tracks asked in {asked.TotalSeconds:0.0} s ({asked.TotalMilliseconds / tracks:0.00} ms each); "
            + $"with all of them waiting a turn ends and the next is given and told in {Stopwatch.GetElapsedTime(began).TotalMilliseconds / 300:0.00} ms");
    }

    [Fact]
    public async Task A_release_that_comes_out_tomorrow_goes_first_and_one_that_came_near_while_it_waited_too()
    {
        await using var harness = new TurnHarness(turnsAtOnce: 1);
        var later = Of("a", 9) with { ReleaseDate = new DateOnly(2026, 11, 24) };
        await AskAsync(harness, Of("a", 0), Of("a", 1), Of("a", 2), later, Of("b", 0) with { ReleaseDate = new DateOnly(2026, 11, 21) });
        await harness.Turns.EndAsync(Of("a", 0), harness.Runs, default);
        harness.Runs.Called.Last().Instance.ShouldBe("b-0");

        harness.Clock.Advance(TimeSpan.FromDays(3));
        await AskAsync(harness, later);
        (await harness.CountAsync()).ShouldBe((3, 1));
        await harness.Turns.EndAsync(Of("b", 0) with { ReleaseDate = new DateOnly(2026, 11, 21) }, harness.Runs, default);
        harness.Runs.Called.Last().Instance.ShouldBe("a-9");
    }

    [Fact]
    public async Task Asking_and_ending_again_changes_nothing()
    {
        await using var harness = new TurnHarness(turnsAtOnce: 1);
        for (var i = 0; i < 3; i++)
        {
            (await harness.Turns.AskAsync(Of("a", 0), harness.Runs, default)).ShouldBe(TurnAnswer.Given);
            (await harness.Turns.AskAsync(Of("a", 1), harness.Runs, default)).ShouldBe(TurnAnswer.Waits);
            (await harness.CountAsync()).ShouldBe((1, 1));
        }

        (await harness.Turns.EndAsync(Of("a", 0), harness.Runs, default)).ShouldBeTrue();
        (await harness.Turns.EndAsync(Of("a", 0), harness.Runs, default)).ShouldBeFalse();
        (await harness.Turns.AskAsync(Of("a", 1), harness.Runs, default)).ShouldBe(TurnAnswer.Given);
        (await harness.CountAsync()).ShouldBe((0, 1));
        (await harness.Turns.EndAsync(Of("a", 1), harness.Runs, default)).ShouldBeTrue();
        (await harness.CountAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Who_gives_the_wait_up_is_out_of_the_line()
    {
        await using var harness = new TurnHarness(turnsAtOnce: 1);
        await AskAsync(harness, Of("a", 0), Of("a", 1), Of("a", 2));
        (await harness.Turns.EndAsync(Of("a", 1), harness.Runs, default)).ShouldBeTrue();
        await harness.Turns.EndAsync(Of("a", 0), harness.Runs, default);
        harness.Runs.Called.ShouldHaveSingleItem().Instance.ShouldBe("a-2");
    }

    [Fact]
    public async Task A_turn_whose_holder_has_ended_is_taken_back_and_one_that_is_not_renewed_too()
    {
        await using var harness = new TurnHarness(turnsAtOnce: 2);
        await AskAsync(harness, Of("a", 0), Of("a", 1), Of("a", 2), Of("a", 3), Of("a", 4));
        harness.Runs.Ended.UnionWith(["a-0", "a-2"]);
        await harness.Turns.HealAsync(harness.Runs, default);
        (await harness.HeldAsync()).Select(held => held.Turn.Instance).ShouldBe(["a-0", "a-1"], ignoreOrder: true);

        harness.Clock.Advance(TimeSpan.FromMinutes(3));
        await harness.Turns.HealAsync(harness.Runs, default);
        (await harness.HeldAsync()).Select(held => held.Turn.Instance).ShouldBe(["a-1", "a-3"], ignoreOrder: true);
        (await harness.CountAsync()).ShouldBe((1, 2));

        harness.Clock.Advance(TimeSpan.FromMinutes(20));
        (await harness.Turns.RenewAsync(Of("a", 1), default)).ShouldBeTrue();
        harness.Clock.Advance(TimeSpan.FromMinutes(20));
        await harness.Turns.HealAsync(harness.Runs, default);
        (await harness.HeldAsync()).Select(held => held.Turn.Instance).ShouldBe(["a-1", "a-4"], ignoreOrder: true);
        (await harness.Turns.RenewAsync(Of("a", 3), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Who_could_not_be_called_is_called_again_and_once_told_no_more()
    {
        await using var harness = new TurnHarness(turnsAtOnce: 1);
        await AskAsync(harness, Of("a", 0), Of("a", 1));
        harness.Runs.FailingCalls = 2;
        await harness.Turns.EndAsync(Of("a", 0), harness.Runs, default);
        await harness.Turns.HealAsync(harness.Runs, default);
        harness.Runs.Called.ShouldBeEmpty();
        await harness.Turns.HealAsync(harness.Runs, default);
        await harness.Turns.HealAsync(harness.Runs, default);
        harness.Runs.Called.ShouldHaveSingleItem().Instance.ShouldBe("a-1");
    }

    [Fact]
    public async Task A_process_that_dies_between_any_two_writes_loses_nobody_and_gives_no_turn_too_many()
    {
        for (var writes = 1; ; writes++)
        {
            await using var harness = new TurnHarness(turnsAtOnce: 2);
            var life = new Lifetime();
            var (mortal, died) = (harness.Process(life), false);
            life.DieAfter(writes);
            foreach (var step in Story(harness))
            {
                try
                {
                    await step(died ? harness.Turns : mortal);
                }
                catch (OperationCanceledException)
                {
                    // The platform does the step again in another process.
                    died = true;
                    await step(harness.Turns);
                }

                (await harness.CountAsync()).Running.ShouldBeLessThanOrEqualTo(2);
            }

            await harness.Turns.HealAsync(harness.Runs, default);
            (await harness.CountAsync()).ShouldBe((1, 2), $"killed after write {writes}");
            // Whoever did not get the answer himself was called.
            var told = harness.Runs.Called.Select(call => call.Instance).ToHashSet();
            foreach (var held in await harness.HeldAsync())
                (held.IsTold && (told.Contains(held.Turn.Instance) || died)).ShouldBeTrue();
            if (!died)
                return;
        }
    }

    [Fact]
    public async Task Several_processes_at_once_give_every_turn_once_and_never_too_many() => await Task.WhenAll(
        Gen.Sample(Gen.Choose(1, 1000), 2).Select(async seed =>
        {
            await using var harness = new TurnHarness(turnsAtOnce: 3);
            var processes = Enumerable.Range(0, 4).Select(_ => harness.Process()).ToList();
            var random = new Random(seed);
            List<TurnInput> tracks = [.. Enumerable.Range(0, 60).Select(i => Of($"label-{random.Next(4)}", i))];
            await Task.WhenAll(tracks.Select((track, i) => PatientlyAsync(() => processes[i % 4].AskAsync(track, harness.Runs, default))));
            (await harness.CountAsync()).ShouldBe((57, 3));
            var had = new HashSet<string>();
            while (had.Count < tracks.Count)
            {
                var held = await harness.HeldAsync();
                held.Count.ShouldBeInRange(1, 3);
                held.ShouldAllBe(one => had.Add(one.Turn.Instance));
                await Task.WhenAll(held.Select((one, i) => PatientlyAsync(() => processes[i].EndAsync(one.Turn, harness.Runs, default))));
            }

            (await harness.CountAsync()).ShouldBe((0, 0));
        }));

    private static TurnInput Of(string label, int number) => new($"{label}-{number}", "track", label, null);

    private static async Task AskAsync(TurnHarness harness, params TurnInput[] turns)
    {
        foreach (var turn in turns)
            await harness.Turns.AskAsync(turn, harness.Runs, default);
    }

    private static IEnumerable<Func<TurnDispatcher, Task>> Story(TurnHarness harness)
    {
        foreach (var i in Enumerable.Range(0, 5))
            yield return turns => turns.AskAsync(Of("a", i), harness.Runs, default);
        yield return turns => turns.AskAsync(Of("b", 0), harness.Runs, default);
        yield return turns => turns.EndAsync(Of("a", 0), harness.Runs, default);
        yield return turns => turns.HealAsync(harness.Runs, default);
        yield return turns => turns.EndAsync(Of("a", 1), harness.Runs, default);
        yield return turns => turns.EndAsync(Of("b", 0), harness.Runs, default);
    }

    // As the retry policy of the activities does.
    private static async Task PatientlyAsync(Func<Task> step)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await step();
                return;
            }
            catch (TransientException) when (tries < 5)
            {
                // Too many others were at it.
            }
        }
    }
}
