using System.Globalization;
using System.Text.Json;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions.Platform.Search;
using Spotify.Infra.Tests.Bicep;
using Spotify.TestSupport.Capacity;
using Spotify.TestSupport.Search;
using Xunit;

namespace Spotify.Infra.Tests.Capacity;

/// <summary>The page on capacity says what its constants come to, and its constants are what the README says was measured.</summary>
public class CapacityPageTests
{
    private const string Begin = "<!-- made of tests/Spotify.TestSupport/Capacity -->\n";
    private const string End = "<!-- end -->\n";

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "capacity.md");

    [Fact]
    public void The_table_is_what_the_constants_come_to()
    {
        var text = File.ReadAllText(Page);
        var (begin, end) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("SPOTIFY_GENERATE") == "1")
            File.WriteAllText(Page, text = text[..begin] + CapacityPlan.Table() + text[end..]);

        text.ShouldContain(Begin + CapacityPlan.Table() + End, customMessage: "docs/capacity.md is old: SPOTIFY_GENERATE=1 ./dev test CapacityPageTests writes it anew");
    }

    [Theory]
    [InlineData("`authorise`", "40,091 stream URLs/s", 2 / UnitCosts.Authorise, 40_091)]
    [InlineData("`catalog`", "12,691 tracks/s", 2 / UnitCosts.OtherRequest, 12_691)]
    [InlineData("`telemetry`", "one Event Hubs throughput unit: 21,666", UnitCosts.EventsAThroughputUnit, 21_666)]
    [InlineData("`telemetry-growth`", "74, 74 and 60 µs CPU an event and 1.87", UnitCosts.Event * 1e6, 74)]
    [InlineData("`telemetry-growth`", "and 1.87, 1.85, 1.83 KB a play", UnitCosts.BytesAPlay, 1_870)]
    [InlineData("`ingest`", "5.98 s CPU for 60 s of music", UnitCosts.IngestSecond * 60, 5.98)]
    [InlineData("`royalties`", "3.3 M plays/s by streams", UnitCosts.RoyaltyPlays, 3.3e6)]
    public void Each_unit_cost_is_the_one_that_the_readme_says_was_measured(string scenario, string said, double constant, double figure)
    {
        File.ReadAllLines(Path.Combine(Repository.Root, "README.md")).Single(line => line.StartsWith($"| {scenario} |", StringComparison.Ordinal)).ShouldContain(said);
        constant.ShouldBe(figure, figure * 1e-9);
    }

    [Fact]
    public void An_item_of_the_search_index_is_as_large_as_the_plan_takes_it_to_be()
    {
        var items = MadeCatalogue.Small().Select(item => (double)JsonSerializer.SerializeToUtf8Bytes(AzureSearchItem.Of(item)).Length).ToList();

        items.Average().ShouldBe(UnitCosts.SearchItemBytes, .1 * UnitCosts.SearchItemBytes);
    }

    [Fact]
    public void The_page_has_every_assumption_with_its_value_and_says_where_an_operator_gets_the_real_one()
    {
        var rows = File.ReadAllLines(Page).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Where(cells => cells.Length == 6).ToDictionary(cells => cells[1], StringComparer.Ordinal);
        foreach (var constant in typeof(Assumptions).GetFields().Where(field => field.IsLiteral && field.Name != nameof(Assumptions.Hours)))
        {
            rows.ShouldContainKey($"`{constant.Name}`");
            var cells = rows[$"`{constant.Name}`"];
            Convert.ToDouble(cells[2].Replace(",", "", StringComparison.Ordinal).Split(' ')[0], CultureInfo.InvariantCulture)
                .ShouldBe(Convert.ToDouble(constant.GetRawConstantValue(), CultureInfo.InvariantCulture), 1e-4, constant.Name);
            cells[4].Length.ShouldBeGreaterThan(15, constant.Name);
        }
    }

    [BicepFact]
    public async Task What_the_deployment_may_grow_to_is_held_against_the_plan_in_the_page()
    {
        var prod = await Deployment.OfAsync("prod");
        var text = await File.ReadAllTextAsync(Page);

        // First settings, not the design scale: the page says by how much a deployment is short of it.
        var sites = prod.OfType("Microsoft.Web/sites").Where(one => one.Name.StartsWith("func-api", StringComparison.Ordinal)).ToList();
        text.ShouldContain($"an api of {sites[0].Text("siteConfig.functionAppScaleLimit")} instances");
        var search = prod.OfType("Microsoft.Search/searchServices").Single();
        // What that one service can answer and what the plan asks for.
        text.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{search.Text("partitionCount")} partitions and {search.Text("replicaCount")} replicas, {int.Parse(search.Text("replicaCount")!, CultureInfo.InvariantCulture) * Assumptions.QueriesAReplica:0} searches/s"));
        text.ShouldContain($"hubs of {prod.OfType("Microsoft.EventHub/namespaces/eventhubs").First().Text("partitionCount")} partitions");
    }
}
