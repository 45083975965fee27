using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Shedding;

/// <summary>Registers the shedding of load.</summary>
internal static class SheddingServices
{
    /// <summary>Adds what <see cref="LoadShedGate"/> needs.</summary>
    public static IServiceCollection AddShedding(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ShedOptions>(configuration, ShedOptions.Section);
        services.AddMetrics();
        services.TryAddSingleton<ShedMetrics>();
        return services;
    }
}
