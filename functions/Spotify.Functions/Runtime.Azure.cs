using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions;

/// <summary>What the application needs of Azure Functions alone: the worker's own OpenTelemetry, and an authority to trust.</summary>
internal static class Runtime
{
    public static void Configure(FunctionsApplicationBuilder builder)
    {
        var telemetry = builder.Services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithTracing(tracing => tracing.AddSource(SpotifyTracing.Exported))
            .WithMetrics(metrics => metrics.AddMeter(SpotifyMetrics.MeterName));
        if (!string.IsNullOrEmpty(builder.Configuration[OtlpExport.EndpointSetting]))
            telemetry.UseOtlpExporter();
        builder.Services.AddSingleton<ISettingsCheck>(new RequiredSetting(
            builder.Configuration, $"{AuthOptions.Section}:{nameof(AuthOptions.Authority)}", "the https address of the OpenID Connect authority whose tokens are taken"));
    }
}
