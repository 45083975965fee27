using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Health;
using Spotify.Functions.Platform.Resilience.Ports;
using Spotify.Functions.Platform.Settings;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Documents;

public sealed class DocumentServicesTests
{
    private const string GoodString = "AccountEndpoint=https://name.documents.azure.com:443/;AccountKey=a2V5;";

    [Fact]
    public async Task Without_settings_documents_live_in_sqlite_under_the_data_directory()
    {
        using var folder = new TempFolder();
        await using var services = Build(("Embedded:DataDirectory", folder.Path));
        StoreOf(services).ShouldBeOfType<SqliteDocumentStore>();
        File.Exists(folder.File("documents.db")).ShouldBeTrue();
        await services.GetServices<IReadinessCheck>().Single(check => check.Name == "documents").CheckAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData("Cosmos", GoodString)]
    [InlineData("Cosmos:accountEndpoint", "https://name.documents.azure.com:443/")]
    public async Task With_an_account_they_live_in_cosmos(string setting, string value)
    {
        await using var services = Build((setting, value));
        StoreOf(services).ShouldBeOfType<CosmosDocumentStore>();
        services.GetServices<ISettingsCheck>().SelectMany(check => check.FindFaults()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_settings_are_taken_from_their_section()
    {
        await using var services = Build(
            ("Cosmos:accountEndpoint", "https://name.documents.azure.com:443/"), ("Cosmos:database", "db"), ("Cosmos:createContainers", "true"),
            ("Cosmos:credential", "managedidentity"), ("Cosmos:clientId", "00000000-0000-0000-0000-000000000001"));
        var options = services.GetRequiredService<IOptions<CosmosOptions>>().Value;
        (options.Database, options.CreateContainers, options.HierarchicalKeys, options.Credential).ShouldBe(("db", true, true, "managedidentity"));
        StoreOf(services).ShouldBeOfType<CosmosDocumentStore>();
    }

    [Theory]
    [InlineData("Cosmos:", "Cosmos", "nonsense")]
    [InlineData("Cosmos:", "Cosmos", "AccountEndpoint=https://name.documents.azure.com:443/")]
    [InlineData("Cosmos:", "Cosmos", "AccountEndpoint=http://name.documents.azure.com/;AccountKey=a2V5")]
    [InlineData("Cosmos__accountEndpoint:", "Cosmos:accountEndpoint", "name.documents.azure.com")]
    [InlineData("Cosmos__accountEndpoint:", "Cosmos:accountEndpoint", "http://name.documents.azure.com")]
    [InlineData("both are set", "Cosmos", GoodString, "Cosmos:accountEndpoint", "https://name.documents.azure.com")]
    [InlineData("Cosmos__credential:", "Cosmos:accountEndpoint", "https://name", "Cosmos:credential", "password")]
    [InlineData("Cosmos__clientId and", "Cosmos", GoodString, "Cosmos:clientId", "x")]
    [InlineData("Cosmos__database:", "Cosmos", GoodString, "Cosmos:database", "a/b")]
    [InlineData("Cosmos__createContainers:", "Cosmos", GoodString, "Cosmos:createContainers", "perhaps")]
    public async Task A_wrong_setting_is_named_at_start(string fault, params string[] settings)
    {
        await using var services = Build([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        services.GetServices<ISettingsCheck>().SelectMany(check => check.FindFaults()).ShouldHaveSingleItem().ShouldContain(fault);
    }

    private static IDocumentStore StoreOf(ServiceProvider services) => services.GetRequiredService<IDocumentStore>().ShouldBeOfType<ResilientDocumentStore>().Inner;

    private static ServiceProvider Build(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value))).Build();
        return new ServiceCollection().AddLogging().AddDocuments(configuration).BuildServiceProvider();
    }
}
