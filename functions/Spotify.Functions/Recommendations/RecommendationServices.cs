using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Products;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Snapshot;
using Spotify.Functions.Recommendations.Training;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations;

/// <summary>Registers the weekly run and what serves its lists.</summary>
public static class RecommendationServices
{
    /// <summary>Adds <see cref="IRecommendations"/> and what the functions of the weekly run need. Documents, blobs, closing, taste, charts, accounts, plans, the catalogue, sounds and the event hubs are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <see cref="RecommendationOptions"/> and <see cref="ServingOptions"/>.</param>
    public static IServiceCollection AddRecommendations(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<RecommendationOptions>(configuration, RecommendationOptions.Section);
        services.AddValidatedOptions<ServingOptions>(configuration, ServingOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RunFiles>();
        services.TryAddSingleton<RunCache>();
        services.TryAddSingleton(provider => new ExperimentStore(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<SpotifyMetrics>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<WeeklyBeginning>();
        services.TryAddSingleton<FriendTracks>();
        services.TryAddSingleton<ListenerReading>();
        services.TryAddSingleton<TrackReading>();
        services.TryAddSingleton<TwinFinding>();
        services.TryAddSingleton<BlockJoining>();
        services.TryAddSingleton<ExplorationResults>();
        services.TryAddSingleton<SettingSearch>();
        services.TryAddSingleton<Learning>();
        services.TryAddSingleton<TrackLinking>();
        services.TryAddSingleton<ContentLearning>();
        services.TryAddSingleton<SoundLearning>();
        services.TryAddSingleton<SignalFiles>();
        services.TryAddSingleton<ModelMeasuring>();
        services.TryAddSingleton<ModelPublishing>();
        services.TryAddSingleton<IListAnnouncer, HubListAnnouncer>();
        services.TryAddSingleton<ListMaking>();
        services.TryAddSingleton<WeeklyFinishing>();
        services.TryAddSingleton<WeeklySteps>();
        services.TryAddSingleton(provider => new WeeklyWork(provider.GetRequiredService<WeeklySteps>()));
        services.TryAddSingleton<WeeklyStatus>();
        services.TryAddSingleton<ModelRegistry>();
        services.TryAddSingleton<ModelStore>();
        services.TryAddSingleton<ModelIndexes>();
        services.TryAddSingleton<IndexFiles>();
        services.TryAddSingleton<WeekStore>();
        services.TryAddSingleton<StoredLists>();
        services.TryAddSingleton<LiveTaste>();
        services.TryAddSingleton<ServingModel>();
        services.TryAddSingleton<IRecommendations, RecommendationService>();
        return services;
    }
}
