using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.Telemetry.Listeners;

/// <summary>Registers the listeners' pseudonyms.</summary>
public static class ListenerServices
{
    /// <summary>Adds <see cref="IListeners"/>.</summary>
    public static IServiceCollection AddListeners(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());
        services.TryAddSingleton<IListeners, ListenerKeys>();
        return services;
    }
}
