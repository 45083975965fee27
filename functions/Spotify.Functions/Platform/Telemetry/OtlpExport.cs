using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Spotify.Functions.Platform.Telemetry;

/// <summary>
/// Sends traces and metrics to the collector that <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names, from before the first trigger to after the last. All the
/// <c>OTEL_*</c> settings of the OpenTelemetry specification are honoured. A collector that is away costs nothing but its data.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedLifecycleService, IDisposable
{
    /// <summary>The setting that turns it on.</summary>
    public const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddSource(SpotifyTracing.Exported)
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Describe)
            .AddMeter(SpotifyMetrics.MeterName, SpotifyMetrics.MeterName + ".*", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // Disposing flushes what is left.
        Interlocked.Exchange(ref _traces, null)?.Dispose();
        Interlocked.Exchange(ref _metrics, null)?.Dispose();
    }

    private static void Describe(ResourceBuilder resource) => resource.AddService("spotify", autoGenerateServiceInstanceId: false).AddEnvironmentVariableDetector();
}
