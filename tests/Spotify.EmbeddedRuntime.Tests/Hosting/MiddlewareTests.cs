using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Xunit;

namespace Spotify.EmbeddedRuntime.Tests.Hosting;

public sealed class MiddlewareTests
{
    private readonly Trail _trail = new();

    [Fact]
    public async Task Steps_run_in_the_order_of_their_registration_around_the_function()
    {
        await using var host = await StartAsync(builder =>
        {
            builder.UseMiddleware(async (context, next) => await StepAsync("outer", next));
            builder.UseWhen(context => context.FunctionDefinition.Name == "Fail", async (context, next) => await StepAsync("never", next));
            builder.UseWhen(IsHttp, async (context, next) => await StepAsync("inner", next));
        });

        (await host.Client.GetStringAsync("/jobs/7")).ShouldBe("True 7");

        _trail.Steps.ShouldBe(["outer >", "inner >", "function 7", "instance disposed", "< inner", "< outer", "scope closed"]);
    }

    [Fact]
    public async Task A_step_by_type_ends_the_request_by_setting_the_result()
    {
        await using var host = await StartAsync(builder => builder.UseWhen<Doorman>(IsHttp));

        using var response = await host.Client.GetAsync("/jobs/7");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldBe("not you, Work");
        _trail.Steps.ShouldBe(["doorman /jobs/7", "scope closed"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_step_turns_an_exception_into_an_answer()
    {
        await using var host = await StartAsync(builder => builder.UseMiddleware(async (context, next) =>
        {
            try
            {
                await next();
            }
            catch (InvalidDataException exception)
            {
                context.GetInvocationResult().Value = Results.Text(exception.Message, statusCode: 418);
            }
        }));

        using var response = await host.Client.GetAsync("/Fail");

        ((int)response.StatusCode).ShouldBe(418);
        (await response.Content.ReadAsStringAsync()).ShouldBe("/Fail");
    }

    [Fact]
    public async Task A_step_reads_and_replaces_the_functions_result()
    {
        await using var host = await StartAsync(builder => builder.UseMiddleware(async (context, next) =>
        {
            await next();
            Should.Throw<InvalidOperationException>(() => context.GetInvocationResult<string>());
            context.Features.Get<InvocationResult>().ShouldBe(context.GetInvocationResult());
            var result = context.GetInvocationResult<IResult>();
            result.Value.ShouldNotBeNull();
            result.Value = Results.Text("replaced");
        }));

        (await host.Client.GetStringAsync("/jobs/7")).ShouldBe("replaced");
    }

    [Fact]
    public async Task A_step_registered_before_the_web_application_sees_no_request_and_must_not_end_it()
    {
        HttpContext? seen = null;
        var folder = Directory.CreateTempSubdirectory("runtime-test-").FullName;
        var log = new LogRecorder();
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", folder]);
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "prefix";
        builder.Logging.ClearProviders().AddProvider(log);
        builder.Services.AddSingleton(_trail).AddScoped<PerInvocation>();
        builder.Services.Configure<EmbeddedRuntimeOptions>(options => options.FunctionTypes.Add(typeof(HostedFunctions)));
        builder.UseMiddleware((context, _) =>
        {
            seen = context.GetHttpContext();
            context.GetInvocationResult().Value = Results.Text("too early");
            return Task.CompletedTask;
        });
        builder.ConfigureFunctionsWebApplication();
        await using var host = await RunningHost.StartAsync(builder, folder, log);

        using var response = await host.Client.GetAsync("/prefix/jobs/7");

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        seen.ShouldBeNull();
        log.Lines.ShouldContain(line => line.Level == LogLevel.Error && line.Message.Contains("before ConfigureFunctionsWebApplication"));
    }

    private static bool IsHttp(FunctionContext context) =>
        context.FunctionDefinition.InputBindings.Values.Any(binding => binding is { Type: "httpTrigger", Direction: BindingDirection.In });

    private async Task StepAsync(string name, Func<Task> next)
    {
        _trail.Steps.Add(name + " >");
        await next();
        _trail.Steps.Add("< " + name);
    }

    private Task<RunningHost> StartAsync(Action<FunctionsApplicationBuilder> configure) => RunningHost.StartAsync<HostedFunctions>(builder =>
    {
        builder.Services.AddSingleton(_trail).AddScoped<PerInvocation>();
        configure(builder);
    });

    public sealed class Doorman(Trail trail) : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            trail.Steps.Add("doorman " + context.GetHttpContext()!.Request.Path);
            _ = context.InstanceServices.GetRequiredService<PerInvocation>();
            context.GetInvocationResult().Value = Results.Text($"not you, {context.FunctionDefinition.Name}", statusCode: 403);
            return Task.CompletedTask;
        }
    }
}
