using Microsoft.Azure.Functions.Worker.Builder;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Hosting;

public sealed class StartupValidationTests
{
    [Fact]
    public async Task Everything_that_is_wrong_is_said_at_once_and_names_its_function()
    {
        var refused = await Should.ThrowAsync<StartupException>(RunningHost.StartAsync(
            [typeof(Wrong.Routes), typeof(Wrong.Needy), typeof(Wrong.Triggers)],
            builder => builder.Configuration["Embedded:Address"] = "nowhere"));

        string[] expected =
        [
            "'Admins': its route 'admin/users' begins with 'admin'",
            "'RuntimeStatus': its route 'RuntimeStatus' begins with 'runtime'",
            "'Unbalanced': its route 'a/{id' is not valid",
            "'Constraint': its route 'b/{id:colour}' is not valid",
            "'First', 'Second' all answer POST",
            "'Stranger': parameter 'other' is not in the route",
            "'Users': AuthorizationLevel.User",
            "'Needy': '%NOT_SET%' needs the setting 'NOT_SET'",
            "needs a Spotify.EmbeddedRuntime.Tests.Hosting.Trail ('trail') that is not registered",
            "'Needy': nothing supplies parameter 'version' of type System.Version with [SomeInput]",
            "'NoTrigger' has 0 triggers",
            "'TwoTriggers' has 2 triggers",
            "2 functions are named 'Twice'",
            "'Embedded:Address' is 'nowhere'",
        ];
        expected.Where(sentence => !refused.Message.Contains(sentence, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(refused.Message);
        refused.Message.Split(Environment.NewLine).Length.ShouldBe(expected.Length + 1, refused.Message);
    }

    [Fact]
    public void A_program_learns_what_is_wrong_before_it_starts()
    {
        var builder = FunctionsApplication.CreateBuilder([]);
        builder.ConfigureFunctionsWebApplication();
        builder.Configuration["Embedded:Address"] = "nowhere";
        using var host = builder.Build();
        Should.Throw<StartupException>(host.CheckFunctions).Message.ShouldStartWith("The application cannot start:");
    }

    [Fact]
    public async Task A_disabled_function_is_not_there_and_not_checked()
    {
        await using var host = await RunningHost.StartAsync(
            [typeof(Http.HttpFunctions), typeof(Wrong.Needy)],
            builder =>
            {
                builder.Configuration["AzureWebJobs.Needy.Disabled"] = "true";
                builder.Configuration["AzureWebJobs:Hello:Disabled"] = "1";
            });

        using var response = await host.Client.GetAsync("/v1/hello");
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await host.Client.GetStringAsync("/NamedByItself")).ShouldBe("by name");
    }
}
