using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Edge;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>By the rule of <see cref="MediaUrls"/> an address follows from the window of time and the key of the day alone, so that of a window to come can be made now.</summary>
internal sealed class SignedWarmAddresses(MediaUrls urls, EdgeState edge) : IWarmAddresses
{
    public EdgeUse Edge => edge.Use;

    public async ValueTask<Uri> OfAsync(string blob, DateTimeOffset at, CancellationToken cancellationToken) => new((await urls.SignAudioAtAsync(blob, at, cancellationToken)).Url);
}
