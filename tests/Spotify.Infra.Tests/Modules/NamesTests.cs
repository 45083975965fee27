using Shouldly;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Infra.Tests.Bicep;
using Xunit;

namespace Spotify.Infra.Tests.Modules;

/// <summary>The names that the code uses are those that are made.</summary>
public class NamesTests
{
    [BicepTheory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Every_container_of_documents_has_the_codes_name_key_and_policy(string size)
    {
        var made = (await Deployment.OfAsync(size)).OfType("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers").ToList();

        made.Select(one => one.Text("resource.id")!).Order(StringComparer.Ordinal).ShouldBe(DocumentContainer.All.Select(one => one.Name).Order(StringComparer.Ordinal));
        foreach (var container in DocumentContainer.All)
        {
            var planned = made.Single(one => one.Text("resource.id") == container.Name);
            var defined = CosmosConnection.Define(container, hierarchicalKeys: true);
            planned["resource.partitionKey.paths"]!.AsArray().Select(path => path!.GetValue<string>()).ShouldBe(container.PartitionKeyPaths);
            planned.Text("resource.partitionKey.kind").ShouldBe(container.PartitionKeyPaths.Count > 1 ? "MultiHash" : "Hash");
            planned.Text("resource.partitionKey.version").ShouldBe("2");
            planned.Text("resource.defaultTtl").ShouldBe(defined.DefaultTimeToLive.ToString());
            planned["resource.indexingPolicy.includedPaths"]!.AsArray().Select(path => path!["path"]!.GetValue<string>()).ShouldBe(defined.IndexingPolicy.IncludedPaths.Select(path => path.Path));
            planned["resource.indexingPolicy.excludedPaths"]!.AsArray().Select(path => path!["path"]!.GetValue<string>()).ShouldBe(defined.IndexingPolicy.ExcludedPaths.Select(path => path.Path));
        }
    }

    [BicepFact]
    public async Task The_database_is_the_one_that_the_settings_name()
    {
        var dev = await Deployment.OfAsync("dev");

        dev.OfType("Microsoft.DocumentDB/databaseAccounts/sqlDatabases").Single().Text("resource.id").ShouldBe(dev.SettingsOf("func-api")["Cosmos__database"]);
    }

    [BicepTheory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Every_hub_and_every_group_that_a_function_reads_is_made_and_no_other(string size)
    {
        var deployment = await Deployment.OfAsync(size);

        deployment.OfType("Microsoft.EventHub/namespaces/eventhubs").Select(one => one.Name.Split('/')[1]).Order(StringComparer.Ordinal)
            .ShouldBe(ConstantsOf(typeof(EventHubNames)).Where(name => name != EventHubNames.Connection).Order(StringComparer.Ordinal));
        deployment.OfType("Microsoft.EventHub/namespaces/eventhubs/consumergroups").Select(one => one.Name[(one.Name.IndexOf('/', StringComparison.Ordinal) + 1)..]).Order(StringComparer.Ordinal)
            .ShouldBe(AppFunctions.All.Where(one => one.Hub is not null).Select(one => $"{one.Hub}/{one.ConsumerGroup}").Distinct().Order(StringComparer.Ordinal));
    }

    [BicepTheory]
    [InlineData("dev", 1)]
    [InlineData("prod", 2)]
    public async Task The_settings_say_as_many_partitions_as_the_hubs_have(string size, int regions)
    {
        var deployment = await Deployment.OfAsync(size);
        var partitions = deployment.OfType("Microsoft.EventHub/namespaces/eventhubs").Select(one => one.Text("partitionCount")).Distinct().Single();

        for (var region = 0; region < regions; region++)
            deployment.SettingsOf("func-api", region)["EventHubs__partitions"].ShouldBe(partitions);
    }

    [BicepTheory]
    [InlineData("dev", "stup", 1)]
    [InlineData("prod", "stup", 1)]
    [InlineData("dev", "stmedia", 1)]
    [InlineData("prod", "stmedia", 2)]
    public async Task Every_account_has_the_codes_blob_containers(string size, string account, int accounts)
    {
        var made = (await Deployment.OfAsync(size)).OfType("Microsoft.Storage/storageAccounts/blobServices/containers")
            .Where(one => one.Name.StartsWith(account, StringComparison.Ordinal)).GroupBy(one => one.Name.Split('/')[0]).ToList();

        made.Count.ShouldBe(accounts);
        foreach (var one in made)
            one.Select(container => container.Name.Split('/')[^1]).ShouldBe(account == "stup" ? BlobContainers.InUploads : BlobContainers.InMedia, ignoreOrder: true);
    }

    private static IEnumerable<string> ConstantsOf(Type type) => type.GetFields().Where(one => one.IsLiteral).Select(one => (string)one.GetRawConstantValue()!);
}
