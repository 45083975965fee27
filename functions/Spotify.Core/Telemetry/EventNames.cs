namespace Spotify.Core.Telemetry;

/// <summary>The names of types, reasons and devices on the wire and in metrics.</summary>
public static class EventNames
{
    private static readonly string[] Types = ["", "start", "progress", "pause", "resume", "seek", "skip", "complete", "error"];

    private static readonly string[] Rejections =
    [
        "", "EVENT_INVALID", "ID_INVALID", "TYPE_UNKNOWN", "SESSION_INVALID", "TRACK_INVALID", "POSITION_NEGATIVE", "POSITION_INVALID", "TIME_INVALID",
        "CONTEXT_INVALID", "METRIC_INVALID", "CODE_INVALID",
    ];

    private static readonly string[] Devices =
        ["unknown", "other", "phone", "tablet", "computer", "web", "speaker", "tv", "car", "watch", "game_console"];

    /// <summary>Why an accepted event was not passed on: the same request held its id before.</summary>
    public const string DuplicateInRequest = "DUPLICATE_IN_REQUEST";

    /// <summary>How many types there are, with the unused number 0.</summary>
    internal static int TypeCount => Types.Length;

    /// <summary>How many kinds of device there are.</summary>
    internal static int DeviceCount => Devices.Length;

    /// <summary>A type as JSON has it.</summary>
    public static string Of(PlaybackEventType type) => Types[(int)type];

    /// <summary>A reason as JSON has it.</summary>
    public static string Of(EventRejection rejection) => Rejections[(int)rejection];

    /// <summary>A kind of device as JSON and metrics have it.</summary>
    public static string Of(DeviceType device) => Devices[(int)device];

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

    /// <summary>The kind of device of this name; <see cref="DeviceType.Other"/> for names not in the list, so that metrics keep few labels.</summary>
    internal static DeviceType DeviceOf(string name)
    {
        var index = Array.IndexOf(Devices, name);
        return index < 0 ? DeviceType.Other : (DeviceType)index;
    }
}
