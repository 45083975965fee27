using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>One session that a slice of events touches, on its way from stored state through judgement to stored decision.</summary>
internal sealed class SessionWork(string userId, string session)
{
    public string UserId => userId;

    public string Session => session;

    /// <summary>The events of the slice, repeats included.</summary>
    public List<IReadOnlyList<SessionEvent>> Incoming { get; } = [];

    public SessionLog Log { get; private set; } = new();

    public string? ETag { get; private set; }

    public List<Play> Plays { get; set; } = [];

    /// <summary>Whether <see cref="Log"/> differs from what is stored.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether decisions were pending already when the session was read: somebody may have begun to act on them.</summary>
    public bool WasPending { get; private set; }

    public int Ignored { get; private set; }

    /// <summary>Why this session cannot be recorded, for a reason of its own that a repeat would meet again; null for all but a few.</summary>
    public string? Fault { get; private set; }

    public DocumentKey Key => new(new PartitionKeyValue(userId, SessionDocument.PartitionMonth), SessionDocument.IdOf(session));

    /// <summary>Takes what is stored and merges the events into it.</summary>
    /// <param name="stored">What is stored, or null.</param>
    /// <param name="settledETag">The version whose decisions this process has carried out, or null.</param>
    public void Load(StoredDocument<SessionDocument>? stored, string? settledETag)
    {
        ETag = stored?.ETag;
        if (stored is null)
        {
            Log = new SessionLog();
        }
        else if (SessionLogCodec.TryRead(stored.Value.Data) is { } log)
        {
            Log = log;
        }
        else
        {
            Fail("The session is stored in a form that this version does not know.");
            return;
        }

        if (ETag is not null && ETag == settledETag)
            Log.Settle();
        WasPending = Log.HasPending;
        IsChanged = Log.Merge(Incoming.Count == 1 ? Incoming[0] : Incoming.SelectMany(events => events), out var ignored);
        Ignored = ignored;
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

    public DocumentOperation ToOperation(TimeSpan timeToLive)
    {
        var body = new SessionDocument { Data = SessionLogCodec.ToBytes(Log) };
        return ETag is null
            ? DocumentOperation.Create(SessionDocument.IdOf(session), body, timeToLive)
            : DocumentOperation.Replace(SessionDocument.IdOf(session), body, ETag, timeToLive);
    }
}
