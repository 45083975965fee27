namespace Spotify.Core.Telemetry;

/// <summary>The addresses of things, <c>spotify:kind:id</c>: 22 characters of base62, or a user's name.</summary>
internal static class EventUri
{
    private const int MaxUserBytes = 64;

    /// <summary>The kind of thing that a text is the address of; <see cref="UriKinds.None"/> where it is none.</summary>
    public static UriKinds KindOf(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("spotify:"u8))
            return UriKinds.None;
        var rest = text["spotify:"u8.Length..];
        var colon = rest.IndexOf((byte)':');
        if (colon < 0)
            return UriKinds.None;
        var name = rest[..colon];
        var id = rest[(colon + 1)..];
        var kind = name switch
        {
            _ when name.SequenceEqual("track"u8) => UriKinds.Track,
            _ when name.SequenceEqual("album"u8) => UriKinds.Album,
            _ when name.SequenceEqual("artist"u8) => UriKinds.Artist,
            _ when name.SequenceEqual("playlist"u8) => UriKinds.Playlist,
            _ when name.SequenceEqual("show"u8) => UriKinds.Show,
            _ when name.SequenceEqual("episode"u8) => UriKinds.Episode,
            _ when name.SequenceEqual("audiobook"u8) => UriKinds.Audiobook,
            _ when name.SequenceEqual("user"u8) => UriKinds.User,
            _ => UriKinds.None,
        };
        var isId = kind == UriKinds.User ? IsUser(id) : TrackKey.TryParse(id, out _);
        return isId ? kind : UriKinds.None;
    }

    private static bool IsUser(ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > MaxUserBytes)
            return false;
        foreach (var one in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)one) && one is not ((byte)'-' or (byte)'_' or (byte)'.'))
                return false;
        }

        return true;
    }
}

/// <summary>Kinds of things that have an address.</summary>
[Flags]
internal enum UriKinds
{
    None = 0,
    Track = 1,
    Album = 2,
    Artist = 4,
    Playlist = 8,
    Show = 16,
    Episode = 32,
    Audiobook = 64,
    User = 128,
    Any = 255,
}
