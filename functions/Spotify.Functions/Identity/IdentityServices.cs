using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Identity;

/// <summary>Registers what knows recordings by their sound.</summary>
public static class IdentityServices
{
    /// <summary>Adds <see cref="IAudioIdentity"/> and what its routes need. Documents, the catalogue and ingestion's media programs are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Identity</c>.</param>
    public static IServiceCollection AddIdentity(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<IdentityOptions>(configuration, IdentityOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FingerprintIndex>();
        services.AddSingleton<SoundStore>();
        services.AddSingleton<SoundSearch>();
        services.AddSingleton<Excerpts>();
        services.AddSingleton(provider => new IdentityFlags(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IAudioIdentity, AudioIdentity>();
        services.AddSingleton(provider => new Identification(
            provider.GetRequiredService<SoundSearch>(),
            provider.GetRequiredService<SoundStore>(),
            provider.GetRequiredService<Excerpts>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<CatalogPresenter>(),
            provider.GetRequiredService<TimeProvider>()));
        return services;
    }
}
