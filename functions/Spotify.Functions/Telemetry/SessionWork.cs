using Spotify.Core.Telemetry;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>One session that a slice of events touches, on its way from stored state through judgement to stored decision.</summary>
internal sealed class SessionWork(string userId, string session)
{
    public string UserId => userId;

    public string Session => session;

    /// <summary>The events of the slice, repeats included.</summary>
    public List<SessionEvent> Incoming { get; } = [];

    public SessionLog Log { get; private set; } = new();

    public string? ETag { get; private set; }

    public List<Play> Plays { get; set; } = [];

    /// <summary>Whether <see cref="Log"/> differs from what is stored.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Whether decisions were pending already when the session was read: somebody may have begun to act on them.</summary>
    public bool WasPending { get; private set; }

    public int Ignored { get; private set; }

    public DocumentKey Key => new(new PartitionKeyValue(userId, SessionDocument.PartitionMonth), SessionDocument.IdOf(session));

    /// <summary>Takes what is stored and merges the events into it.</summary>
    /// <param name="stored">What is stored, or null.</param>
    /// <param name="settledETag">The version whose decisions this process has carried out, or null.</param>
    public void Load(StoredDocument<SessionDocument>? stored, string? settledETag)
    {
        ETag = stored?.ETag;
        Log = stored is null
            ? new SessionLog()
            : SessionLogCodec.TryRead(stored.Value.Data)
                ?? throw new InvalidOperationException($"Session '{session}' is stored in a form that this version does not know.");
        if (ETag is not null && ETag == settledETag)
            Log.Settle();
        WasPending = Log.HasPending;
        IsChanged = Log.Merge(Incoming, out var ignored);
        Ignored = ignored;
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
