using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Subscriptions.Countries;

namespace Spotify.Functions.Playback.Hls;

/// <summary>Registers HTTP Live Streaming.</summary>
public static class HlsServices
{
    /// <summary>Adds <see cref="HlsAuthoriser"/>; needs the catalogue, the storage accounts and the accounts' key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Hls</c>.</param>
    public static IServiceCollection AddHls(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<HlsOptions>(configuration, HlsOptions.Section);
        services.AddSingleton<HlsTokens>();
        services.AddSingleton<IAddressTokens>(provider => provider.GetRequiredService<HlsTokens>());
        services.AddSingleton<HlsIndexes>();
        services.AddSingleton(provider => new HlsAuthoriser(
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<PlaybackUrlSigner>(),
            provider.GetRequiredService<HlsTokens>(),
            provider.GetRequiredService<HlsIndexes>(),
            provider.GetRequiredService<SpotifyMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetService<CountryGate>(),
            provider.GetRequiredService<AddressBinding>()));
        return services;
    }
}
