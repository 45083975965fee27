using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Chaos;

/// <summary>Registers experiments with faults on purpose.</summary>
internal static class ChaosServices
{
    /// <summary>Adds <see cref="ChaosRunner"/>; needs documents and the pipelines.</summary>
    public static IServiceCollection AddChaos(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ChaosOptions>(configuration, ChaosOptions.Section);
        services.TryAddSingleton(provider => new ChaosRunner(
            provider.GetRequiredService<FaultPlan>(), provider.GetRequiredService<Pipelines>(), provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<IOptions<ChaosOptions>>(),
            provider.GetRequiredService<IMeterFactory>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ChaosRunner>>()));
        return services;
    }
}
