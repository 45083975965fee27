using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.EmbeddedRuntime.Http;
using Spotify.EmbeddedRuntime.Tests.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Http;

public sealed class HttpTriggerTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async Task InitializeAsync() => _host = await RunningHost.StartAsync<HttpFunctions>();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("/v1/hello", "hello")]
    [InlineData("/V1/HELLO", "hello")]
    [InlineData("/v1/hello/", "hello")]
    [InlineData("/NamedByItself", "by name")]
    [InlineData("/v1/tracks/abc", "GET track abc")]
    [InlineData("/v1/tracks/saved", "saved")]
    [InlineData("/files/a/b/c.txt", "path a/b/c.txt")]
    [InlineData("/files", "path none")]
    public async Task A_request_reaches_the_function_of_its_route(string path, string answer) =>
        (await _host.Client.GetStringAsync(path)).ShouldBe(answer);

    [Theory]
    [InlineData("/v1/typed/6f9619ff-8b86-d011-b42d-00cf4fc964ff/42", "6f9619ff-8b86-d011-b42d-00cf4fc964ff 42 none Typed True")]
    [InlineData("/v1/typed/6f9619ff-8b86-d011-b42d-00cf4fc964ff/42/true", "6f9619ff-8b86-d011-b42d-00cf4fc964ff 42 True Typed True")]
    public async Task Route_values_become_the_types_of_their_parameters(string path, string answer) =>
        (await _host.Client.GetStringAsync(path)).ShouldBe(answer);

    [Theory]
    [InlineData("GET", "/v1/nowhere")]
    [InlineData("DELETE", "/v1/hello")]
    [InlineData("GET", "/v1/typed/no-guid/42")]
    [InlineData("GET", "/v1/typed/6f9619ff-8b86-d011-b42d-00cf4fc964ff/many")]
    [InlineData("GET", "/")]
    public async Task What_no_function_answers_is_404_with_nothing_in_it(string method, string path)
    {
        using var response = await _host.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Content.Headers.Allow.ShouldBeEmpty();
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_method_that_the_literal_route_lacks_falls_to_the_route_with_a_parameter()
    {
        using var response = await _host.Client.PostAsync("/v1/tracks/saved", null);

        (await response.Content.ReadAsStringAsync()).ShouldBe("POST track saved");
    }

    [Theory]
    [InlineData("/PlainObject")]
    [InlineData("/Nothing")]
    public async Task What_is_no_IResult_leaves_an_empty_200(string path)
    {
        using var response = await _host.Client.GetAsync(path);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_exception_leaves_an_empty_500_and_a_log_line()
    {
        using var response = await _host.Client.GetAsync("/Throws");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        response.Headers.Contains("X-Half-Done").ShouldBeFalse();
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        _host.Log.Lines.ShouldContain(line => line.Level == LogLevel.Error && line.Exception is InvalidDataException && line.Message.Contains("'Throws'"));
    }

    [Fact]
    public async Task A_body_is_read_and_a_result_written()
    {
        using var response = await _host.Client.PostAsync("/Echo", new StringContent("song"));

        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"body":"song"}""");
    }

    [Fact]
    public async Task A_guarded_function_wants_a_key_that_opens_it()
    {
        var keys = _host.Host.Services.GetRequiredService<FunctionKeys>();

        (await StatusAsync("/Guarded", null)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("/Guarded", "wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("/Guarded", keys.GetFunctionKey("Other"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("/Guarded", keys.GetFunctionKey("Guarded"))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/Guarded", keys.HostKey)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/Guarded", keys.MasterKey)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/Guarded?code=" + keys.GetFunctionKey("Guarded"), null)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("/Masters", keys.HostKey)).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync("/Masters", keys.MasterKey)).ShouldBe(HttpStatusCode.OK);
    }

    private async Task<HttpStatusCode> StatusAsync(string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (key is not null)
            request.Headers.Add("x-functions-key", key);
        using var response = await _host.Client.SendAsync(request);
        return response.StatusCode;
    }
}
