using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Flags;

/// <summary>Registers features that can be switched.</summary>
internal static class FlagServices
{
    /// <summary>Adds <see cref="IFlags"/>; without a document store the settings alone hold.</summary>
    public static IServiceCollection AddFlags(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<FlagOptions>(configuration, FlagOptions.Section);
        services.TryAddSingleton(provider => new FeatureFlags(
            provider.GetService<IDocumentStore>(), provider.GetRequiredService<IOptions<FlagOptions>>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FeatureFlags>>()));
        services.TryAddSingleton<IFlags>(provider =>
        {
            // Made with what it measures, which nobody else asks for.
            provider.GetRequiredService<FlagMetrics>();
            return provider.GetRequiredService<FeatureFlags>();
        });
        services.TryAddSingleton<FlagMetrics>();
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<FeatureFlags>());
        services.TryAddSingleton(provider => new FlagDesk(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<FeatureFlags>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
