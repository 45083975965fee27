using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker.Builder;
using Shouldly;
using Spotify.Cli.Local;
using Spotify.Functions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Settings;
using Spotify.Infra.Tests.Bicep;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Infra.Tests.Modules;

/// <summary>What the application needs to be told it is told, and nothing that it does not know.</summary>
public class SettingsTests
{
    // What the Functions host and the platform read.
    private static readonly string[] OfTheHost =
    [
        "FUNCTIONS_", "WEBSITES_", "APPLICATIONINSIGHTS_", "AzureWebJobsStorage__", "AzureWebJobs.", "AzureFunctionsJobHost__", "DOCKER_REGISTRY_SERVER_URL", "DURABLE_TASK_SCHEDULER_CONNECTION_STRING",
    ];

    // Only the extensions of the host read these parts of a connection.
    private static readonly string[] OfConnections = ["Uploads__queueServiceUri", "Uploads__credential", "Media__credential", "EventHubs__credential", "Logging__Console__FormatterName"];

    public static TheoryData<string, string, int> Applications => new() { { "dev", "func-api", 0 }, { "dev", "func-media", 0 }, { "prod", "func-api", 0 }, { "prod", "func-media", 0 }, { "prod", "func-api", 1 } };

    [BicepTheory]
    [MemberData(nameof(Applications))]
    public async Task The_application_accepts_the_settings_it_is_given(string size, string application, int region)
    {
        var settings = (await Deployment.OfAsync(size)).SettingsOf(application, region).ToDictionary(one => one.Key, one => Evaluated(one.Key, one.Value));

        Should.NotThrow(() => Compose(settings));
    }

    // Each alone: the application says which it lacks, so the test knows what it needs without a list.
    [BicepTheory]
    [InlineData("Uploads__blobServiceUri")]
    [InlineData("Media__blobServiceUri")]
    [InlineData("EventHubs__fullyQualifiedNamespace")]
    public async Task Without_one_that_it_needs_the_application_says_which(string missing)
    {
        var settings = (await Deployment.OfAsync("dev")).SettingsOf("func-api").Where(one => one.Key != missing).ToDictionary(one => one.Key, one => Evaluated(one.Key, one.Value));

        Should.Throw<SettingsException>(() => Compose(settings)).Message.ShouldContain(missing);
    }

