using System.Data.Common;
using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions;

/// <summary>What the application needs of Azure Functions alone: the worker's own OpenTelemetry, sent to Azure Monitor and to a collector where they are configured.</summary>
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
        if (builder.Configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 } connection)
            telemetry.UseAzureMonitorExporter(options => Address(options, connection, builder.Configuration));
    }

    // The host reads the same two settings for what it sends itself; the exporter takes the identity by code alone.
    private static void Address(AzureMonitorExporterOptions options, string connection, ConfigurationManager configuration)
    {
        options.ConnectionString = connection;
        var identity = new DbConnectionStringBuilder { ConnectionString = configuration["APPLICATIONINSIGHTS_AUTHENTICATION_STRING"] ?? "" };
        if (identity.TryGetValue("ClientId", out var id))
            options.Credential = new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId((string)id));
    }

    /// <summary>The Functions host checks the functions itself, before it starts this process.</summary>
    public static IHost Check(IHost host) => host;

    /// <summary>No exception of this process is a fault of how functions are declared.</summary>
    public static bool IsFault(Exception exception) => false;
}
