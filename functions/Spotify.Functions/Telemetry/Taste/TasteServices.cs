using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>Registers history and taste.</summary>
public static class TasteServices
{
    /// <summary>Adds <see cref="ITaste"/>, <see cref="ListenRecorder"/>, <see cref="SignalRecorder"/> and what the routes answer with; needs documents, the catalogue, listeners and the session store.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Taste</c>.</param>
    public static IServiceCollection AddTaste(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<TasteOptions>(configuration, "Taste");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new ListenRecorder(
            provider.GetRequiredService<SessionStore>(),
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ListenRecorder>>()));
        services.TryAddSingleton<SignalRecorder>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPackedPersonalData, PackedHistory>());
        services.TryAddSingleton<HistoryReader>();
        services.TryAddSingleton<ITaste, TasteService>();
        services.TryAddSingleton<ITasteScan, TasteScan>();
        services.TryAddSingleton<TopTracks>();
        services.TryAddSingleton<TopArtists>();
        services.TryAddSingleton(provider => new RecentPlays(
            provider.GetRequiredService<HistoryReader>(), provider.GetRequiredService<ICatalog>(), provider.GetRequiredService<CatalogPresenter>()));
        return services;
    }
}
