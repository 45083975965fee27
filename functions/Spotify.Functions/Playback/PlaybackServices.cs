using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spotify.Functions.Playback.Edge;
using Spotify.Functions.Playback.Hls;
using Spotify.Functions.Playback.ReleaseDay;

namespace Spotify.Functions.Playback;

/// <summary>Registers playback.</summary>
public static class PlaybackServices
{
    /// <summary>Adds <see cref="StreamAuthoriser"/> and HTTP Live Streaming; needs the catalogue.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Holds section <c>Hls</c>.</param>
    public static IServiceCollection AddPlayback(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddEdgeAddresses();
        services.TryAddSingleton<StreamAuthoriser>();
        return services.AddHls(configuration).AddReleaseDay(configuration);
    }
}
