using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Catalog.Artists;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Catalog.Browse;
using Spotify.Functions.Catalog.Figures;
using Spotify.Functions.Catalog.Operators;
using Spotify.Functions.Catalog.Spoken;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Telemetry.Charts;

namespace Spotify.Functions.Catalog;

/// <summary>Registers the catalogue.</summary>
public static class CatalogServices
{
    /// <summary>Adds <see cref="ICatalog"/>, <see cref="MediaUrls"/>, what describes things, and their options; needs documents, blobs and events.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Catalog</c>.</param>
    public static IServiceCollection AddCatalog(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<CatalogOptions>(configuration, "Catalog");
        services.TryAddSingleton(TimeProvider.System);
        services.AddResilience(configuration);
        services.TryAddSingleton<ICatalogAnnouncer, HubAnnouncer>();
        services.TryAddSingleton<CatalogService>();
        services.TryAddSingleton<ICatalog>(provider => provider.GetRequiredService<CatalogService>());
        services.TryAddSingleton(provider => provider.GetRequiredService<CatalogService>().Artists);
        services.TryAddSingleton(provider => provider.GetRequiredService<CatalogService>().Spoken);
        services.TryAddSingleton<MediaUrls>();
        services.TryAddSingleton<PlayCountReader>();
        services.TryAddSingleton<StoredPopularity>();
        services.TryAddSingleton<IPopularity>(provider => provider.GetRequiredService<StoredPopularity>());
        services.TryAddSingleton<CatalogLinks>();
        services.TryAddSingleton<CatalogFigures>();
        services.TryAddSingleton<SpokenPresenter>();
        services.TryAddSingleton<CatalogPresenter>();
        services.TryAddSingleton<CatalogAnswers>();
        services.TryAddSingleton<AlbumLists>();
        services.TryAddSingleton<GenreShelves>();
        services.TryAddSingleton<IMediaFiles, MediaFiles>();
        services.AddAudioFigures();
        services.TryAddSingleton(provider => new CatalogImports(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<CatalogService>().SpokenWriter,
            provider.GetRequiredService<CatalogService>(),
            provider.GetRequiredService<ICatalogAnnouncer>(),
            provider.GetRequiredService<IMediaFiles>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new CatalogRebuild(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<CatalogService>()));
        services.TryAddSingleton(provider => new PopularityRun(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<IDayCounts>(),
            provider.GetRequiredService<StoredPopularity>(),
            provider.GetRequiredService<ICatalogAnnouncer>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PopularityRun>>()));
        services.TryAddSingleton(provider => new ArtistProfiles(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<CatalogService>(),
            provider.GetRequiredService<ICatalogAnnouncer>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ArtistPages(
            provider.GetRequiredService<ArtistCatalog>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<CatalogPresenter>(),
            provider.GetRequiredService<StoredPopularity>(),
            provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new RelatedArtists(
            provider.GetRequiredService<ArtistCatalog>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<AlbumLists>(),
            provider.GetRequiredService<CatalogFigures>(),
            provider.GetRequiredService<IOptions<CatalogOptions>>(),
            provider.GetRequiredService<SpotifyMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<IFanArtists>()));
        services.TryAddSingleton(provider => new SpokenPages(
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<SpokenCatalog>(),
            provider.GetRequiredService<CatalogPresenter>(),
            provider.GetRequiredService<SpokenPresenter>()));
        return services;
    }
}
