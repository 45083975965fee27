using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>Registers what is made ready before an embargo ends.</summary>
internal static class ReleaseDayServices
{
    /// <summary>Adds <see cref="ReleaseWarming"/>; needs the catalogue and documents.</summary>
    public static IServiceCollection AddReleaseDay(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<ReleaseDayOptions>(configuration, ReleaseDayOptions.Section);
        services.TryAddSingleton<ReleaseDayMetrics>();
        services.TryAddSingleton<IWarmAddresses, SignedWarmAddresses>();
        services.TryAddSingleton(provider => new EdgeReader(
            new HttpMessageInvoker(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), UseCookies = false }),
            provider.GetRequiredService<IOptions<ReleaseDayOptions>>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new Embargoes(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ReleaseWarming(
            provider.GetRequiredService<Embargoes>(), provider.GetRequiredService<ICatalog>(), provider.GetRequiredService<IWarmAddresses>(), provider.GetRequiredService<EdgeReader>(),
            provider.GetRequiredService<IFlags>(), provider.GetRequiredService<ReleaseDayMetrics>(), provider.GetRequiredService<IOptions<ReleaseDayOptions>>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ReleaseWarming>>()));
        services.AddHostedService<InstanceWarming>();
        return services;
    }
}
