using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.Core.Telemetry;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Events;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Telemetry;

public sealed class TraceTests
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task One_trace_spans_request_event_consumer_orchestration_and_activity()
    {
        using var folder = new TempFolder();
        var stems = SpotifyTracing.Exported.Select(name => name.TrimEnd('*', '.')).ToArray();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => stems.Any(stem => source.Name.StartsWith(stem, StringComparison.Ordinal)),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", folder.Path]);
        builder.Configuration["AzureFunctionsJobHost:extensions:http:routePrefix"] = "";
        builder.Configuration["EventHubs"] = $"Endpoint=sb://{Path.GetFileName(folder.Path)}/;SharedAccessKeyName=a;SharedAccessKey=b";
        builder.Logging.ClearProviders();
        builder.ConfigureFunctionsWebApplication();
        builder.UseHttpManners();
        builder.Services.AddDevelopmentAuthority(builder.Configuration).AddPlatform(builder.Configuration).AddDocuments(builder.Configuration).AddEvents(builder.Configuration).AddSingleton<Trail>();
        builder.Services.Configure<EmbeddedRuntimeOptions>(options => options.FunctionTypes.Add(typeof(TraceFunctions)));
        using var host = builder.Build();
        await host.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Post, "trace");
        request.Headers.Add("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");

        (await client.SendAsync(request)).EnsureSuccessStatusCode();
        var trail = host.Services.GetRequiredService<Trail>();
        await trail.Done.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await host.StopAsync();

        trail.Hops.ShouldBe([("request", Trace), ("consumer", Trace), ("activity", Trace)]);
    }

    /// <summary>Which trace each hop ran in.</summary>
    public sealed class Trail
    {
        public ConcurrentQueue<(string Hop, string? Trace)> Hops { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Add(string hop) => Hops.Enqueue((hop, Activity.Current?.TraceId.ToHexString()));
    }

    /// <summary>A request that becomes an event, whose consumer starts an orchestration of one activity.</summary>
    public sealed class TraceFunctions(Trail trail, EventHubPublisher publisher)
    {
        [Function("TraceRequest")]
        [Access(AccessKind.Public)]
        public async Task<IResult> Request([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "trace")] HttpRequest request, CancellationToken cancellationToken)
        {
            trail.Add("request");
            await publisher.PublishAsync(EventHubNames.Plays, "user", [new EventBody("{}"u8.ToArray(), 1)], cancellationToken);
            return ApiResults.NoContent();
        }

        [Function("TraceConsumer")]
        public async Task Consume(
            [EventHubTrigger(EventHubNames.Plays, Connection = EventHubNames.Connection, ConsumerGroup = ConsumerGroups.Ledger)] Azure.Messaging.EventHubs.EventData[] events,
            [DurableClient] DurableTaskClient client)
        {
            trail.Add("consumer");
            await client.ScheduleNewOrchestrationInstanceAsync("TraceOrchestration");
        }

        [Function("TraceOrchestration")]
        public static Task Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync("TraceActivity", "x");

        [Function("TraceActivity")]
        public void Act([ActivityTrigger] string input)
        {
            trail.Add("activity");
            trail.Done.TrySetResult();
        }
    }
}
