using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Edge;

/// <summary>Registers what is known of the edge.</summary>
internal static class EdgeServices
{
    /// <summary>Adds <see cref="EdgeOptions"/>, <see cref="EdgeState"/> and the probe; needs resilience.</summary>
    public static IServiceCollection AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<EdgeOptions>(configuration, EdgeOptions.Section);
        services.AddSingleton(provider => new EdgeState(
            provider.GetRequiredService<IOptions<EdgeOptions>>(), provider.GetRequiredService<Pipelines>(), provider.GetService<IFlags>()));
        services.AddSingleton(provider => new EdgeProbe(
            new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), AllowAutoRedirect = false }),
            provider.GetRequiredService<IOptions<EdgeOptions>>(),
            provider.GetRequiredService<Pipelines>(),
            provider.GetRequiredService<FaultPlan>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EdgeProbe>>()));
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EdgeProbe>());
        return services;
    }
}
