using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>The names of types, reasons and devices on the wire and in metrics.</summary>
public static class EventNames
{
    private static readonly string[] Types = ["", "start", "progress", "pause", "resume", "seek", "skip", "complete", "error"];

    private static readonly string[] Activities =
    [
        "", "search", "share", "page_view", "library", "playlist", "follow", "block", "social", "ad_impression", "client_error", "quality",
    ];

    private static readonly string[] Rejections =
    [
        "", "EVENT_INVALID", "ID_INVALID", "TYPE_UNKNOWN", "SESSION_INVALID", "TRACK_INVALID", "POSITION_NEGATIVE", "POSITION_INVALID", "TIME_INVALID",
        "CONTEXT_INVALID", "METRIC_INVALID", "CODE_INVALID", "URI_INVALID", "ACTION_UNKNOWN", "QUERY_INVALID", "TARGET_INVALID", "PAGE_INVALID",
        "MESSAGE_INVALID", "AD_INVALID", "NETWORK_UNKNOWN",
    ];

    private static readonly string[] Devices =
        ["unknown", "other", "phone", "tablet", "computer", "web", "speaker", "tv", "car", "watch", "game_console"];

    private static readonly string[] Tiers = ["free", "premium", "family", "student", "trial"];

    /// <summary>Why an accepted event was not passed on: the same request held its id before.</summary>
    public const string DuplicateInRequest = "DUPLICATE_IN_REQUEST";

    /// <summary>How many types there are, with the unused number 0.</summary>
    internal static int TypeCount => Types.Length;

    /// <summary>How many kinds of device there are.</summary>
    internal static int DeviceCount => Devices.Length;

    /// <summary>A type as JSON has it.</summary>
    public static string Of(PlaybackEventType type) => Types[(int)type];

    /// <summary>A type of an event that is not playback, as JSON has it.</summary>
    public static string Of(ActivityType type) => Activities[(int)type];

    /// <summary>Where events of a type go.</summary>
    public static EventStream StreamOf(ActivityType type) => type switch
    {
        ActivityType.None => EventStream.Plays,
        < ActivityType.AdImpression => EventStream.Activity,
        _ => EventStream.Diagnostics,
    };

    /// <summary>A reason as JSON has it.</summary>
    public static string Of(EventRejection rejection) => Rejections[(int)rejection];

    /// <summary>A kind of device as JSON and metrics have it.</summary>
    public static string Of(DeviceType device) => Devices[(int)device];

    /// <summary>A plan as JSON has it.</summary>
    internal static string Of(Tier tier) => Tiers[(int)tier];

    /// <summary>The type of this name, or null.</summary>
    internal static PlaybackEventType? TypeOf(ReadOnlySpan<byte> utf8) => utf8.Length switch
    {
        4 when utf8.SequenceEqual("seek"u8) => PlaybackEventType.Seek,
        4 when utf8.SequenceEqual("skip"u8) => PlaybackEventType.Skip,
        5 when utf8.SequenceEqual("start"u8) => PlaybackEventType.Start,
        5 when utf8.SequenceEqual("pause"u8) => PlaybackEventType.Pause,
        5 when utf8.SequenceEqual("error"u8) => PlaybackEventType.Error,
        6 when utf8.SequenceEqual("resume"u8) => PlaybackEventType.Resume,
        8 when utf8.SequenceEqual("progress"u8) => PlaybackEventType.Progress,
        8 when utf8.SequenceEqual("complete"u8) => PlaybackEventType.Complete,
        _ => null,
    };

    /// <summary>The type of this name of those that are not playback, or <see cref="ActivityType.None"/>.</summary>
    internal static ActivityType ActivityOf(ReadOnlySpan<byte> utf8) => utf8.Length switch
    {
        5 when utf8.SequenceEqual("share"u8) => ActivityType.Share,
        5 when utf8.SequenceEqual("block"u8) => ActivityType.Block,
        6 when utf8.SequenceEqual("search"u8) => ActivityType.Search,
        6 when utf8.SequenceEqual("follow"u8) => ActivityType.Follow,
        6 when utf8.SequenceEqual("social"u8) => ActivityType.Social,
        7 when utf8.SequenceEqual("library"u8) => ActivityType.Library,
        7 when utf8.SequenceEqual("quality"u8) => ActivityType.Quality,
        8 when utf8.SequenceEqual("playlist"u8) => ActivityType.Playlist,
        9 when utf8.SequenceEqual("page_view"u8) => ActivityType.PageView,
        12 when utf8.SequenceEqual("client_error"u8) => ActivityType.ClientError,
        13 when utf8.SequenceEqual("ad_impression"u8) => ActivityType.AdImpression,
        _ => ActivityType.None,
    };

    /// <summary>The kind of device of this name; <see cref="DeviceType.Other"/> for names not in the list, so that metrics keep few labels.</summary>
    internal static DeviceType DeviceOf(string name)
    {
        var index = Array.IndexOf(Devices, name);
        return index < 0 ? DeviceType.Other : (DeviceType)index;
    }
}
