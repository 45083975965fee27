using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Royalties.Results;

namespace Spotify.Functions.Royalties.Job;

/// <summary>Registers the monthly calculation of royalties.</summary>
public static class RoyaltyServices
{
    /// <summary>Adds the states of months, their frozen inputs and the run. Documents, blobs, closing, billing, the catalogue and rights are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds <see cref="RoyaltyOptions"/>.</param>
    public static IServiceCollection AddRoyaltyJob(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<RoyaltyOptions>(configuration, RoyaltyOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<RoyaltyLimits>();
        services.TryAddSingleton<IRoyaltyPeriods, RoyaltyPeriods>();
        services.TryAddSingleton<IFunctionalTracks, FunctionalTracks>();
        services.TryAddSingleton<RoyaltyRulesSource>();
        services.TryAddSingleton<FrozenInputsStore>();
        services.TryAddSingleton<RevenueFreezing>();
        services.TryAddSingleton<TrackFreezing>();
        services.TryAddSingleton<RightsFreezing>();
        services.TryAddSingleton<RoyaltyResultFiles>();
        services.TryAddSingleton<TallyFiles>();
        services.TryAddSingleton<MonthLedger>();
        services.TryAddSingleton<OwnershipCache>();
        services.TryAddSingleton<EarlierPlays>();
        services.TryAddSingleton<PenaltyFinding>();
        services.TryAddSingleton<RoyaltyBeginning>();
        services.TryAddSingleton<PoolSums>();
        services.TryAddSingleton<ListenerTally>();
        services.TryAddSingleton<TrackJudge>();
        services.TryAddSingleton<ListenerWeights>();
        services.TryAddSingleton<PoolDividing>();
        services.TryAddSingleton<LineCollection>();
        services.TryAddSingleton<Crediting>();
        services.TryAddSingleton<Settling>();
        services.TryAddSingleton<Reconciling>();
        services.TryAddSingleton<Finishing>();
        services.TryAddSingleton<StoredResults>();
        services.TryAddSingleton<IRoyaltyResults>(provider => provider.GetRequiredService<StoredResults>());
        services.TryAddSingleton<IRoyaltyWhatIf>(provider => provider.GetRequiredService<StoredResults>());
        services.TryAddSingleton<RoyaltySteps>();
        services.TryAddSingleton(provider => new RoyaltyWork(provider.GetRequiredService<RoyaltySteps>()));
        services.AddMetrics();
        services.TryAddSingleton<RoyaltyProgressMetrics>();
        services.TryAddSingleton(provider => new RoyaltyStatus(provider.GetRequiredService<IRoyaltyPeriods>(), provider.GetRequiredService<RoyaltyResultFiles>()));
        return services;
    }
}
