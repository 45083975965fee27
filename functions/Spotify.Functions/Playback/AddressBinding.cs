using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback;

/// <summary>Tells where a caller is, where that matters for the address that he is given.</summary>
public sealed class AddressBinding
{
    private readonly PlaybackUrlSigner _signer;
    private readonly IClientAddress _addresses;

    internal AddressBinding(PlaybackUrlSigner signer, IClientAddress addresses) => (_signer, _addresses) = (signer, addresses);

    /// <summary>The caller's address, or network; null where addresses are not bound, or it cannot be told.</summary>
    /// <param name="request">The request.</param>
    public string? Of(HttpRequest request) => _signer.BindsAddress ? ClientAddress.KeyOf(_addresses.Of(request)) : null;
}
