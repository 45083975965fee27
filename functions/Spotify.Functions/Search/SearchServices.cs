using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary>Registers the search.</summary>
public static class SearchServices
{
    /// <summary>Adds the index, what answers queries and what keeps it in step; needs documents, events, the catalogue and telemetry.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static IServiceCollection AddSearch(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSearchIndex(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ListenerFavourites>();
        services.TryAddSingleton<SearchService>();
        services.TryAddSingleton<SearchSource>();
        services.TryAddSingleton<SearchUpdates>();
        services.TryAddSingleton<SearchReindexing>();
        return services;
    }
}
