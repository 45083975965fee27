using Microsoft.Extensions.Hosting;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Hosting;

public sealed class HostConfigurationTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Host_json_becomes_settings_under_the_hosts_own_name()
    {
        File.WriteAllText(_file, """
            {
              // comments are allowed
              "extensions": { "http": { "routePrefix": "" }, "eventHubs": { "maxEventBatchSize": 500 } },
              "watch": ["a", "b"],
            }
            """);

        HostConfiguration.ReadHostFile(_file).ShouldBe(
            new Dictionary<string, string?>
            {
                ["AzureFunctionsJobHost:extensions:http:routePrefix"] = "",
                ["AzureFunctionsJobHost:extensions:eventHubs:maxEventBatchSize"] = "500",
                ["AzureFunctionsJobHost:watch:0"] = "a",
                ["AzureFunctionsJobHost:watch:1"] = "b",
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Local_settings_are_read_as_the_environment_would_be()
    {
        File.WriteAllText(_file, """{ "IsEncrypted": false, "Values": { "Uploads": "UseDevelopmentStorage=true", "Embedded__Port": "7072" }, "Host": { "x": 1 } }""");

        HostConfiguration.ReadLocalSettings(_file).ShouldBe(
            new Dictionary<string, string?> { ["Uploads"] = "UseDevelopmentStorage=true", ["Embedded:Port"] = "7072" }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{ "IsEncrypted": true, "Values": {} }""", "encrypted")]
    [InlineData("{ nonsense", "no valid JSON")]
    [InlineData("[]", "must hold a JSON object")]
    public void A_file_that_cannot_be_read_is_refused_by_name(string content, string reason)
    {
        File.WriteAllText(_file, content);

        var refused = Should.Throw<InvalidOperationException>(() => HostConfiguration.ReadLocalSettings(_file));
        refused.Message.ShouldContain(_file);
        refused.Message.ShouldContain(reason);
    }

    [Fact]
    public void The_command_line_has_the_last_word_and_names_of_settings_in_text_are_resolved()
    {
        Environment.SetEnvironmentVariable("RUNTIME_TEST__WORD", "environment");
        var builder = Microsoft.Azure.Functions.Worker.Builder.FunctionsApplication.CreateBuilder(["--RUNTIME_TEST:OTHER", "arguments"]);
        var resolver = new SettingResolver(builder.Configuration);

        resolver.Resolve("a %RUNTIME_TEST__WORD% b %RUNTIME_TEST:OTHER%").ShouldBe("a environment b arguments");
        resolver.Resolve("no reference").ShouldBe("no reference");
        Should.Throw<InvalidOperationException>(() => resolver.Resolve("%RUNTIME_TEST:NONE%")).Message.ShouldContain("'RUNTIME_TEST:NONE'");
        builder.Environment.IsProduction().ShouldBeTrue();
    }
}
