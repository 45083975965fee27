using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Catalog;

/// <summary>Registers the catalogue.</summary>
public static class CatalogServices
{
    /// <summary>Adds <see cref="ICatalog"/>, <see cref="MediaUrls"/> and their options; needs documents and blobs.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Catalog</c>.</param>
    public static IServiceCollection AddCatalog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<CatalogOptions>(configuration, "Catalog");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICatalog, CatalogService>();
        services.TryAddSingleton<MediaUrls>();
        services.TryAddSingleton<PlayCountReader>();
        services.TryAddSingleton<StoredPopularity>();
        services.TryAddSingleton<IPopularity>(provider => provider.GetRequiredService<StoredPopularity>());
        services.TryAddSingleton<CatalogLinks>();
        services.TryAddSingleton<CatalogFigures>();
        services.TryAddSingleton<SpokenPresenter>();
        services.TryAddSingleton<CatalogPresenter>();
        return services;
    }
}
