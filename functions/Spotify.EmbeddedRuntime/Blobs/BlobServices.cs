using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Spotify.EmbeddedRuntime.Hosting;

namespace Spotify.EmbeddedRuntime.Blobs;

/// <summary>Registers what runs blob triggers.</summary>
internal static class BlobServices
{
    /// <summary>Adds the blob triggers.</summary>
    public static IServiceCollection AddBlobTriggers(this IServiceCollection services)
    {
        services.AddSingleton<BlobTriggerHost>();
        services.AddSingleton<IStartupCheck>(provider => provider.GetRequiredService<BlobTriggerHost>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<BlobTriggerHost>());
        return services;
    }
}
