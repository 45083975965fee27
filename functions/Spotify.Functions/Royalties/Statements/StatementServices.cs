using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Settings;
using Spotify.Functions.Royalties.Results;
using Spotify.Functions.Royalties.WhatIf;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>Registers statements.</summary>
public static class StatementServices
{
    /// <summary>Adds statements, their files and what-if. The results of months, the catalogue and blobs are registered elsewhere.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="configuration">Holds section <c>Statements</c>.</param>
    public static IServiceCollection AddRoyaltyStatements(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddValidatedOptions<StatementOptions>(configuration, StatementOptions.Section);
        services.TryAddSingleton<TrackNames>();
        services.TryAddSingleton<StatementDesk>();
        services.TryAddSingleton<StatementReasons>();
        services.TryAddSingleton<StatementPlays>();
        services.TryAddSingleton<WhatIfDesk>();
        services.TryAddSingleton<IStatementFiles, BlobStatementFiles>();
        services.TryAddSingleton(provider => new StatementDelivery(
            provider.GetRequiredService<IRoyaltyResults>(),
            provider.GetRequiredService<StatementDesk>(),
            provider.GetRequiredService<ICatalog>(),
            provider.GetRequiredService<IStatementFiles>(),
            provider.GetRequiredService<IOptions<StatementOptions>>(),
            provider.GetRequiredService<ILogger<StatementDelivery>>()));
        return services;
    }
}
