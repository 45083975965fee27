using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests;

/// <summary>Which function runs where: the lists are made of the code, and every function runs in one place.</summary>
public class FunctionListsTests
{
    private static readonly string Lists = Path.Combine(BicepCompiler.Folder, "functions.json");
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void The_lists_of_functions_are_what_the_code_says()
    {
        var made = JsonSerializer.Serialize(new { media = AppFunctions.OfMedia, api = AppFunctions.OfApi, triggers = AppFunctions.Triggers }, Indented) + "\n";
        if (Environment.GetEnvironmentVariable("SPOTIFY_GENERATE") == "1")
            File.WriteAllText(Lists, made);

        File.ReadAllText(Lists).ShouldBe(made, "infra/functions.json is old: SPOTIFY_GENERATE=1 ./dev test FunctionListsTests writes it anew");
    }

    [BicepTheory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task In_the_primary_region_every_function_runs_in_one_application(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var (api, media) = (DisabledIn(deployment.SettingsOf("func-api")), DisabledIn(deployment.SettingsOf("func-media")));

        api.Intersect(media).ShouldBeEmpty();
        AppFunctions.All.Where(one => !one.IsEverywhere).Select(one => one.Name).ShouldBe(api.Concat(media), ignoreOrder: true);
        AppFunctions.All.Where(one => one.IsEverywhere).Select(one => one.Name).Intersect(api.Concat(media)).ShouldBeEmpty();
    }

    [BicepFact]
    public async Task In_a_second_region_nothing_starts_by_itself()
    {
        var disabled = DisabledIn((await Deployment.OfAsync("prod")).SettingsOf("func-api", 1));

        AppFunctions.All.Where(one => one.StartsByItself).Select(one => one.Name).Except(disabled).ShouldBeEmpty();
        AppFunctions.All.Where(one => one.Route is not null && !one.IsIngestion).Select(one => one.Name).Intersect(disabled).ShouldBeEmpty();
    }

    [Fact]
    public void Ingestion_owns_its_triggers_its_stories_and_all_that_they_call()
    {
        AppFunctions.OfMedia.ShouldContain("IngestRelease");
        AppFunctions.OfMedia.ShouldContain("IngestBatch");
        AppFunctions.All.Where(one => one.IsBlob).ShouldAllBe(one => one.IsIngestion);
        // On separate task hubs a call across applications never runs.
        var stories = string.Concat(Directory.GetFiles(Path.Combine(Repository.Root, "functions", "Spotify.Functions", "Ingestion"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        AppFunctions.All.Where(one => one.IsActivity && stories.Contains($"(nameof({one.Name})", StringComparison.Ordinal)).ShouldAllBe(one => one.IsIngestion);
    }

    [BicepFact]
    public async Task What_asks_for_the_runs_of_ingestion_is_led_to_the_application_that_knows_them()
    {
        var patterns = (await Deployment.OfAsync("prod")).OfType("Microsoft.Cdn/profiles/afdEndpoints/routes").Single(one => one.Name.EndsWith("/ingestion", StringComparison.Ordinal))
            ["patternsToMatch"]!.AsArray().Select(one => one!.GetValue<string>().TrimEnd('*')).ToList();

        AppFunctions.All.Where(one => one.IsIngestion && one.Route is not null).Select(one => "/" + one.Route)
            .Where(route => !patterns.Any(pattern => pattern.EndsWith('/') ? route.StartsWith(pattern, StringComparison.Ordinal) : route == pattern)).ShouldBeEmpty();
        AppFunctions.All.Where(one => !one.IsIngestion && one.Route is not null).Select(one => "/" + one.Route)
            .Where(route => patterns.Any(pattern => pattern.EndsWith('/') ? route.StartsWith(pattern, StringComparison.Ordinal) : route == pattern)).ShouldBeEmpty();
    }

    private static List<string> DisabledIn(IReadOnlyDictionary<string, string> settings) =>
        [.. settings.Keys.Where(key => key.StartsWith("AzureWebJobs.", StringComparison.Ordinal)).Select(key => key["AzureWebJobs.".Length..^".Disabled".Length])];
}
