using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Shouldly;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests.Modules;

public partial class RolesTests
{
    // The ids of Azure's built-in roles, written down a second time so that a slip of either table shows.
    private static readonly Dictionary<string, string> BuiltIn = new(StringComparer.Ordinal)
    {
        ["AcrPull"] = "7f951dda-4ed3-4680-a7ca-43fe172d538d",
        ["AcrPush"] = "8311e382-0749-4cb8-b61a-304f252e45ec",
        ["DurableTaskDataContributor"] = "0ad04412-c4d5-4796-b79c-f76d14c8d402",
        ["EventHubsDataReceiver"] = "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
        ["EventHubsDataSender"] = "2b629674-e913-4c01-ae53-ef4638d8f975",
        ["KeyVaultSecretsUser"] = "4633458b-17de-408a-b874-0445c86b69e6",
        ["MonitoringMetricsPublisher"] = "3913510d-42f4-4e42-8a64-420c390055eb",
        ["SearchIndexDataContributor"] = "8ebe5a00-799e-43f5-93ac-243d3dce84a7",
        ["SearchServiceContributor"] = "7ca78c08-252a-4471-8644-bb5ff32d4ba0",
        ["StorageBlobDataContributor"] = "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        ["StorageBlobDataOwner"] = "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["StorageBlobDelegator"] = "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
        ["StorageQueueDataContributor"] = "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["StorageTableDataContributor"] = "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["WebPlanContributor"] = "2cc479cb-7b4d-49a8-b449-8c00fd0f0a4b",
        ["WebPubSubServiceOwner"] = "12cf5a90-567b-43ae-8102-96cf46c7d9b4",
    };

    [Fact]
    public void Every_role_has_the_id_that_Azure_gives_it() =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "roles.json")))!.AsObject()
            .ToDictionary(one => one.Key, one => one.Value!.GetValue<string>()).ShouldBe(BuiltIn, ignoreOrder: true);

    [Fact]
    public void Every_role_of_the_table_is_granted_and_none_beside_it()
    {
        var granted = Role().Matches(File.ReadAllText(Path.Combine(BicepCompiler.Folder, "modules", "roles.bicep"))).Select(one => one.Groups[1].Value).Distinct();

        granted.ShouldBe(BuiltIn.Keys, ignoreOrder: true);
    }

    [BicepTheory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task A_grant_is_at_one_resource_never_at_a_group_or_a_subscription(string size)
    {
        var grants = (await Deployment.OfAsync(size)).OfType("Microsoft.Authorization/roleAssignments").ToList();

        grants.ShouldNotBeEmpty();
        grants.ShouldAllBe(one => Scope().IsMatch(one.Id));
    }

    [BicepFact]
    public async Task The_application_of_ingestion_may_not_read_listeners_events_nor_sign_addresses()
    {
        var ids = (await Deployment.OfAsync("dev")).OfType("Microsoft.Authorization/roleAssignments")
            .Where(one => one.Text("principalId")!.Contains("media", StringComparison.Ordinal)).Select(one => one.Text("roleDefinitionId")!.Split('/', '\'')).ToList();

        ids.ShouldAllBe(parts => !parts.Contains(BuiltIn["EventHubsDataReceiver"]) && !parts.Contains(BuiltIn["StorageBlobDelegator"]));
    }

    [GeneratedRegex(@"role: '(\w+)'")]
    private static partial Regex Role();

    [GeneratedRegex(@"^(?:\[extensionResourceId\(')?/subscriptions/[^/]+/resourceGroups/[^/]+/providers/[^/]+/[^/]+/[^/']+(?:', '|/providers/)Microsoft\.Authorization/roleAssignments['/]")]
    private static partial Regex Scope();
}
