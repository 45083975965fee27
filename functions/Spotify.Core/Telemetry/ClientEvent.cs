namespace Spotify.Core.Telemetry;

/// <summary>A text within the body of a request.</summary>
/// <param name="Offset">Where it begins, in bytes.</param>
/// <param name="Length">Its bytes; 0 where there is none.</param>
public readonly record struct TextSlice(int Offset, int Length);

/// <summary>One event of a request as it was read; texts point into the request's body.</summary>
public struct ClientEvent
{
    /// <summary>The client's idempotency key.</summary>
    public TextSlice Id { get; internal set; }

    /// <summary>The listening session, the client's own name for it.</summary>
    public TextSlice Session { get; internal set; }

    /// <summary>The kind of context (<c>playlist</c>, <c>album</c>, ...); empty where none was given.</summary>
    public TextSlice ContextType { get; internal set; }

    /// <summary>The context's id.</summary>
    public TextSlice ContextId { get; internal set; }

    /// <summary>A stable hash of the idempotency key.</summary>
    public ulong IdHash { get; internal set; }

    /// <summary>The track.</summary>
    public TrackKey Track { get; internal set; }

    /// <summary>When it happened by the client's clock, milliseconds since 1970.</summary>
    public long AtMs { get; internal set; }

    /// <summary>Place in the track in milliseconds; -1 where an error gives none.</summary>
    public int PositionMs { get; internal set; }

    /// <summary>Where a seek began, in milliseconds; -1 where the client does not say.</summary>
    public int FromMs { get; internal set; }

    /// <summary>On a start: from the listener's wish to the first sound, in milliseconds; -1 where the client does not say.</summary>
    public int FirstAudioMs { get; internal set; }

    /// <summary>How often the sound stopped for want of data; -1 where the client does not say.</summary>
    public int RebufferCount { get; internal set; }

    /// <summary>For how long altogether, in milliseconds; -1 where the client does not say.</summary>
    public int RebufferMs { get; internal set; }

    /// <summary>On an error: the client's name for it; empty where it has none.</summary>
    public TextSlice ErrorCode { get; internal set; }

    /// <summary>What happened; 0 where it is not playback, or nobody knows what it is.</summary>
    public PlaybackEventType Type { get; internal set; }

    /// <summary>What happened, where it is not playback.</summary>
    public ActivityType Activity { get; internal set; }

    /// <summary>Where the request keeps what playback does not have; 0 where the event has none of it.</summary>
    internal int Details { get; set; }

    /// <summary>Whether the device was offline then.</summary>
    public bool Offline { get; internal set; }

    /// <summary>Why it was refused.</summary>
    public EventRejection Rejection { get; internal set; }

    /// <summary>Whether an accepted event of the same request holds the same key: accepted, and not passed on.</summary>
    public bool IsDuplicate { get; internal set; }

    /// <summary>Whether it goes to a hub.</summary>
    public readonly bool IsForwarded => Rejection == EventRejection.None && !IsDuplicate;
}
