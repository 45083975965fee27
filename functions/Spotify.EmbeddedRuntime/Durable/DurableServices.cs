using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Durable;

/// <summary>Registers what runs orchestrations and activities.</summary>
internal static class DurableServices
{
    /// <summary>Adds the durable functions and their client.</summary>
    public static IServiceCollection AddDurable(this IServiceCollection services) => services
        .AddSingleton(provider => DurableSettings.From(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<IStartupCheck, DurableCheck>()
        .AddSingleton<DurableFunctions>()
        .AddSingleton<OrchestrationEngine>()
        .AddSingleton<DurableTaskClient, EmbeddedDurableTaskClient>()
        .AddHostedService(provider => provider.GetRequiredService<OrchestrationEngine>());
}
