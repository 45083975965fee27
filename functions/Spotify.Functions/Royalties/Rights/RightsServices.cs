using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Catalog;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Telemetry.Closing;

namespace Spotify.Functions.Royalties.Rights;

/// <summary>Registers agreements, parties, splits, rates, charges and escrow.</summary>
public static class RightsServices
{
    /// <summary>Adds the desks and what freezes them. The monthly job, documents and the catalogue are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddRoyaltyRights(this IServiceCollection services)
    {
        services.TryAddSingleton<VersionedDocuments>();
        services.TryAddSingleton(provider => new PartyDesk(provider.GetRequiredService<VersionedDocuments>()));
        services.TryAddSingleton(provider => new AgreementDesk(provider.GetRequiredService<VersionedDocuments>(), provider.GetRequiredService<PartyDesk>()));
        services.TryAddSingleton(provider => new SplitDesk(
            provider.GetRequiredService<VersionedDocuments>(), provider.GetRequiredService<PartyDesk>(), provider.GetRequiredService<ICatalog>()));
        services.TryAddSingleton(provider => new TableDesk(
            provider.GetRequiredService<VersionedDocuments>(), provider.GetRequiredService<IRoyaltyPeriods>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new ChargeDesk(
            provider.GetRequiredService<VersionedDocuments>(), provider.GetRequiredService<PartyDesk>(), provider.GetRequiredService<TableDesk>()));
        services.TryAddSingleton(provider => new EscrowDesk(
            provider.GetRequiredService<VersionedDocuments>(),
            provider.GetRequiredService<PartyDesk>(),
            provider.GetRequiredService<TableDesk>(),
            provider.GetRequiredService<RoyaltyResultFiles>(),
            provider.GetRequiredService<ILedgerFiles>()));
        services.TryAddSingleton<IRightsSource, RightsSource>();
        return services;
    }
}
