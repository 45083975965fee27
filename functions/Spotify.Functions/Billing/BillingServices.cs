using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Billing;

/// <summary>Registers billing.</summary>
public static class BillingServices
{
    /// <summary>Adds the webhook and <see cref="IRevenue"/>; needs documents and subscriptions, and accounts where there are any.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">Holds section <c>Billing</c>.</param>
    public static IServiceCollection AddBilling(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<BillingOptions>(configuration, BillingOptions.Section);
        services.AddListeners();
        services.TryAddSingleton<Periods>();
        services.TryAddSingleton<SignedBodyReader>();
        services.TryAddSingleton<BillingRecords>();
        services.TryAddSingleton<RevenueLedger>();
        services.TryAddSingleton<TrialClaims>();
        services.TryAddSingleton<ParkedEvents>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPersonalData, ParkedEvents>(provider => provider.GetRequiredService<ParkedEvents>()));
        services.TryAddSingleton<IRevenue, Revenue>();
        services.TryAddSingleton(provider => new BillingIntake(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<BillingRecords>(),
            provider.GetRequiredService<RevenueLedger>(),
            provider.GetRequiredService<ParkedEvents>(),
            provider.GetRequiredService<TrialClaims>(),
            provider.GetRequiredService<Plans>(),
            provider.GetService<IAccounts>,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<BillingIntake>>()));
        services.TryAddSingleton<BillingImport>();
        services.TryAddSingleton(provider => new ParkedDesk(
            provider.GetRequiredService<ParkedEvents>(), provider.GetRequiredService<BillingIntake>(), provider.GetRequiredService<ILogger<ParkedDesk>>()));
        return services;
    }
}
