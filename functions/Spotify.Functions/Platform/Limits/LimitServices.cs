using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Limits;

/// <summary>Registers the limits of requests.</summary>
public static class LimitServices
{
    /// <summary>Adds <see cref="IRateLimiter"/>; instances share what they count where there is a document store, and each counts for itself where there is none.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Limits</c>.</param>
    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<LimitOptions>(configuration, LimitOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<LimitStore>();
        services.TryAddSingleton<LimitMetrics>();
        services.TryAddSingleton<IRateLimiter, RateLimiter>();
        return services;
    }
}
