using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Subscriptions.Families;

namespace Spotify.Functions.Subscriptions;

/// <summary>Registers plans.</summary>
public static class SubscriptionServices
{
    /// <summary>Adds <see cref="IPlans"/> and the feed of account changes; needs documents, and accounts where there are any.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">The settings.</param>
    public static IServiceCollection AddSubscriptions(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddAccountChanges();
        services.TryAddSingleton<PlanReminders>();
        services.TryAddSingleton<PlanKeeper>();
        // Accounts ask for plans when they issue tokens, and plans ask for accounts: looked up when it is needed, or neither could be made.
        services.TryAddSingleton(provider => new Plans(
            provider.GetRequiredService<PlanKeeper>(), provider.GetService<IAccounts>, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IPlans>(provider => provider.GetRequiredService<Plans>());
        services.TryAddSingleton(provider => new FamilyPlans(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<PlanKeeper>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPersonalData, PlanData>());
        services.TryAddSingleton(provider => new PlanSettlement(
            provider.GetRequiredService<PlanReminders>(), provider.GetRequiredService<PlanKeeper>(), provider.GetRequiredService<ILogger<PlanSettlement>>()));
        return services;
    }
}
