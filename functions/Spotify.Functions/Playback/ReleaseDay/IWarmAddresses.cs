using Spotify.Core;
using Spotify.Functions.Platform.Edge;

namespace Spotify.Functions.Playback.ReleaseDay;

/// <summary>The addresses that audio will be fetched from through the edge at a moment to come: those that listeners are given, or, where theirs are bound, those that these lead to. They are used by this application alone, and never handed out before that.</summary>
internal interface IWarmAddresses
{
    /// <summary>Whether addresses lead through the edge now.</summary>
    EdgeUse Edge { get; }

    /// <summary>The address of a file of a track at a moment.</summary>
    /// <param name="blob">Its name in the container <c>audio</c>.</param>
    /// <param name="at">The moment, less than an hour away.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <exception cref="TransientException">There is no key to sign with.</exception>
    ValueTask<Uri> OfAsync(string blob, DateTimeOffset at, CancellationToken cancellationToken);
}
