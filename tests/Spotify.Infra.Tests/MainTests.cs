using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests;

public partial class MainTests
{
    [BicepFact]
    public async Task The_whole_compiles_without_a_complaint()
    {
        var answer = await BicepCompiler.RunAsync(BicepCompiler.Folder, "build", "main.bicep", "--stdout");

        answer.Complaints.Trim().ShouldBe("");
        answer.ExitCode.ShouldBe(0);
    }

    // What the whole does not use the hooks deploy by themselves.
    [BicepTheory]
    [InlineData("secret")]
    [InlineData("blob-events")]
    public async Task A_module_of_the_hooks_compiles_without_a_complaint(string module)
    {
        var answer = await BicepCompiler.RunAsync(BicepCompiler.Folder, "build", $"modules/{module}.bicep", "--stdout");

        answer.Complaints.Trim().ShouldBe("");
        answer.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Every_module_is_used()
    {
        var files = Directory.GetFiles(BicepCompiler.Folder, "*", SearchOption.AllDirectories);
        var texts = files.ToDictionary(file => file, File.ReadAllText, StringComparer.Ordinal);

        files.Where(file => file.Contains("/modules/", StringComparison.Ordinal))
            .Where(file => !texts.Any(one => one.Key != file && one.Value.Contains(Path.GetFileName(file), StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Fact]
    public void The_parameters_that_azd_passes_are_those_of_the_template()
    {
        var given = JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "main.parameters.json")))!["parameters"]!.AsObject().Select(one => one.Key).ToList();
        var declared = Parameter().Matches(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "main.bicep"))).ToDictionary(one => one.Groups[1].Value, one => one.Groups[2].Success);

        given.Except(declared.Keys).ShouldBeEmpty();
        declared.Where(one => !one.Value).Select(one => one.Key).Except(given).ShouldBeEmpty();
    }

    [Fact]
    public void Outputs_are_named_as_the_environment_variables_that_azd_makes_of_them() =>
        Output().Matches(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "main.bicep"))).Select(one => one.Groups[1].Value)
            .Where(name => name.Any(char.IsLower)).ShouldBeEmpty();

    [BicepTheory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Whatever_can_carry_the_environments_tag_does(string size)
    {
        var deployment = await Deployment.OfAsync(size);

        deployment.Resources.Where(one => one.Whole.ContainsKey("location") && !one.Type.EndsWith("/afdEndpoints", StringComparison.Ordinal))
            .Where(one => one.Whole["tags"]?["azd-env-name"]?.GetValue<string>() != size).Select(one => one.Id).ShouldBeEmpty();
        deployment.OfType("Microsoft.Web/sites").Where(one => one.Name.EndsWith("-0", StringComparison.Ordinal))
            .Select(one => one.Whole["tags"]!["azd-service-name"]!.GetValue<string>()).Order(StringComparer.Ordinal).ShouldBe(["api", "media"]);
    }

    [BicepFact]
    public async Task A_second_region_has_an_application_and_audio_of_its_own_and_writes_nothing_by_itself()
    {
        var prod = await Deployment.OfAsync("prod");

        prod.OfType("Microsoft.Web/sites").Select(one => one.Name[..^2].Split('-')[1]).Order(StringComparer.Ordinal).ShouldBe(["api", "api", "media"]);
        prod.OfType("Microsoft.DocumentDB/databaseAccounts").Single()["locations"]!.AsArray().Count.ShouldBe(2);
        prod.OfType("Microsoft.DocumentDB/databaseAccounts").Single().Text("enableMultipleWriteLocations").ShouldBe("false");
        prod.OfType("Microsoft.Storage/storageAccounts/objectReplicationPolicies").Count().ShouldBe(2);
        prod.OfType("Microsoft.Cdn/profiles/originGroups/origins").Count(one => one.Name.Contains("/api/", StringComparison.Ordinal)).ShouldBe(2);
    }

    [BicepFact]
    public async Task Dev_is_one_plan_of_one_small_instance()
    {
        var plan = (await Deployment.OfAsync("dev")).OfType("Microsoft.Web/serverfarms").Single();

        plan.Whole["sku"]!["name"]!.GetValue<string>().ShouldBe("EP1");
        plan.Text("maximumElasticWorkerCount").ShouldBe("1");
    }

    [BicepFact]
    public async Task Encoding_has_processors_of_its_own_in_prod()
    {
        var sites = (await Deployment.OfAsync("prod")).OfType("Microsoft.Web/sites").ToList();

        sites.Select(one => one.Text("serverFarmId")).Distinct().Count().ShouldBe(sites.Count);
    }

    [GeneratedRegex(@"^param (\w+) \S+( =)?", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^output (\w+)", RegexOptions.Multiline)]
    private static partial Regex Output();
}
