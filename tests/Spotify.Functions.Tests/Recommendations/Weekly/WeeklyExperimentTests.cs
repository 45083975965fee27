using System.Text.Json;
using Shouldly;
using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Listeners;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>A week whose lists are made by the arms of an experiment.</summary>
public sealed class WeeklyExperimentTests
{
    private static readonly ExperimentDocument ByPopularity = new()
    {
        Name = "weekly-blend",
        Product = ListKind.DiscoverWeekly,
        Arms =
        [
            new ArmDocument { Name = "control", Share = 0.4 },
            new ArmDocument { Name = "popular", Share = 0.4, Weights = new BlendWeights(0, 0, 0, 1) },
        ],
    };

    [Fact]
    public async Task Every_listeners_list_is_made_by_his_arm_and_says_so_and_those_left_out_have_theirs_as_ever()
    {
        await using var plain = await WeeklyHarness.PlayedAsync();
        await using var harness = await WeeklyHarness.PlayedAsync(ranges: 5, listenerBlocks: 3);
        await plain.MakeAsync();
        await harness.Get<ExperimentStore>().PutAsync(ByPopularity, default);
        (await harness.MakeAsync(times: 2)).Full.ShouldBe(90);

        var (counts, experiment, same) = (new Dictionary<string, int>(), ByPopularity.ToExperiment(), 0);
        foreach (var listener in harness.World.Listeners)
        {
            var identity = (await harness.Get<IListeners>().FindAsync(listener, default))!;
            var arm = experiment.ArmOf(ExperimentStore.PseudonymOf(identity))?.Name;
            var (list, before) = ((await harness.ListAsync(listener))!, (await plain.ListAsync(listener))!);
            (list.Experiment, list.Arm).ShouldBe(arm is null ? (null, null) : ("weekly-blend", arm));
            (before.Experiment, before.Arm).ShouldBe((null, null));
            list.Items.Count(item => item.Slot == ListSlot.Explore).ShouldBe(DiscoverWeekly.Explored);
            counts[arm ?? "none"] = counts.GetValueOrDefault(arm ?? "none") + 1;
            if (arm == "popular")
                same += Tracks(list) == Tracks(before) ? 1 : 0;
            else
                Tracks(list).ShouldBe(Tracks(before));
        }

        counts.Keys.Order().ShouldBe(["control", "none", "popular"]);
        same.ShouldBeLessThan(counts["popular"] / 4);
    }

    [Fact]
    public async Task What_becomes_of_an_experiment_while_the_run_goes_on_changes_no_list_and_one_that_was_stopped_makes_none()
    {
        await using var undisturbed = await WeeklyHarness.PlayedAsync();
        await undisturbed.Get<ExperimentStore>().PutAsync(ByPopularity, default);
        await undisturbed.MakeAsync();

        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.Get<ExperimentStore>().PutAsync(ByPopularity, default);
        var begun = await harness.Get<WeeklyWork>().BeginAsync(new BeginWeek(new WeeklyInput(WeeklyHarness.Week, harness.Clock.GetUtcNow(), "ann"), "x"), default);
        JsonSerializer.Deserialize<WeeklyPlan>(JsonSerializer.Serialize(begun, DocumentJson.Options), DocumentJson.Options)!.Run.Experiment!.Arms.ShouldBe(begun.Run.Experiment!.Arms);
        await harness.Get<ExperimentStore>().StopAsync("weekly-blend", "ann", harness.Clock.GetUtcNow(), default);
        begun.Run.Experiment.Arms.Count.ShouldBe(2);
        await harness.MakeAsync();
        (await harness.ListAsync("listener-1"))!.Arm.ShouldBeNull();
        (await undisturbed.ListsAsync()).Values.Count(list => list.Contains("weekly-blend", StringComparison.Ordinal)).ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task A_list_that_was_written_before_there_were_arms_is_read_and_has_none()
    {
        await using var harness = await WeeklyHarness.PlayedAsync();
        await harness.MakeAsync();
        var list = JsonSerializer.SerializeToNode(await harness.ListAsync("listener-2"), DocumentJson.Options)!.AsObject();
        list.Remove("experiment");
        list.Remove("arm");
        JsonSerializer.Deserialize<WeeklyListDocument>(list.ToJsonString(), DocumentJson.Options)!.Arm.ShouldBeNull();
    }

    private static string Tracks(WeeklyListDocument list) => string.Join(' ', list.Items.Select(item => item.Track));
}
