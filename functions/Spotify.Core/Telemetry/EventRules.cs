namespace Spotify.Core.Telemetry;

/// <summary>What an event of a type must have, what it may have, and which actions it knows. A field that its type does not have is unknown, and ignored.</summary>
internal sealed class EventRules
{
    private static readonly EventRules Playback = new()
    {
        Required = EventField.Id | EventField.Type | EventField.Session | EventField.Track | EventField.At,
        Optional = EventField.Position | EventField.BelowZero | EventField.From | EventField.Offline | EventField.Context | EventField.Metrics | EventField.ErrorCode,
    };

    // As much as can be said of an event of which nobody knows what it is.
    private static readonly EventRules Unknown = new() { Required = EventField.Id | EventField.Type, Optional = EventField.Offline };

    private static readonly EventRules[] Activities =
    [
        Playback,
        For(ActivityType.Search, EventField.Query, EventField.Action | EventField.Uri | EventField.Results | EventField.Rank | EventField.Page, "submit", "open", "clear"),
        For(ActivityType.Share, EventField.Uri, EventField.Action | EventField.Target, "copy_link", "send", "post", "embed"),
        For(ActivityType.PageView, EventField.Page, EventField.Uri | EventField.Duration),
        For(ActivityType.Library, EventField.Action | EventField.Uri, EventField.None, "save", "remove"),
        For(ActivityType.Playlist, EventField.Action | EventField.Uri, EventField.Target, "create", "rename", "delete", "add", "remove", "move", "publish", "unpublish"),
        For(ActivityType.Follow, EventField.Action | EventField.Uri, EventField.None, "follow", "unfollow"),
        For(ActivityType.Block, EventField.Action | EventField.Uri, EventField.None, "block", "unblock"),
        For(ActivityType.Social, EventField.Action, EventField.Uri | EventField.Target, "join", "leave", "invite", "react", "comment", "collaborate"),
        For(ActivityType.AdImpression, EventField.Ad, EventField.Placement | EventField.Duration | EventField.Completed | EventField.Uri),
        For(ActivityType.ClientError, EventField.ErrorCode, EventField.Message | EventField.Fatal | EventField.Page | EventField.Uri),
        For(ActivityType.Quality, EventField.None, EventField.Metrics | EventField.Bitrate | EventField.Network | EventField.Uri),
    ];

    private static readonly byte[][] Placements = Utf8("audio", "video", "banner", "overlay", "sponsored_playlist");

    private static readonly byte[][] Networks = Utf8("wifi", "ethernet", "5g", "4g", "3g", "2g", "offline", "unknown");

    private byte[][] _actions = [];

    public EventField Required { get; private init; }

    public EventField Optional { get; private init; }

    public EventField Allowed => Required | Optional;

    public UriKinds Uris { get; private init; } = UriKinds.Any;

    /// <summary>The rules of an event.</summary>
    public static EventRules Of(in ClientEvent one) => one is { Activity: ActivityType.None, Type: 0 } ? Unknown : Activities[(int)one.Activity];

    public static bool IsPlacement(ReadOnlySpan<byte> text) => Contains(Placements, text);

    public static bool IsNetwork(ReadOnlySpan<byte> text) => Contains(Networks, text);

    public bool IsAction(ReadOnlySpan<byte> text) => Contains(_actions, text);

    private static EventRules For(ActivityType type, EventField required, EventField optional, params string[] actions) => new()
    {
        Required = EventField.Id | EventField.Type | EventField.At | required,
        Optional = EventField.Session | EventField.Offline | EventField.Context | optional,
        Uris = UrisOf(type),
        _actions = Utf8(actions),
    };

    private static UriKinds UrisOf(ActivityType type) => type switch
    {
        ActivityType.Library => UriKinds.Any & ~UriKinds.User,
        ActivityType.Playlist => UriKinds.Playlist | UriKinds.Track | UriKinds.Episode,
        ActivityType.Follow => UriKinds.Artist | UriKinds.User | UriKinds.Playlist | UriKinds.Show,
        ActivityType.Block => UriKinds.Artist | UriKinds.Track | UriKinds.User,
        ActivityType.Quality => UriKinds.Track | UriKinds.Episode | UriKinds.Audiobook,
        _ => UriKinds.Any,
    };

    private static byte[][] Utf8(params string[] texts) => Array.ConvertAll(texts, System.Text.Encoding.UTF8.GetBytes);

    private static bool Contains(byte[][] list, ReadOnlySpan<byte> text)
    {
        foreach (var one in list)
        {
            if (text.SequenceEqual(one))
                return true;
        }

        return false;
    }
}
