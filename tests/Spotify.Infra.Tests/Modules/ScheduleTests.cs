using System.Text.Json.Nodes;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests.Modules;

/// <summary>Instances by the calendar, and the settings that the sample was short of.</summary>
public class ScheduleTests
{
    [BicepFact]
    public async Task Every_window_raises_what_each_plan_of_the_api_keeps_and_takes_it_back()
    {
        var prod = await Deployment.OfAsync("prod");
        var plans = prod.OfType("Microsoft.Web/serverfarms").Where(one => one.Name.EndsWith("-api", StringComparison.Ordinal)).ToList();
        var steps = prod.OfType("Microsoft.Logic/workflows").ToList();

        steps.Count.ShouldBe(2 * 2 * plans.Count);
        foreach (var plan in plans)
        {
            var own = steps.Where(one => one.Name.StartsWith($"scale-{plan.Name}-", StringComparison.Ordinal)).ToList();
            int Kept(PlannedResource step) => step["definition.actions.keep.inputs.body.sku.capacity"]!.GetValue<int>();
            own.Where(one => one.Name.EndsWith("-up", StringComparison.Ordinal)).Select(Kept).ShouldBe([20, 12], ignoreOrder: true);
            own.Where(one => one.Name.EndsWith("-down", StringComparison.Ordinal)).Select(Kept).ShouldAllBe(kept => kept == int.Parse(plan.Whole["sku"]!["capacity"]!.ToString()));
            own.Select(Kept).ShouldAllBe(kept => kept <= int.Parse(plan.Text("maximumElasticWorkerCount")!));
            own.ShouldAllBe(one => one["definition.actions.keep.inputs"]!["uri"]!.GetValue<string>().Contains($"/serverfarms/{plan.Name}'", StringComparison.Ordinal));
        }

        var thursday = steps.First(one => one.Name.EndsWith("-0-up", StringComparison.Ordinal));
        thursday["definition.triggers.weekly.recurrence.schedule"]!.ToJsonString().ShouldBe("""{"weekDays":["Thursday"],"hours":[21],"minutes":[30]}""");
        thursday.Text("definition.triggers.weekly.recurrence.timeZone").ShouldBe("UTC");
    }

    [BicepFact]
    public async Task Who_scales_may_change_plans_and_nothing_else()
    {
        var prod = await Deployment.OfAsync("prod");
        var own = prod.OfType("Microsoft.Authorization/roleAssignments").Where(one => one.Text("principalId")!.Contains("scalePrincipalId", StringComparison.Ordinal)).ToList();

        own.Count.ShouldBe(2);
        own.ShouldAllBe(one => one.Id.Contains("Microsoft.Web/serverfarms", StringComparison.Ordinal));
        (await Deployment.OfAsync("dev")).OfType("Microsoft.Logic/workflows").ShouldBeEmpty();
    }

    [Fact]
    public void The_sample_names_the_settings_of_recommendations_of_shedding_and_of_operators()
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")))!["Values"]!.AsObject().Select(one => one.Key).ToHashSet(StringComparer.Ordinal);
        string[] sections = ["Shedding", "Audit", "Flags", "Chaos", "ReleaseDay", "Recommendations", "RecommendationServing"];
        var options = from type in typeof(Functions.Platform.Documents.DocumentContainer).Assembly.GetTypes()
                      let section = type.GetField("Section")?.GetRawConstantValue() as string
                      where section is not null && sections.Contains(section)
                      from property in type.GetProperties().Where(one => one.CanWrite)
                      select $"{section}__{property.Name}";

        options.ShouldNotBeEmpty();
        options.Except(sample).ShouldBeEmpty();
    }
}
