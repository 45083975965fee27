using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Events;

/// <summary>Registers what keeps event logs and runs Event Hubs triggers.</summary>
internal static class EventHubServices
{
    /// <summary>Adds the event logs and their triggers.</summary>
    public static IServiceCollection AddEventHubTriggers(this IServiceCollection services)
    {
        services.AddSingleton<EventHubHost>();
        services.AddSingleton<IStartupCheck>(provider => provider.GetRequiredService<EventHubHost>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EventHubHost>());
        return services;
    }
}
