using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Telemetry.Dashboard;
using Spotify.Functions.Platform.Telemetry.Jobs;

namespace Spotify.Functions.Platform.Telemetry;

/// <summary>Registers logs, metrics and traces.</summary>
internal static class ObservabilityServices
{
    /// <summary>The instruments that both runtimes export.</summary>
    public static IServiceCollection AddInstruments(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<SpotifyMetrics>();
        services.TryAddSingleton<JobMetrics>();
        services.TryAddSingleton<MetricsReader>();
        services.AddHostedService(provider => provider.GetRequiredService<MetricsReader>());
        return services;
    }

    /// <summary>Console logs, one line each; <c>Logging__Console__FormatterName=json</c> makes them JSON.</summary>
    public static ILoggingBuilder AddLines(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.AddConsole(console => console.FormatterName = LineFormatter.FormatterName);
        logging.AddConsoleFormatter<LineFormatter, Microsoft.Extensions.Logging.Console.ConsoleFormatterOptions>();
        return logging;
    }

    /// <summary>OTLP export, where a collector is configured.</summary>
    public static IServiceCollection AddOtlpExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (!string.IsNullOrEmpty(configuration[OtlpExport.EndpointSetting]))
            services.AddSingleton<IHostedService, OtlpExport>();
        return services;
    }
}
