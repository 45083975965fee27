using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Spotify.Functions.Playback;

/// <summary>Registers playback.</summary>
public static class PlaybackServices
{
    /// <summary>Adds <see cref="StreamAuthoriser"/>; needs the catalogue.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Not read yet: playback has no settings of its own.</param>
    public static IServiceCollection AddPlayback(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton<StreamAuthoriser>();
        return services;
    }
}
