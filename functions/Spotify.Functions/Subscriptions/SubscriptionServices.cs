using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Accounts;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Privacy;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Subscriptions.Abuse;
using Spotify.Functions.Subscriptions.Countries;
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
        services.AddValidatedOptions<CountryOptions>(configuration, CountryOptions.Section);
        services.AddValidatedOptions<BreachedPasswordOptions>(configuration, BreachedPasswordOptions.Section);
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
        return services.AddCountries(configuration).AddAbuse();
    }

    private static IServiceCollection AddCountries(this IServiceCollection services, IConfiguration configuration)
    {
        // By the settings' own text: a fault elsewhere in the section must not hide what is wrong with the files.
        services.TryAddSingleton(_ => new AddressBook(
            configuration[$"{CountryOptions.Section}:{nameof(CountryOptions.Ranges)}"], configuration[$"{CountryOptions.Section}:{nameof(CountryOptions.Relays)}"]));
        services.AddSingleton<ISettingsCheck>(provider => provider.GetRequiredService<AddressBook>());
        services.TryAddSingleton(provider => new CountryReview(
            provider.GetRequiredService<PlanKeeper>(),
            provider.GetService<IAccounts>,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<CountryReview>>()));
        services.TryAddSingleton(provider => new CountryGate(
            provider.GetRequiredService<AddressBook>(),
            provider.GetRequiredService<SightingRecorder>(),
            provider.GetRequiredService<IOptions<CountryOptions>>(),
            provider.GetService<IClientAddress>()));
        return services;
    }

    private static IServiceCollection AddAbuse(this IServiceCollection services)
    {
        services.TryAddSingleton<StuffingWatch>();
        services.TryAddSingleton<SuspectBook>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPersonalData, SuspectBook>(provider => provider.GetRequiredService<SuspectBook>()));
        services.TryAddSingleton(provider => new SuspectDesk(provider.GetRequiredService<SuspectBook>()));
        services.TryAddSingleton<SightingRecorder>();
        services.TryAddSingleton<ISignInWatch>(provider => provider.GetRequiredService<SightingRecorder>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SightingRecorder>(provider => provider.GetRequiredService<SightingRecorder>()));
        services.TryAddSingleton<BreachedPasswords>();
        services.TryAddSingleton<IPasswordBreaches>(provider => provider.GetRequiredService<BreachedPasswords>());
        services.AddSingleton<ISettingsCheck>(provider => provider.GetRequiredService<BreachedPasswords>());
        return services;
    }
}
