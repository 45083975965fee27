namespace Spotify.Core.Telemetry;

/// <summary>
/// What a session has decided about one play: the decision is stored before anything follows from it, so that whoever comes after a crash does the same.
/// Odd revisions count, even ones do not: late events may show that a play was not heard after all, and later ones that it was.
/// </summary>
public readonly record struct PlayMark
{
    /// <summary>The hash of the start event's idempotency key.</summary>
    public required ulong StartId { get; init; }

    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>How often the decision changed; from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>Which shard of the track's counter holds the play.</summary>
    public required int Shard { get; init; }

    /// <summary>When the play began by our clock, milliseconds since 1970: its accounting period stays what it was when first counted.</summary>
    public required long StartMs { get; init; }

    /// <summary>The track's length when it was first judged, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>Whether ledger and count may not know of this revision yet.</summary>
    public required bool IsPending { get; init; }

    /// <summary>Whether the play counts.</summary>
    public bool IsCounted => RevisionCounts(Revision);

    /// <summary>Whether a play of this revision counts.</summary>
    public static bool RevisionCounts(int revision) => (revision & 1) == 1;
}
