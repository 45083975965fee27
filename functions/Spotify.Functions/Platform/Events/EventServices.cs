using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Events;

/// <summary>Registers the event hubs.</summary>
public static class EventServices
{
    /// <summary>Adds <see cref="EventHubPublisher"/>; its settings are checked at start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>EventHubs</c>: a connection string, or <c>EventHubs__fullyQualifiedNamespace</c> with an identity.</param>
    public static IServiceCollection AddEvents(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventHubOptions>, EventHubOptionsValidator>());
        services.AddOptions<EventHubOptions>()
            .Configure(options =>
            {
                options.ConnectionString = configuration[EventHubNames.Connection];
                options.FullyQualifiedNamespace = configuration[$"{EventHubNames.Connection}:fullyQualifiedNamespace"];
                options.ClientId = configuration[$"{EventHubNames.Connection}:clientId"];
                if (configuration[$"{EventHubNames.Connection}:sendTimeout"] is { } timeout)
                    options.SendTimeout = TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out var span) ? span : TimeSpan.Zero;
            });
        services.AddSingleton<ISettingsCheck, SettingsCheck<EventHubOptions>>();
        services.TryAddSingleton<EventHubPublisher>();
        return services;
    }
}
