using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>Registers the closing of periods.</summary>
public static class ClosingServices
{
    /// <summary>Adds <see cref="ClosedPeriods"/> and what the functions of closing need. Documents and blobs are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <see cref="ClosingOptions"/>.</param>
    public static IServiceCollection AddClosing(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ClosingOptions>(configuration, ClosingOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<ClosingMetrics>();
        services.TryAddSingleton<ClosingLimits>();
        services.TryAddSingleton<Periods>();
        services.TryAddSingleton<PeriodSecrets>();
        services.TryAddSingleton<ILedgerFiles, BlobLedgerFiles>();
        services.TryAddSingleton<ClosingParts>();
        services.TryAddSingleton<ClosedOutputs>();
        return services.AddSteps().AddReaders();
    }

    private static IServiceCollection AddSteps(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ClosingBegin(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<Periods>(),
            provider.GetRequiredService<PeriodSecrets>(),
            provider.GetRequiredService<IOptions<ClosingOptions>>()));
        services.TryAddSingleton(provider => new LedgerScan(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<PeriodSecrets>(),
            provider.GetRequiredService<ClosingParts>(),
            provider.GetRequiredService<ClosingLimits>()));
        services.TryAddSingleton(provider => new ShardSealing(
            provider.GetRequiredService<ClosedOutputs>(), provider.GetRequiredService<ILedgerFiles>(), provider.GetRequiredService<ClosingParts>()));
        services.TryAddSingleton(provider => new RowSums(
            provider.GetRequiredService<ClosedOutputs>(), provider.GetRequiredService<ClosingParts>(), provider.GetRequiredService<ClosingLimits>()));
        services.TryAddSingleton(provider => new PeriodSealing(
            provider.GetRequiredService<ClosedOutputs>(),
            provider.GetRequiredService<ILedgerFiles>(),
            provider.GetRequiredService<Periods>(),
            provider.GetRequiredService<ClosingMetrics>(),
            provider.GetRequiredService<ILogger<PeriodSealing>>()));
        services.TryAddSingleton(provider => new CounterCheck(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ClosingMetrics>(),
            provider.GetRequiredService<ILogger<CounterCheck>>()));
        return services;
    }

    private static IServiceCollection AddReaders(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ClosedPeriods(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<Periods>()));
        services.TryAddSingleton(provider => new TrackPlays(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<ClosedPeriods>()));
        services.TryAddSingleton(provider => new LedgerRoots(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<ILedgerFiles>()));
        services.TryAddSingleton(provider => new PlayProofs(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<ILedgerFiles>(),
            provider.GetRequiredService<ClosedPeriods>(),
            provider.GetRequiredService<PeriodSecrets>(),
            provider.GetRequiredService<ILogger<PlayProofs>>()));
        services.TryAddSingleton(provider => new PeriodStatus(
            provider.GetRequiredService<Periods>(),
            provider.GetRequiredService<ClosedPeriods>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
