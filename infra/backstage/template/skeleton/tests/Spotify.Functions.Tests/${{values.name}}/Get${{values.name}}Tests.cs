using System.Net;
using Shouldly;
using Spotify.Functions.${{values.name}};
using Spotify.Functions.Tests.Hosting;
using Xunit;

namespace Spotify.Functions.Tests.${{values.name}};

public sealed class Get${{values.name}}Tests
{
    [Fact]
    public async Task One_is_described_and_what_can_be_no_name_is_not_found()
    {
        await using var application = await ComposedApplication.StartAsync([typeof(Get${{values.name}})]);
        using var client = application.Listener();

        (await client.GetAsync("/v1/${{values.lower}}/one")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await client.GetAsync("/v1/${{values.lower}}/" + new string('x', 101))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }
}
