using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>Registers what operators see of the ingestion.</summary>
public static class OperatorServices
{
    /// <summary>Adds what the operators' functions need. Documents, deliveries and turns are registered elsewhere.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddIngestionOperators(this IServiceCollection services)
    {
        services.AddSingleton(provider => new FailureDesk(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<DeliveryStore>(), provider.GetRequiredService<ILogger<FailureDesk>>()));
        services.AddSingleton(provider => new DeliveryReplays(
            provider.GetRequiredService<FailureDesk>(),
            provider.GetRequiredService<DeliveryStore>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeliveryReplays>>()));
        services.AddSingleton(provider => new QueueFigures(provider.GetRequiredService<TurnBook>(), provider.GetRequiredService<IOptions<TurnOptions>>().Value.TurnsAtOnce));
        return services;
    }
}
