using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Artificial;

/// <summary>Registers the review of artificial plays.</summary>
public static class ArtificialServices
{
    /// <summary>Adds <see cref="DayReview"/> and <see cref="ReviewCases"/>.</summary>
    public static IServiceCollection AddArtificial(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new ReviewCases(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<PlayExclusions>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton(provider => new DayReview(
            provider.GetRequiredService<IDocumentStore>(),
            new DayPlays(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<TimeProvider>()),
            provider.GetRequiredService<ReviewCases>(),
            provider.GetRequiredService<ILogger<DayReview>>()));
        return services;
    }
}
