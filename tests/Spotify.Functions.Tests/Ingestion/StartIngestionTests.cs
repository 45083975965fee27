using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Spotify.EmbeddedRuntime.Hosting;
using Spotify.Functions.Catalog;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Platform;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>The trigger, the orchestration and its activities in a running host, from an uploaded manifest on.</summary>
public sealed class StartIngestionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly Type[] Functions = [typeof(StartIngestion), typeof(IngestRelease), typeof(ReadManifest), typeof(AcknowledgeDelivery)];

    [Fact]
    public async Task One_trace_spans_the_manifest_s_trigger_the_orchestration_and_its_activities_and_what_is_no_delivery_is_refused_by_name_once()
    {
        using var folder = new TempFolder();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EmbeddedRuntimeTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var log = new LogLines();
        using var host = Compose(folder.Path, log).Build();
        await host.StartAsync();
        var container = host.Services.GetRequiredService<BlobAccounts>().Container(BlobContainers.Deliveries);
        var label = "trace-" + Path.GetRandomFileName().Replace(".", "", StringComparison.Ordinal);

        await container.GetBlobClient($"{label}/deeper/b0/release.json").UploadAsync(BinaryData.FromString("{}"));
        await container.GetBlobClient($"{label}/b1/release.json").UploadAsync(BinaryData.FromString("{}"));
        var refused = await log.FindAsync(line => line.StartsWith("Refused as NOT_A_DELIVERY", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal));
        var begun = await log.FindAsync(line => line.StartsWith($"Delivery b1 of {label} begins as run ", StringComparison.Ordinal));
        var instance = "ingest-" + begun.Split(' ')[^1];
        var ended = await host.Services.GetRequiredService<DurableTaskClient>().WaitForInstanceCompletionAsync(instance);
        ended.RuntimeStatus.ShouldBe(OrchestrationRuntimeStatus.Completed);
        await host.StopAsync();

        refused.ShouldContain($"{label}/deeper/b0/release.json");
        log.Lines.Count(line => line.Contains($"{label}/deeper", StringComparison.Ordinal)).ShouldBe(1);
        var trace = spans.Single(span => (string?)span.GetTagItem("durabletask.task.instance_id") == instance && span.OperationName.StartsWith("orchestration ", StringComparison.Ordinal)).TraceId;
        spans.Where(span => span.TraceId == trace).Select(span => (string?)span.GetTagItem("faas.name") ?? span.OperationName).Order(StringComparer.Ordinal)
            .ShouldBe(["AcknowledgeDelivery", "ReadManifest", "StartIngestion", "orchestration IngestRelease"]);
    }

    private FunctionsApplicationBuilder Compose(string folder, LogLines log)
    {
        var builder = FunctionsApplication.CreateBuilder(["--Embedded:Port", "0", "--Embedded:DataDirectory", folder]);
        builder.Configuration[BlobAccounts.UploadsName] = azurite.ConnectionString;
        builder.Configuration[BlobAccounts.MediaName] = azurite.ConnectionString;
        builder.Configuration["Ingestion:WorkFolder"] = Path.Combine(folder, "work");
        builder.Logging.ClearProviders().AddProvider(log);
        builder.ConfigureFunctionsWebApplication();
        builder.UseHttpManners();
        builder.Services
            .AddPlatform(builder.Configuration).AddDocuments(builder.Configuration).AddBlobs(builder.Configuration).AddCatalog(builder.Configuration)
            .AddIngestion(builder.Configuration);
        builder.Services.Configure<EmbeddedRuntimeOptions>(options =>
        {
            foreach (var type in Functions)
                options.FunctionTypes.Add(type);
        });
        return builder;
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly SemaphoreSlim _more = new(0);

        public ConcurrentQueue<string> Lines { get; } = [];

        public async Task<string> FindAsync(Func<string, bool> isWanted)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (true)
            {
                if (Lines.FirstOrDefault(isWanted) is { } line)
                    return line;
                await _more.WaitAsync(deadline.Token);
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Lines.Enqueue(formatter(state, exception));
            _more.Release();
        }

        public void Dispose()
        {
        }
    }
}
