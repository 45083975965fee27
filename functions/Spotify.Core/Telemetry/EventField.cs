namespace Spotify.Core.Telemetry;

/// <summary>The fields that events may have, one bit each.</summary>
[Flags]
internal enum EventField
{
    None = 0,
    Id = 1,
    Type = 1 << 1,
    Session = 1 << 2,
    Track = 1 << 3,
    Position = 1 << 4,
    From = 1 << 5,
    At = 1 << 6,
    Offline = 1 << 7,
    Context = 1 << 8,
    FirstAudio = 1 << 9,
    RebufferCount = 1 << 10,
    Rebuffer = 1 << 11,
    ErrorCode = 1 << 12,
    Uri = 1 << 13,
    Action = 1 << 14,
    Query = 1 << 15,
    Results = 1 << 16,
    Rank = 1 << 17,
    Target = 1 << 18,
    Page = 1 << 19,
    Message = 1 << 20,
    Fatal = 1 << 21,
    Ad = 1 << 22,
    Placement = 1 << 23,
    Duration = 1 << 24,
    Completed = 1 << 25,
    Network = 1 << 26,
    Bitrate = 1 << 27,

    /// <summary>No field: a position below zero, which has a name of its own.</summary>
    BelowZero = 1 << 28,

    /// <summary>What says how well playback went.</summary>
    Metrics = FirstAudio | RebufferCount | Rebuffer,

    /// <summary>What is as good as absent when it is null.</summary>
    Nullable = Session | Metrics | ErrorCode | Uri | Action | Query | Results | Rank | Target | Page | Message | Fatal | Ad | Placement | Duration | Completed | Network | Bitrate,
}
