using System.Globalization;
using System.Text.Json.Serialization;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// What the ledger holds of a play: container <c>plays</c>, partition pseudonym and accounting period, id <c>PlayRules.IdOf</c>. What is paid and charted is read from here.
/// A play whose month was closed when it changed has a second document, of the same id, in the period that pays the difference.
/// What was recorded first stays; a later decision changes <see cref="Revision"/>, <see cref="Counted"/>, <see cref="Excluded"/>, <see cref="Delta"/> and <see cref="ListenedMs"/>.
/// </summary>
internal sealed record PlayDocument
{
    public string Type { get; init; } = "play";

    public int V { get; init; } = 2;

    /// <summary>Which decision of the session this is; a later one overrules it, never an earlier.</summary>
    public required int Revision { get; init; }

    /// <summary>Whether the play counts, by all that is known of it: not what this period pays for it, which is <see cref="Delta"/>.</summary>
    public required bool Counted { get; init; }

    /// <summary>Why a play that was heard does not count; null for all others.</summary>
    public string? Excluded { get; init; }

    /// <summary>What this document adds to its period: 1, 0, or -1 where an earlier period has paid a play that does not count after all.</summary>
    public required int Delta { get; init; }

    /// <summary>The accounting period, <c>yyyy-MM</c>: also the second value of the partition key.</summary>
    public required string Period { get; init; }

    /// <summary>The month of the start, where that is not <see cref="Period"/>: it was closed already.</summary>
    public string? AdjustmentOf { get; init; }

    /// <summary>The session's id, a pseudonym.</summary>
    public required string Session { get; init; }

    /// <summary>The hash of the start event's key: 16 hexadecimal digits.</summary>
    public required string StartKey { get; init; }

    public required string Track { get; init; }

    public string? Album { get; init; }

    public string? Isrc { get; init; }

    public string? Label { get; init; }

