using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Settings;

namespace Spotify.Functions.Platform.Events;

/// <summary>Registers the event hubs.</summary>
public static class EventServices
{
    /// <summary>Adds <see cref="EventHubPublisher"/> and the ledger of what it sent, which needs the documents; its settings are checked at start.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <c>EventHubs</c>: a connection string, or <c>EventHubs__fullyQualifiedNamespace</c> with an identity.</param>
    public static IServiceCollection AddEvents(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddResilience(configuration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EventHubOptions>, EventHubOptionsValidator>());
        services.AddOptions<EventHubOptions>().Configure(options => Read(options, configuration.GetSection(EventHubNames.Connection)));
        services.AddSingleton<ISettingsCheck, SettingsCheck<EventHubOptions>>();
        services.AddMetrics();
        services.TryAddSingleton<EventMetrics>();
        services.TryAddSingleton<SentCounts>();
        services.TryAddSingleton(provider => new EventHubPublisher(
            provider.GetRequiredService<IOptions<EventHubOptions>>(),
            provider.GetRequiredService<SentCounts>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventHubPublisher>>(),
            pipelines: provider.GetRequiredService<Pipelines>(),
            metrics: provider.GetRequiredService<EventMetrics>()));
        services.TryAddSingleton<SentLedger>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SentLedger>(provider => provider.GetRequiredService<SentLedger>()));
        return services;
    }

    private static void Read(EventHubOptions options, IConfigurationSection section)
    {
        options.ConnectionString = section.Value;
        options.FullyQualifiedNamespace = section["fullyQualifiedNamespace"];
        options.ClientId = section["clientId"];
        options.Producers = [.. section.GetSection("producers").GetChildren().Select(one => one.Value ?? "")];
        // What cannot be read becomes what cannot be right, and is named with the rest.
        if (section["sendTimeout"] is { Length: > 0 } timeout)
            options.SendTimeout = TimeSpan.TryParse(timeout, CultureInfo.InvariantCulture, out var span) ? span : TimeSpan.Zero;
        if (section["partitions"] is { Length: > 0 } partitions)
            options.Partitions = int.TryParse(partitions, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : -1;
        if (section["maxWaitingBytes"] is { Length: > 0 } bytes)
            options.MaxWaitingBytes = long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : 0;
    }
}
