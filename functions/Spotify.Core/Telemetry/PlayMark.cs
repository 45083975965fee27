using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>
/// What a session has decided about one play: the decision is stored before anything follows from it, so that whoever comes after a crash does the same. Late events
/// may show that a play was not heard after all, and later ones that it was; a play may be excluded and restored: each is a revision. What was decided first of where
/// the play belongs (market, product, start, length, shard) never changes.
/// </summary>
public sealed record PlayMark
{
    /// <summary>A market for plays whose start does not say: ISO 3166 leaves this code to its users.</summary>
    public const string UnknownMarket = "ZZ";

    /// <summary>The hash of the start event's idempotency key.</summary>
    public required ulong StartId { get; init; }

    /// <summary>The track.</summary>
    public required TrackKey Track { get; init; }

    /// <summary>How often the decision changed; from 1.</summary>
    public required int Revision { get; init; }

    /// <summary>The last revision that changed whether the play counts, or why it does not: all that counters need to know of.</summary>
    public required int CountRevision { get; init; }

    /// <summary>The last revision that ledger and counts are known to have; 0 for none.</summary>
    public int Settled { get; init; }

    /// <summary>Which shard of the track's counter holds the play.</summary>
    public required int Shard { get; init; }

    /// <summary>When the play began by our clock, milliseconds since 1970.</summary>
    public required long StartMs { get; init; }

    /// <summary>The track's length when it was first judged, in milliseconds.</summary>
    public required long DurationMs { get; init; }

    /// <summary>The listener's plan at the start.</summary>
    public required Tier Tier { get; init; }

    /// <summary>The country at the start, ISO 3166-1 alpha-2.</summary>
    public required string Market { get; init; }

    /// <summary>The accounting period (<c>yyyy-MM</c>) whose ledger takes this decision: the month of the start, or a later one where that was closed.</summary>
    public required string Period { get; init; }

    /// <summary>What the closed periods before <see cref="Period"/> hold of the play: 1 where they pay it.</summary>
    public int Base { get; init; }

    /// <summary>The last of those periods, whose document has what was recorded first; null where none has one.</summary>
    public string? FactsPeriod { get; init; }

    /// <summary>Whether enough of it was heard.</summary>
    public required bool IsHeard { get; init; }

    /// <summary>
    /// The listened time that the ledger has, in milliseconds: all of it once the play has ended; until then what a play needs to count, so that it does not depend on when
    /// reports arrive; 0 where not enough was heard.
    /// </summary>
    public required long ListenedMs { get; init; }

    /// <summary>Why it does not count even though it was heard; null where it is not excluded.</summary>
    public string? Exclusion { get; init; }

    /// <summary>Whether the play counts.</summary>
    public bool IsCounted => IsHeard && Exclusion is null;

    /// <summary>Why a play that was heard does not count; null for all others.</summary>
    public string? Excluded => IsHeard ? Exclusion : null;

    /// <summary>What the ledger of <see cref="Period"/> adds to what the periods before it hold.</summary>
    public int Delta => (IsCounted ? 1 : 0) - Base;

    /// <summary>Whether ledger and counts may not know of this revision yet.</summary>
    public bool IsPending => Settled < Revision;

    /// <summary>Whether counts may not know of it.</summary>
    public bool IsCountPending => Settled < CountRevision;
}