    [BicepTheory]
    [MemberData(nameof(Applications))]
    public async Task No_setting_is_given_that_nobody_reads(string size, string application, int region)
    {
        var known = Known();

        (await Deployment.OfAsync(size)).SettingsOf(application, region).Keys
            .Where(key => !known.Contains(key) && !OfConnections.Contains(key) && !OfTheHost.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [BicepTheory]
    [MemberData(nameof(Applications))]
    public async Task Every_connection_of_a_trigger_has_an_endpoint_and_an_identity_and_no_key(string size, string application, int region)
    {
        var settings = (await Deployment.OfAsync(size)).SettingsOf(application, region);

        foreach (var connection in AppFunctions.All.SelectMany(one => one.Connections).Append("AzureWebJobsStorage").Distinct())
        {
            settings.Keys.ShouldNotContain(connection);
            settings.Keys.ShouldContain(key => key.StartsWith(connection + "__", StringComparison.Ordinal) && (key.EndsWith("Uri", StringComparison.Ordinal) || key.EndsWith("Namespace", StringComparison.Ordinal)));
            settings[connection + "__credential"].ShouldBe("managedidentity");
            settings[connection + "__clientId"].ShouldContain(application == "func-api" ? "id-api-" : "id-media-");
        }
    }

    [BicepTheory]
    [MemberData(nameof(Applications))]
    public async Task No_secret_is_in_a_setting(string size, string application, int region)
    {
        var settings = (await Deployment.OfAsync(size)).SettingsOf(application, region);

        settings.Values.Where(value => value.Contains("AccountKey=", StringComparison.OrdinalIgnoreCase) || value.Contains("SharedAccessKey", StringComparison.OrdinalIgnoreCase)
            || value.Contains("listKeys", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        foreach (var (key, value) in settings.Where(one => !one.Key.StartsWith("AzureWebJobs.", StringComparison.Ordinal) && (one.Key.Contains("Secret", StringComparison.Ordinal) || one.Key.EndsWith("Key", StringComparison.Ordinal))))
            value.ShouldContain("@Microsoft.KeyVault(SecretUri=", customMessage: key);
    }

    [BicepFact]
    public async Task Every_secret_that_a_setting_refers_to_is_made_by_the_hook()
    {
        var hook = await File.ReadAllTextAsync(Path.Combine(BicepCompiler.Folder, "hooks", "postprovision.sh"));

        (await Deployment.OfAsync("dev")).SettingsOf("func-api").Values.Where(value => value.Contains("@Microsoft.KeyVault", StringComparison.Ordinal))
            .Select(value => value.Split("secrets/")[1].Split(')')[0]).Where(name => !hook.Contains($"make {name} ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [BicepTheory]
    [InlineData("func-api", "api")]
    [InlineData("func-media", "media")]
    public async Task Each_application_has_a_task_hub_of_its_own_that_is_made(string application, string hub)
    {
        var dev = await Deployment.OfAsync("dev");

        dev.SettingsOf(application)["AzureFunctionsJobHost__extensions__durableTask__hubName"].ShouldBe(hub);
        dev.OfType("Microsoft.DurableTask/schedulers/taskHubs").ShouldContain(one => one.Name.EndsWith("/" + hub, StringComparison.Ordinal));
    }

    // What only Azure can evaluate, as it will be.
    private static string Evaluated(string key, string value) => key switch
    {
        "Cosmos__accountEndpoint" => "https://cosmos-x.documents.azure.com:443/",
        "Accounts__Issuer" or "Catalog__PublicAddress" => "https://api-x.z01.azurefd.net",
        "Edge__Address" => "https://audio-x.z01.azurefd.net",
        "Edge__TokenAddress" => "https://api-x.z01.azurefd.net/v1",
        "Accounts__KeyEncryptionKey" => Convert.ToBase64String(new byte[32]),
        "Accounts__OperatorSecret" or "Billing__Secrets__0" => new string('s', 40),
        _ when value.StartsWith("[format('https://", StringComparison.Ordinal) => $"https://{value.Split('\'')[3]}.blob.core.windows.net",
        _ when key.EndsWith("__clientId", StringComparison.Ordinal) => "00000000-0000-0000-0000-0000000000cc",
        _ => value,
    };

    private static void Compose(Dictionary<string, string> settings)
    {
        using var folder = new TempFolder();
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", folder.Path]);
        // What a developer's own settings say must not stand in for what is missing.
        foreach (var name in (string[])["Uploads", "Media", "EventHubs", "AzureWebJobsStorage", "Cosmos", "Search"])
            builder.Configuration[name] = null;
        foreach (var (key, value) in settings.Where(one => !one.Key.StartsWith("AzureFunctionsJobHost", StringComparison.Ordinal)))
            builder.Configuration[key.Replace("__", ":", StringComparison.Ordinal)] = value;
        using var host = Program.Configure(builder).Build();
        host.ValidateSettings();
    }

    // The sample names nearly all; lists and what is seldom set are in the options alone.
    private static HashSet<string> Known()
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "local.settings.sample.json")))!["Values"]!.AsObject().Select(one => one.Key);
        var options = from type in typeof(DocumentContainer).Assembly.GetTypes()
                      where type.Name.EndsWith("Options", StringComparison.Ordinal)
                      let section = (type.GetField("Section") ?? type.GetField("Name"))?.GetRawConstantValue() as string
                      where section is not null
                      from property in type.GetProperties()
                      select $"{section}__{property.Name}";
        var names = new HashSet<string>(sample.Concat(options), StringComparer.OrdinalIgnoreCase) { "Billing__Secrets__0" };
        names.UnionWith(["Uploads__blobServiceUri", "Uploads__clientId", "Media__blobServiceUri", "Media__clientId", "EventHubs__fullyQualifiedNamespace", "EventHubs__clientId"]);
        return names;
    }
}
