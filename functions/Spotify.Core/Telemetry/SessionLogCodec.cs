using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>A session as bytes, versioned; about 16 bytes for an event.</summary>
public static class SessionLogCodec
{
    private const byte Version = 1;

    /// <summary>Packs a session.</summary>
    public static byte[] ToBytes(SessionLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var writer = new CompactWriter();
        writer.Byte(Version);
        writer.Signed(log.FrozenBeforeMs == long.MinValue ? long.MinValue / 2 : log.FrozenBeforeMs);
        var tracks = new Dictionary<TrackKey, int>();
        var facts = new Dictionary<StartFacts, int>();
        foreach (var one in log.Events)
        {
            tracks.TryAdd(one.Track, tracks.Count);
            if (one.Facts is not null)
                facts.TryAdd(one.Facts, facts.Count);
        }

        foreach (var mark in log.Marks)
            tracks.TryAdd(mark.Track, tracks.Count);
        WriteTables(writer, tracks.Keys, facts.Keys);
        writer.Unsigned((ulong)log.Events.Count);
        var before = 0L;
        foreach (var one in log.Events)
        {
            writer.Byte((byte)((int)one.Type | (one.FromMs >= 0 ? EventBatchWriter.FromFlag : 0)));
            writer.Fixed(one.IdHash);
            writer.Unsigned((ulong)tracks[one.Track]);
            writer.Signed(one.AtMs - before);
            before = one.AtMs;
            writer.Unsigned((ulong)(one.PositionMs + 1));
            if (one.FromMs >= 0)
                writer.Unsigned((ulong)one.FromMs);
            if (one.Facts is not null)
                writer.Unsigned((ulong)facts[one.Facts]);
        }

        WriteMarks(writer, log.Marks, tracks);
        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <returns>The session, or null when the bytes are none of a version that this code knows.</returns>
    public static SessionLog? TryRead(ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        if (reader.Byte() != Version)
            return null;
        var frozen = reader.Signed();
        var tracks = new TrackKey[reader.Count(16)];
        for (var i = 0; i < tracks.Length; i++)
            tracks[i] = reader.Track();
        var facts = new StartFacts[reader.Count(9)];
        for (var i = 0; i < facts.Length; i++)
            facts[i] = ReadFacts(ref reader);
        var events = new List<SessionEvent>(reader.Count(12));
        var at = 0L;
        for (var i = events.Capacity; i > 0 && !reader.Failed; i--)
            events.Add(ReadEvent(ref reader, tracks, facts, ref at));
        var marks = ReadMarks(ref reader, tracks);
        return reader.Failed || !reader.AtEnd ? null : new SessionLog(events, marks, frozen == long.MinValue / 2 ? long.MinValue : frozen);
    }

    private static void WriteTables(CompactWriter writer, Dictionary<TrackKey, int>.KeyCollection tracks, Dictionary<StartFacts, int>.KeyCollection facts)
    {
        writer.Unsigned((ulong)tracks.Count);
        foreach (var track in tracks)
            writer.Track(track);
        writer.Unsigned((ulong)facts.Count);
        foreach (var one in facts)
        {
            writer.Byte((byte)one.Tier);
            writer.Text(one.Market);
            writer.Byte((byte)one.Device);
            writer.Text(one.DeviceId);
            writer.Signed(one.ReceivedMs);
            writer.Signed(one.ClockOffsetMs);
            writer.Byte(one.Offline ? (byte)1 : (byte)0);
            writer.Text(one.ContextType);
            writer.Text(one.ContextId);
        }
    }

    private static StartFacts ReadFacts(ref CompactReader reader) => new()
    {
        Tier = (Tier)reader.Byte(),
        Market = reader.Text(),
        Device = (DeviceType)reader.Byte(),
        DeviceId = reader.Text(),
        ReceivedMs = reader.Signed(),
        ClockOffsetMs = reader.Signed(),
        Offline = reader.Byte() != 0,
        ContextType = reader.Text(),
        ContextId = reader.Text(),
    };

    private static SessionEvent ReadEvent(ref CompactReader reader, TrackKey[] tracks, StartFacts[] facts, ref long at)
    {
        var flags = reader.Byte();
        var type = (PlaybackEventType)(flags & EventBatchWriter.TypeMask);
        var id = reader.Fixed();
        var track = reader.Number(tracks.Length - 1);
        at += reader.Signed();
        var position = reader.Number(int.MaxValue) - 1;
        var from = (flags & EventBatchWriter.FromFlag) == 0 ? -1 : reader.Number(int.MaxValue);
        var fact = type == PlaybackEventType.Start ? reader.Number(facts.Length - 1) : -1;
        return reader.Failed
            ? default
            : new SessionEvent { IdHash = id, Track = tracks[track], AtMs = at, PositionMs = position, FromMs = from, Type = type, Facts = fact < 0 ? null : facts[fact] };
    }

    private static void WriteMarks(CompactWriter writer, IReadOnlyList<PlayMark> marks, Dictionary<TrackKey, int> tracks)
    {
        writer.Unsigned((ulong)marks.Count);
        foreach (var mark in marks)
        {
            writer.Fixed(mark.StartId);
            writer.Unsigned((ulong)tracks[mark.Track]);
            writer.Unsigned((ulong)mark.Revision);
            writer.Byte((byte)mark.Shard);
            writer.Signed(mark.StartMs);
            writer.Signed(mark.DurationMs);
            writer.Byte(mark.IsPending ? (byte)1 : (byte)0);
        }
    }

    private static List<PlayMark> ReadMarks(ref CompactReader reader, TrackKey[] tracks)
    {
        var marks = new List<PlayMark>(reader.Count(14));
        for (var i = marks.Capacity; i > 0 && !reader.Failed; i--)
        {
            var start = reader.Fixed();
            var track = reader.Number(tracks.Length - 1);
            if (reader.Failed)
                break;
            marks.Add(new PlayMark
            {
                StartId = start,
                Track = tracks[track],
                Revision = reader.Number(int.MaxValue),
                Shard = reader.Byte(),
                StartMs = reader.Signed(),
                DurationMs = reader.Signed(),
                IsPending = reader.Byte() != 0,
            });
        }

        return marks;
    }
}
