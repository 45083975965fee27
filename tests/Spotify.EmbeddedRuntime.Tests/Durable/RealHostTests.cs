using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moq;
using Shouldly;
using Spotify.EmbeddedRuntime.Durable;
using Spotify.EmbeddedRuntime.Tests.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Durable;

public static class StartOverHttp
{
    [Function(nameof(StartOverHttp))]
    public static async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "start/{text}")] HttpRequest request, string text, [DurableClient] DurableTaskClient client)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(Samples.Sequence), text, request.HttpContext.RequestAborted);
        var end = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, request.HttpContext.RequestAborted);
        return Results.Text(end.ReadOutputAs<string>());
    }
}

public sealed class RealHostTests
{
    [Fact]
    public async Task An_http_function_starts_an_orchestration_through_its_durable_client()
    {
        await using var host = await RunningHost.StartAsync(
            [typeof(StartOverHttp), typeof(Samples)], builder => builder.Services.AddSingleton(new Probe()));
        using var answer = await host.Client.PostAsync(new Uri("start/x", UriKind.Relative), null);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("xb!");
    }

    [Fact]
    public async Task A_step_looks_at_an_input_and_replaces_it_and_leaves_the_triggers_own_alone()
    {
        var other = new Mock<DurableTaskClient>("other") { CallBase = true };
        other.Setup(client => client.ScheduleNewOrchestrationInstanceAsync(It.IsAny<TaskName>(), "x", null, It.IsAny<CancellationToken>())).ReturnsAsync("one");
        other.Setup(client => client.WaitForInstanceCompletionAsync("one", true, It.IsAny<CancellationToken>()))
            .ReturnsAsync(new OrchestrationMetadata("Sequence", "one") { DataConverter = Payloads.Instance, SerializedOutput = "\"of the other\"" });
        await using var host = await RunningHost.StartAsync(
            [typeof(StartOverHttp), typeof(Samples)],
            builder =>
            {
                builder.Services.AddSingleton(new Probe());
                builder.UseMiddleware(async (context, next) =>
                {
                    if (context.FunctionDefinition.InputBindings.TryGetValue("client", out var binding))
                    {
                        binding.Type.ShouldBe("durableClient");
                        var input = await context.BindInputAsync<DurableTaskClient>(binding);
                        input.BindingMetadata.ShouldBe(binding);
                        input.Value!.Name.ShouldNotBe("other");
                        input.Value = other.Object;
                        (await context.BindInputAsync<DurableTaskClient>(binding)).Value.ShouldBe(other.Object);
                        await Should.ThrowAsync<ArgumentException>(async () => await context.BindInputAsync<HttpRequest>(context.FunctionDefinition.InputBindings["request"]));
                    }

                    await next();
                });
            });
        using var answer = await host.Client.PostAsync(new Uri("start/x", UriKind.Relative), null);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("of the other");
    }

    [Fact]
    public async Task A_client_for_another_hub_is_refused_at_the_start()
    {
        var error = await Should.ThrowAsync<Exception>(() => RunningHost.StartAsync([typeof(OtherHub)]));
        error.Message.ShouldContain("task hub 'Elsewhere'");
    }

    public static class OtherHub
    {
        [Function(nameof(OtherHub))]
        public static IResult Run(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "x")] HttpRequest request, [DurableClient(TaskHub = "Elsewhere")] DurableTaskClient client) =>
            Results.Text($"{request.Method} {client.Name}");
    }
}
