using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions;

/// <summary>What the application needs of Azure Functions alone: the worker's own OpenTelemetry.</summary>
internal static class Runtime
{
    public static void Configure(FunctionsApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource(SpotifyTracing.Exported))
            .WithMetrics(metrics => metrics.AddMeter(SpotifyMetrics.MeterName, SpotifyMetrics.MeterName + ".*"));
        if (!string.IsNullOrEmpty(builder.Configuration[OtlpExport.EndpointSetting]))
            telemetry.UseOtlpExporter();
    }

    /// <summary>The Functions host checks the functions itself, before it starts this process.</summary>
    public static IHost Check(IHost host) => host;

    /// <summary>No exception of this process is a fault of how functions are declared.</summary>
    public static bool IsFault(Exception exception) => false;
}
