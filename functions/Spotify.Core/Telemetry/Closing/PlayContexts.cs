namespace Spotify.Core.Telemetry.Closing;

/// <summary>Whether a listener chose what was played, told by the kind of context that the player gave with the play.</summary>
public static class PlayContexts
{
    /// <summary>
    /// Active, that is chosen by the listener: <c>search artist album own_playlist collection library</c>. Everything else is not: what others or machines line up
    /// (<c>radio autoplay editorial mix</c>), no context at all, and <c>playlist</c>: whose it is the ledger does not know, so that a player says <c>own_playlist</c>
    /// of its listener's own.
    /// </summary>
    /// <param name="contextType">The kind of context, as the play has it; null or empty for none.</param>
    public static bool IsActive(string? contextType) => contextType is "search" or "artist" or "album" or "own_playlist" or "collection" or "library";
}
