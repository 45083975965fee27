using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Accounts;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Artists;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Recommendations.Editorial;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Onboarding;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Telemetry.Taste;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>Registers what the routes of recommendations answer with.</summary>
public static class ProductServices
{
    /// <summary>Adds it; needs recommendations, taste and the catalogue.</summary>
    public static IServiceCollection AddRecommendationProducts(this IServiceCollection services)
    {
        services.TryAddSingleton<PicksStore>();
        services.TryAddSingleton(provider => new EditorialShelves(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<SpotifyMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IFanArtists, FanArtists>();
        services.TryAddSingleton(provider => new TasteOnboarding(
            provider.GetRequiredService<PicksStore>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<CatalogPresenter>(),
            provider.GetRequiredService<ListenerSessions>()));
        services.TryAddSingleton(provider => new ListenerSessions(
            provider.GetRequiredService<IRecommendations>(),
            provider.GetRequiredService<LiveTaste>(),
            provider.GetRequiredService<ICharts>(),
            provider.GetRequiredService<PicksStore>(),
            provider.GetRequiredService<IAccounts>(),
            provider.GetRequiredService<ExperimentStore>(),
            provider.GetRequiredService<FriendTracks>(),
            provider.GetRequiredService<ModelIndexes>(),
            provider.GetRequiredService<PlainTracks>(),
            provider.GetRequiredService<IOptions<ServingOptions>>(),
            provider.GetRequiredService<IOptions<RecommendationOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ListenerSessions>>()));
        services.TryAddSingleton<ListenerProducts>();
        services.TryAddSingleton<PlainTracks>();
        services.TryAddSingleton(provider => new RadioSeeds(
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<ListenerSessions>(),
            provider.GetRequiredService<ListenerProducts>(),
            provider.GetRequiredService<PlainTracks>()));
        services.TryAddSingleton<Exposures>();
        services.TryAddSingleton(provider => new ExperimentMeasuring(
            provider.GetRequiredService<ExperimentStore>(),
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<ITaste>(),
            provider.GetRequiredService<ILogger<ExperimentMeasuring>>()));
        services.TryAddSingleton(provider => new ProductAnswers(
            provider.GetRequiredService<CatalogPresenter>(), provider.GetRequiredService<ListenerSessions>(), provider.GetRequiredService<Exposures>()));
        services.TryAddSingleton<RadioAnswers>();
        return services;
    }
}
