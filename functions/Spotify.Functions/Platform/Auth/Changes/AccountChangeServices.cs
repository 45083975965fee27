using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Platform.Auth.Changes;

/// <summary>Registers the feed of account changes.</summary>
public static class AccountChangeServices
{
    /// <summary>Adds <see cref="IAccountChanges"/> and its reader, once however often it is called; needs documents.</summary>
    /// <param name="services">Where to register.</param>
    public static IServiceCollection AddAccountChanges(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<AccountChangeLog>();
        services.TryAddSingleton(provider => new AccountChanges(
            provider.GetRequiredService<AccountChangeLog>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AccountChanges>>()));
        services.TryAddSingleton<IAccountChanges>(provider => provider.GetRequiredService<AccountChanges>());
        services.TryAddSingleton<AccountChangeReader>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AccountChangeReader>(provider => provider.GetRequiredService<AccountChangeReader>()));
        return services;
    }
}
