using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Listeners;

namespace Spotify.Functions.Telemetry;

/// <summary>One session that somebody touches, on its way from stored state through judgement to stored decision.</summary>
/// <param name="pseudonym">The listener.</param>
/// <param name="sessionId">The session's id.</param>
internal sealed class SessionWork(string pseudonym, string sessionId)
{
    /// <summary>How long a session is kept after it was stored last.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromDays(45);

    /// <summary>How long where a play of it is excluded: somebody may object when the month has been paid.</summary>
    public static readonly TimeSpan ExcludedTimeToLive = TimeSpan.FromDays(400);

    private string? _deviceKey;
    private DateTimeOffset? _listenerSince;

    public string Pseudonym => pseudonym;

    public string SessionId => sessionId;

    /// <summary>Whose events these are; null where the session is touched by somebody who does not know.</summary>
    public SessionSource? Source { get; private init; }

    /// <summary>The events of the slice, repeats included.</summary>
    public List<IReadOnlyList<SessionEvent>> Incoming { get; } = [];

    /// <summary>Plays to exclude or to bring back.</summary>
    public List<ExclusionOrder> Orders { get; } = [];

    /// <summary>How many of <see cref="Orders"/> are carried out or need not be.</summary>
    public int Obeyed { get; private set; }

    public SessionLog Log { get; private set; } = new();

    public string? ETag { get; private set; }

    public List<Play> Plays { get; private set; } = [];

    /// <summary>Whether <see cref="Log"/> differs from what is stored.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether the events or orders brought anything new.</summary>
    public bool IsNews { get; private set; }

    /// <summary>Whether decisions were pending already when the session was read, and somebody may have begun to act on them.</summary>
    public bool WasPending { get; private set; }

    public int Ignored { get; private set; }

    /// <summary>Why this session cannot be recorded, for a reason of its own that a repeat would meet again; null for all but a few.</summary>
    public string? Fault { get; private set; }

    public bool IsGood => Fault is null;

    /// <summary>Whether a decision has to wait because its track is not in the catalogue now.</summary>
    public bool Waits { get; set; }

    public string? DeviceKey => _deviceKey;

    public DateTimeOffset? ListenerSince => _listenerSince;

    public DocumentKey Key => new(new PartitionKeyValue(pseudonym, SessionDocument.PartitionMonth), SessionDocument.IdOf(sessionId));

    /// <summary>A session that events name.</summary>
    public static SessionWork Of(ListenerIdentity listener, string deviceId, string session) =>
        new(listener.Pseudonym, SessionIdOf(listener, deviceId, session))
        {
            Source = new SessionSource(listener, deviceId, session),
            _deviceKey = deviceId.Length == 0 ? null : listener.KeyOf("device", deviceId),
            _listenerSince = listener.Since,
        };

    // The length keeps apart what two names could be joined to.
    private static string SessionIdOf(ListenerIdentity listener, string deviceId, string session) => listener.KeyOf("session", $"{deviceId.Length}:{deviceId}:{session}");

    /// <summary>Takes what is stored and merges the events into it.</summary>
    /// <param name="stored">What is stored, or null.</param>
    /// <param name="memory">What this process remembers of the stored version.</param>
    public void Load(StoredDocument<SessionDocument>? stored, SessionMemory memory)
    {
        ETag = stored?.ETag;
        (Obeyed, IsNews, IsChanged, Waits) = (0, false, false, false);
        if (stored is null)
        {
            Log = new SessionLog();
        }
        else if (SessionLogCodec.TryRead(stored.Value.Data) is { } log)
        {
            Log = log;
            _deviceKey ??= stored.Value.DeviceKey;
            _listenerSince = stored.Value.ListenerSince ?? _listenerSince;
        }
        else
        {
            Fail("The session is stored in a form that this version does not know.");
            return;
        }

        if (memory == SessionMemory.Settled)
            Log.Settle();
        WasPending = Log.HasPending && memory != SessionMemory.Untouched;
        IsChanged = IsNews = Log.Merge(Incoming.Count == 1 ? Incoming[0] : Incoming.SelectMany(events => events), out var ignored);
        Ignored = ignored;
    }

    /// <summary>Sends a decision that its period did not learn before it closed to a later one.</summary>
    public void Redirect(PlayMark mark, int? held, string period)
    {
        Log.Redirect(mark, held, period);
        IsChanged = true;
    }

    /// <summary>Decides what the events and orders lead to.</summary>
    public void Judge(TrackLookup tracks, CounterShards shards, PeriodView periods)
    {
        Plays = Log.Assemble(track => tracks[track]?.DurationMs);
        IsChanged |= Log.Decide(Plays, track => tracks[track]?.DurationMs, shards.Choose, periods.FirstOpen);
        var oldest = (periods.Now - TimeToLive).ToUnixTimeMilliseconds();
        foreach (var order in Orders)
            Obey(order, oldest, periods);
        if (IsChanged)
            Log.Trim();
    }

    /// <summary>Takes this session out; what is stored of it stays as it is.</summary>
    public void Fail(string reason) => Fault ??= reason;

    /// <summary>Runs a step that touches nothing but this session: whatever goes wrong in it belongs to the session and to none beside it.</summary>
    public void Try(Action<SessionWork> step)
    {
        try
        {
            step(this);
        }
#pragma warning disable CA1031 // A pure step of one session must not hold up the partition, whatever the bug.
        catch (Exception exception) when (exception is not OutOfMemoryException)
#pragma warning restore CA1031
        {
            Fail(exception.ToString());
        }
    }

    public void Saved(string? etag) => (ETag, IsChanged) = (etag, false);

    public DocumentOperation ToOperation()
    {
        var body = new SessionDocument { Data = SessionLogCodec.ToBytes(Log), DeviceKey = _deviceKey, ListenerSince = _listenerSince };
        var timeToLive = HasExclusion ? ExcludedTimeToLive : TimeToLive;
        return ETag is null
            ? DocumentOperation.Create(SessionDocument.IdOf(sessionId), body, timeToLive)
            : DocumentOperation.Replace(SessionDocument.IdOf(sessionId), body, ETag, timeToLive);
    }

    public bool HasExclusion => Log.Marks.Any(mark => mark.Exclusion is not null);

    // Of an older play the counter's mark may be gone, which says what the counter holds of it.
    private void Obey(ExclusionOrder order, long oldestMs, PeriodView periods)
    {
        var mark = Log.Marks.FirstOrDefault(one => one.StartId == order.Play.StartId && one.Track == order.Play.Track);
        if (mark is null || (mark.Exclusion is null && order.Reason is not null && mark.StartMs < oldestMs))
            return;
        var changed = Log.Exclude(mark.StartId, mark.Track, order.Reason, periods.FirstOpen) == true;
        IsChanged |= changed;
        IsNews |= changed;
        Obeyed++;
    }
}

/// <summary>Whose session it is, and what the client calls it.</summary>
internal sealed record SessionSource(ListenerIdentity Listener, string DeviceId, string Session);

/// <summary>A play to exclude, or to bring back where there is no reason.</summary>
internal sealed record ExclusionOrder(PlayReference Play, string? Reason);

/// <summary>What a process remembers of the version of a session that it stored.</summary>
internal enum SessionMemory
{
    /// <summary>Nothing: somebody may have begun to act on its decisions.</summary>
    None = 0,

    /// <summary>All that was decided in it is carried out.</summary>
    Settled = 1,

    /// <summary>Nobody has begun to act on what is pending in it.</summary>
    Untouched = 2,
}
