using Spotify.Core.Catalog;
using Spotify.Core.Playback;

namespace Spotify.Functions.Catalog;

/// <summary>
/// The rendition of a track that the last request took, for either class of tier, and its address. Most clients ask for the same, and to choose again means
/// to read a dozen objects that are seldom in the processor's cache. No part of a track's value: all are equal.
/// </summary>
internal sealed class AudioChoices
{
    private AudioChoice? _free;
    private AudioChoice? _premium;

    /// <summary>The rendition to play, or null where the tier may have none.</summary>
    public AudioChoice? Find(Track track, in RungRequest request)
    {
        ref var slot = ref request.Tier.IsPremium() ? ref _premium : ref _free;
        var last = Volatile.Read(ref slot);
        if (last is not null && last.IsFor(request))
            return last;
        if (RungSelector.Select(track.Audio.Renditions, request) is not { } rendition)
            return null;
        var choice = new AudioChoice(request, rendition);
        Volatile.Write(ref slot, choice);
        return choice;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AudioChoices;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}

/// <summary>What <see cref="RungSelector"/> chose for a request.</summary>
internal sealed class AudioChoice(in RungRequest request, Rendition rendition)
{
    private readonly RungRequest _request = request;
    private Signed? _signed;

    public Rendition Rendition { get; } = rendition;

    /// <summary>Whether the choice would be the same. Within a class of tiers the tier makes no difference.</summary>
    public bool IsFor(in RungRequest request) =>
        _request.Quality == request.Quality && _request.Format == request.Format && _request.Network == request.Network
        && _request.Tier.IsPremium() == request.Tier.IsPremium();

    /// <summary>The address that was kept for a window, or null.</summary>
    public MediaUrl? FindUrl(object window) => Volatile.Read(ref _signed) is { } signed && ReferenceEquals(signed.Window, window) ? signed.Url : null;

    /// <summary>Keeps the address for a window.</summary>
    public void Keep(object window, MediaUrl url) => Volatile.Write(ref _signed, new Signed(window, url));

    private sealed record Signed(object Window, MediaUrl Url);
}
