using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.Catalog.Audio;

/// <summary>Registers what is known of the sound of tracks.</summary>
public static class AudioServices
{
    /// <summary>Adds <see cref="AudioFigures"/> and <see cref="ITrackSounds"/>; needs the catalogue and blobs.</summary>
    /// <param name="services">The services.</param>
    public static IServiceCollection AddAudioFigures(this IServiceCollection services)
    {
        services.TryAddSingleton<IAnalysisFiles, AnalysisFiles>();
        services.TryAddSingleton<ITrackSounds, TrackSounds>();
        services.TryAddSingleton(provider => new AudioFigures(provider.GetRequiredService<ICatalog>(), provider.GetRequiredService<IAnalysisFiles>()));
        return services;
    }
}
