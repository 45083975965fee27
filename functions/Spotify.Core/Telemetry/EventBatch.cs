namespace Spotify.Core.Telemetry;

/// <summary>One body of the hub <c>plays</c>, read for what plays are made of: one listener's accepted events of one request.</summary>
public sealed class EventBatch
{
    private EventBatch(ListenerStamp listener, IReadOnlyList<string> sessions, IReadOnlyList<IReadOnlyList<SessionEvent>> events, long receivedMs) =>
        (Listener, Sessions, Events, ReceivedMs) = (listener, sessions, events, receivedMs);

    /// <summary>Who sent them.</summary>
    public ListenerStamp Listener { get; }

    /// <summary>The device's own id; empty where the client did not say.</summary>
    public string DeviceId { get; private init; } = "";

    /// <summary>The sessions that the batch has events of.</summary>
    public IReadOnlyList<string> Sessions { get; }

    /// <summary>The events of each session.</summary>
    public IReadOnlyList<IReadOnlyList<SessionEvent>> Events { get; }

    /// <summary>When the request arrived, milliseconds since 1970.</summary>
    public long ReceivedMs { get; }

    /// <summary>Reads a body.</summary>
    /// <returns>The batch, or null when the bytes are none of a version that this code knows. Never throws.</returns>
    public static EventBatch? TryRead(ReadOnlySpan<byte> body)
    {
        var reader = new EventBatchReader(body);
        if (!reader.TryReadHead())
            return null;
        var events = ReadEvents(ref reader);
        return reader.IsComplete ? new EventBatch(reader.Listener, reader.Sessions, events, reader.Head.ReceivedMs) { DeviceId = reader.Head.DeviceId } : null;
    }

    private static List<SessionEvent>[] ReadEvents(ref EventBatchReader reader)
    {
        var events = new List<SessionEvent>[reader.Sessions.Length];
        for (var i = 0; i < events.Length; i++)
            events[i] = new List<SessionEvent>(events.Length == 1 ? reader.Count : 8);
        // Starts of one request share their facts, but for context and offline.
        var facts = new Dictionary<(int Context, bool Offline), StartFacts>();
        while (reader.Next(out var one))
        {
            events[one.Session].Add(new SessionEvent
            {
                IdHash = StableHash.Of(one.Id),
                Track = reader.Tracks[one.Track],
                AtMs = one.AtMs,
                PositionMs = one.PositionMs,
                FromMs = one.FromMs,
                Type = one.Type,
                Facts = one.Type == PlaybackEventType.Start ? FactsOf(facts, reader, one) : null,
            });
        }

        return events;
    }

    private static StartFacts FactsOf(Dictionary<(int Context, bool Offline), StartFacts> known, in EventBatchReader reader, in PackedEvent one)
    {
        if (!known.TryGetValue((one.Context, one.Offline), out var facts))
        {
            var (type, id) = reader.ContextOf(one);
            facts = reader.Head with { Offline = one.Offline, ContextType = type, ContextId = id };
            known.Add((one.Context, one.Offline), facts);
        }

        return facts;
    }
}
