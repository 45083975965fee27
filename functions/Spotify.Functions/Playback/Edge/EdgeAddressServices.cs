using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Auth.Changes;
using Spotify.Functions.Platform.Edge;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback.Edge;

/// <summary>Registers the addresses of audio.</summary>
internal static class EdgeAddressServices
{
    /// <summary>Adds <see cref="PlaybackUrlSigner"/> and the check of bound addresses; needs the catalogue, the edge's options and the accounts' key.</summary>
    public static IServiceCollection AddEdgeAddresses(this IServiceCollection services)
    {
        services.AddSingleton(provider => new BoundForm(provider.GetRequiredService<IOptions<EdgeOptions>>().Value.Form != AddressForm.Bound
            ? null
            : new EdgeTokens(
                provider.GetRequiredService<IOptions<EdgeOptions>>(),
                provider.GetRequiredService<IOptions<AuthOptions>>(),
                provider.GetRequiredService<KeyEncryption>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<EdgeTokens>>())));
        services.AddSingleton(provider => new PlaybackUrlSigner(
            provider.GetRequiredService<MediaUrls>(), provider.GetRequiredService<EdgeState>(), provider.GetRequiredService<BoundForm>().Tokens));
        services.AddSingleton(provider => new AddressBinding(provider.GetRequiredService<PlaybackUrlSigner>(), provider.GetRequiredService<IClientAddress>()));
        services.AddSingleton(provider => new AudioFetches(
            provider.GetRequiredService<BoundForm>().Tokens,
            provider.GetRequiredService<MediaUrls>(),
            provider.GetRequiredService<IOptions<EdgeOptions>>(),
            provider.GetRequiredService<IClientAddress>(),
            provider.GetRequiredService<ITokenValidator>(),
            provider.GetService<IAccountChanges>()));
        return services;
    }

    private sealed record BoundForm(EdgeTokens? Tokens);
}