    /// <summary>Ids of the artists, in billing order.</summary>
    public IReadOnlyList<string>? Artists { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Listened time in milliseconds: all of it once the play has ended; until then what a play needs to count. 0 where not enough was heard.</summary>
    public required long ListenedMs { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>The listener's plan at the time: the product that pays.</summary>
    public required Tier Tier { get; init; }

    public required string Market { get; init; }

    /// <summary>The kind of device.</summary>
    public string? Device { get; init; }

    /// <summary>A pseudonym of the device.</summary>
    public string? DeviceKey { get; init; }

    /// <summary>A keyed hash of the network, 16 hexadecimal digits.</summary>
    public string? NetworkKey { get; init; }

    public string? AppVersion { get; init; }

    public bool Offline { get; init; }

    public string? ContextType { get; init; }

    public string? ContextId { get; init; }

    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When the listener was first seen.</summary>
    public DateTimeOffset? ListenerSince { get; init; }

    /// <summary>Where the window of the grant that permitted the play begins.</summary>
    public DateTimeOffset? RightsFrom { get; init; }

    /// <summary>Its end; null for none.</summary>
    public DateTimeOffset? RightsUntil { get; init; }

    /// <summary>Whether a grant permitted the play in its market, for its product, at its time.</summary>
    public bool Licensed { get; init; }
}

/// <summary>Which play: what an order to exclude or to restore it names.</summary>
/// <param name="Session">The session's id.</param>
/// <param name="StartId">The hash of the start event's key.</param>
/// <param name="Track">The track.</param>
internal sealed record PlayReference(string Session, ulong StartId, TrackKey Track)
{
    /// <summary>The reference to a play of the ledger.</summary>
    /// <exception cref="FormatException">The document is none of ours.</exception>
    public static PlayReference To(PlayDocument play) => new(
        play.Session,
        ulong.Parse(play.StartKey, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        TrackKey.TryParse(play.Track, out var track) ? track : throw new FormatException($"'{play.Track}' is no track."));
}

/// <summary>What is known of a session: container <c>plays</c>, partition pseudonym and <see cref="PartitionMonth"/>, packed by <c>SessionLogCodec</c>.</summary>
internal sealed record SessionDocument
{
    /// <summary>Stands where a month stands for plays: a session may lie in two months, and must be found without knowing its start.</summary>
    public const string PartitionMonth = "sessions";

    public string Type { get; init; } = "session";

    public int V { get; init; } = 2;

    public required byte[] Data { get; init; }

    /// <summary>A pseudonym of the device: all that its plays need to be written by somebody who does not know the listener.</summary>
    public string? DeviceKey { get; init; }

    /// <summary>When the listener was first seen.</summary>
    public DateTimeOffset? ListenerSince { get; init; }

    public static string IdOf(string sessionId) => "session:" + sessionId;
}

/// <summary>
/// Container <c>aggregates</c>, scope of a track's counter shard: the counter itself under <see cref="CounterId"/>, a <see cref="TrackDay"/> for each day, and for each play
/// that they hold a mark with what they hold of it. All change in one atomic batch, so that a play is in them exactly once. Any of these documents is read as this.
/// </summary>
internal sealed record TrackAggregate
{
    public const string CounterId = "count";

    public const string CounterType = "track_count";

    public const string MarkType = "counted_play";

    public required string Type { get; init; }

    public int V { get; init; } = 1;

    /// <summary>On the counter: counted plays of this shard.</summary>
    public long? Count { get; init; }

    /// <summary>On the first shard's counter: how many shards the counter has.</summary>
    public int? Shards { get; init; }

    /// <summary>On a mark: the revision that the counter knows.</summary>
    public int? Revision { get; init; }

    /// <summary>On a mark: whether the play is in the counts.</summary>
    public bool? Counted { get; init; }

    /// <summary>On a mark: why the play is among the excluded ones; null where it is not.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc cref="TrackDay.Counts"/>
    public Dictionary<string, Dictionary<string, long>>? Counts { get; init; }

    /// <inheritdoc cref="TrackDay.Excluded"/>
    public Dictionary<string, long>? Excluded { get; init; }

    /// <summary>Whether the play of a mark is in the counts; before marks said so, odd revisions were.</summary>
    [JsonIgnore]
    public bool IsCounted => Counted ?? (Revision & 1) == 1;

    public static string MarkId(string playId) => "play:" + playId;
}

/// <summary>The plays of one track that began on one day (UTC), as far as one shard holds them; exact.</summary>
internal sealed record TrackDay
{
    /// <summary>What all ids of days begin with.</summary>
    public const string IdPrefix = "day:";

    public string Type { get; init; } = "track_day";

    public int V { get; init; } = 1;

    public required string Track { get; init; }

    /// <summary>Counted plays by market, then by product; what is not there is 0.</summary>
    public required Dictionary<string, Dictionary<string, long>> Counts { get; init; }

    /// <summary>Plays that were heard and do not count, by reason.</summary>
    public required Dictionary<string, long> Excluded { get; init; }

    /// <summary>A plan as the counts name it.</summary>
    public static string ProductOf(Tier tier) => tier switch
    {
        Tier.Free => "free",
        Tier.Premium => "premium",
        Tier.Family => "family",
        Tier.Student => "student",
        Tier.Trial => "trial",
        _ => "unknown",
    };

    public static string IdOf(DateOnly day) => IdPrefix + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Where the closing of a period stands; a period without a document is open.</summary>
internal enum PeriodStage
{
    /// <summary>Nothing new is decided for it; what was decided before may still be on its way, for at most <see cref="Periods.Settling"/>.</summary>
    Closing = 0,

    /// <summary>Nothing of it changes any more.</summary>
    Closed = 1,
}

/// <summary>The closing of an accounting period: container <c>system</c>, kind <see cref="Kind"/>, id the period.</summary>
internal sealed record PeriodDocument
{
    public const string Kind = "periods";

    public string Type { get; init; } = "period";

    public int V { get; init; } = 1;

    public required PeriodStage State { get; init; }

    public required DateTimeOffset ClosingAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who began to close it; null for the schedule.</summary>
    public string? ClosedBy { get; init; }

    /// <summary>Into how many shards the closing cuts the period's plays.</summary>
    public required int Shards { get; init; }
}

/// <summary>Where a period that is not open stands.</summary>
/// <param name="Stage">How far its closing is.</param>
/// <param name="ClosingAt">Since when nothing new is decided for it.</param>
/// <param name="ClosedAt">When it was closed; null before.</param>
/// <param name="ClosedBy">Who began to close it; null for the schedule.</param>
internal sealed record PeriodState(PeriodStage Stage, DateTimeOffset ClosingAt, DateTimeOffset? ClosedAt = null, string? ClosedBy = null);

/// <summary>An event of a hub that could not be handled: container <c>system</c>, kind <see cref="Kind"/>.</summary>
internal sealed record PoisonDocument
{
    public const string Kind = "poison-events";

    public string Type { get; init; } = "poison_event";

    public int V { get; init; } = 1;

    public required string Hub { get; init; }

    public required string ConsumerGroup { get; init; }

    public required string Reason { get; init; }

    /// <summary>Whose event it is; null where that could not be read.</summary>
    public string? UserId { get; init; }

    public required DateTimeOffset EnqueuedAt { get; init; }

    public required long SequenceNumber { get; init; }

    public required DateTimeOffset ParkedAt { get; init; }

    /// <summary>The event's bytes; cut where they are too many for a document.</summary>
    public required byte[] Body { get; init; }

    public required int BodyBytes { get; init; }
}
