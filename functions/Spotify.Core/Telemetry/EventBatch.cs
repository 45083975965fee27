using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>One body of the hub <c>plays</c>, read: one listener's accepted events of one request.</summary>
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
        var reader = new CompactReader(body);
        if (reader.Byte() != EventBatchWriter.Magic || reader.Byte() != EventBatchWriter.Version)
            return null;
        var user = reader.Text();
        var tier = (Tier)reader.Byte();
        var market = reader.Text();
        var head = new StartFacts
        {
            Tier = tier,
            Market = market,
            DeviceId = reader.Text(),
            Device = (DeviceType)reader.Byte(),
            ReceivedMs = reader.Signed(),
            ClockOffsetMs = reader.Signed(),
            Offline = false,
            ContextType = "",
            ContextId = "",
        };
        if (user.Length == 0 || !Enum.IsDefined(tier) || (int)head.Device >= EventNames.DeviceCount || !IsTime(head.ReceivedMs) || !IsTime(head.ClockOffsetMs))
            return null;

        var sessions = new string[reader.Count(1)];
        for (var i = 0; i < sessions.Length; i++)
            sessions[i] = reader.Text();
        var tracks = new TrackKey[reader.Count(16)];
        for (var i = 0; i < tracks.Length; i++)
            tracks[i] = reader.Track();
        var contexts = new (string Type, string Id)[reader.Count(2)];
        for (var i = 0; i < contexts.Length; i++)
            contexts[i] = (reader.Text(), reader.Text());
        if (reader.Failed)
            return null;
        var events = ReadEvents(ref reader, head, sessions.Length, tracks, contexts);
        return reader.Failed || !reader.AtEnd ? null : new EventBatch(new ListenerStamp(user, tier, market), sessions, events, head.ReceivedMs) { DeviceId = head.DeviceId };
    }

    private static List<SessionEvent>[] ReadEvents(
        ref CompactReader reader, StartFacts head, int sessions, TrackKey[] tracks, (string Type, string Id)[] contexts)
    {
        var count = reader.Count(6);
        var events = new List<SessionEvent>[sessions];
        for (var i = 0; i < sessions; i++)
            events[i] = new List<SessionEvent>(sessions == 1 ? count : 8);
        // Starts of one request share their facts, but for context and offline.
        var facts = new Dictionary<(int Context, bool Offline), StartFacts>();
        var at = head.ReceivedMs;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var flags = reader.Byte();
            var type = flags & EventBatchWriter.TypeMask;
            if (type is 0 || type >= EventNames.TypeCount)
                reader.Fail();
            var id = StableHash.Of(reader.TextBytes());
            var session = reader.Number(sessions - 1);
            var track = reader.Number(tracks.Length - 1);
            at += reader.Signed();
            var position = reader.Number(int.MaxValue) - 1;
            var from = (flags & EventBatchWriter.FromFlag) == 0 ? -1 : reader.Number(int.MaxValue);
            var context = (flags & EventBatchWriter.ContextFlag) == 0 ? -1 : reader.Number(contexts.Length - 1);
            if ((flags & EventBatchWriter.ExtrasFlag) != 0)
                reader.TextBytes();
            if (reader.Failed || !IsTime(at) || !IsTime(at + head.ClockOffsetMs))
            {
                reader.Fail();
                break;
            }

            events[session].Add(new SessionEvent
            {
                IdHash = id,
                Track = tracks[track],
                AtMs = at,
                PositionMs = position,
                FromMs = from,
                Type = (PlaybackEventType)type,
                Facts = type == (int)PlaybackEventType.Start ? FactsOf(facts, head, context, (flags & EventBatchWriter.OfflineFlag) != 0, contexts) : null,
            });
        }

        return events;
    }

    private static StartFacts FactsOf(
        Dictionary<(int Context, bool Offline), StartFacts> known, StartFacts head, int context, bool offline, (string Type, string Id)[] contexts)
    {
        if (!known.TryGetValue((context, offline), out var facts))
        {
            var (type, id) = context < 0 ? ("", "") : contexts[context];
            facts = head with { Offline = offline, ContextType = type, ContextId = id };
            known.Add((context, offline), facts);
        }

        return facts;
    }

    // What DateTimeOffset can hold, so that nothing behind needs to ask again.
    private static bool IsTime(long unixMs) => unixMs is > -62_000_000_000_000 and < 250_000_000_000_000;
}
