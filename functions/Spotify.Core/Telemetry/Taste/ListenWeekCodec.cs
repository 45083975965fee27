namespace Spotify.Core.Telemetry.Taste;

/// <summary>
/// A week of a history as bytes, versioned: tables of sessions, tracks with their length, and contexts, then the plays by their start, about 20 bytes each.
/// The same plays give the same bytes.
/// </summary>
public static class ListenWeekCodec
{
    private const byte Version = 1;
    private const int EndMask = 0x0F;
    private const int FailedFlag = 0x10;
    private const int OfflineFlag = 0x20;
    private const int ContextFlag = 0x40;
    private const ulong MaxMs = 1UL << 40;

    /// <summary>Packs a week.</summary>
    public static byte[] ToBytes(ListenWeek week)
    {
        ArgumentNullException.ThrowIfNull(week);
        var plays = week.Plays;
        var sessions = Table(plays.Select(play => play.Key.Session));
        var tracks = Table(plays.Select(play => (play.Track, play.DurationMs)));
        var contexts = Table(plays.Where(HasContext).Select(play => (play.ContextType, play.ContextId)));
        var writer = new CompactWriter();
        writer.Byte(Version);
        writer.Unsigned((ulong)sessions.Count);
        foreach (var session in sessions.Keys)
            writer.Fixed(session);
        writer.Unsigned((ulong)tracks.Count);
        foreach (var (track, duration) in tracks.Keys)
        {
            writer.Track(track);
            writer.Unsigned((ulong)duration);
        }

        writer.Unsigned((ulong)contexts.Count);
        foreach (var (type, id) in contexts.Keys)
        {
            writer.Text(type);
            writer.Text(id);
        }

        writer.Unsigned((ulong)plays.Count);
        var before = week.Week.StartMs;
        foreach (var play in plays)
        {
            writer.Byte((byte)((int)play.End | (play.Failed ? FailedFlag : 0) | (play.Offline ? OfflineFlag : 0) | (HasContext(play) ? ContextFlag : 0)));
            writer.Byte((byte)play.Device);
            writer.Unsigned((ulong)sessions[play.Key.Session]);
            writer.Fixed(play.Key.Start);
            writer.Unsigned((ulong)tracks[(play.Track, play.DurationMs)]);
            writer.Unsigned((ulong)(play.StartMs - before));
            before = play.StartMs;
            writer.Unsigned((ulong)play.ListenedMs);
            if (HasContext(play))
                writer.Unsigned((ulong)contexts[(play.ContextType, play.ContextId)]);
        }

        return writer.Written.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <param name="week">Which week.</param>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The week, or null when the bytes are none of a version that this code knows. Never throws.</returns>
    public static ListenWeek? TryRead(TasteWeek week, ReadOnlySpan<byte> bytes)
    {
        var reader = new CompactReader(bytes);
        if (reader.Byte() != Version)
            return null;
        var sessions = new ulong[reader.Count(8)];
        for (var i = 0; i < sessions.Length; i++)
            sessions[i] = reader.Fixed();
        var tracks = new (TrackKey Track, long DurationMs)[reader.Count(17)];
        for (var i = 0; i < tracks.Length; i++)
            tracks[i] = (reader.Track(), Milliseconds(ref reader));
        var contexts = new (string Type, string Id)[reader.Count(2)];
        for (var i = 0; i < contexts.Length; i++)
            contexts[i] = (reader.Text(), reader.Text());
        var count = reader.Count(14);
        var plays = new Dictionary<ListenKey, Listen>(count);
        var at = week.StartMs;
        for (var i = 0; i < count && !reader.Failed; i++)
        {
            var play = ReadPlay(ref reader, sessions, tracks, contexts, ref at);
            if (!reader.Failed && (at >= week.EndMs || !plays.TryAdd(play.Key, play)))
                reader.Fail();
        }

        return reader.Failed || !reader.AtEnd ? null : new ListenWeek(week, plays);
    }

    private static Listen ReadPlay(ref CompactReader reader, ulong[] sessions, (TrackKey Track, long DurationMs)[] tracks, (string Type, string Id)[] contexts, ref long at)
    {
        var flags = reader.Byte();
        var device = (DeviceType)reader.Byte();
        var session = reader.Number(sessions.Length - 1);
        var start = reader.Fixed();
        var track = reader.Number(tracks.Length - 1);
        at += Milliseconds(ref reader);
        var listened = Milliseconds(ref reader);
        var context = (flags & ContextFlag) == 0 ? -1 : reader.Number(contexts.Length - 1);
        if (reader.Failed || (int)device >= EventNames.DeviceCount || !Enum.IsDefined((PlayEnd)(flags & EndMask)))
        {
            reader.Fail();
            return default;
        }

        return new Listen
        {
            Key = new ListenKey(sessions[session], start),
            Track = tracks[track].Track,
            StartMs = at,
            ListenedMs = listened,
            DurationMs = tracks[track].DurationMs,
            End = (PlayEnd)(flags & EndMask),
            Failed = (flags & FailedFlag) != 0,
            Device = device,
            Offline = (flags & OfflineFlag) != 0,
            ContextType = context < 0 ? "" : contexts[context].Type,
            ContextId = context < 0 ? "" : contexts[context].Id,
        };
    }

    // Bounded, so that sums of damaged numbers cannot overflow.
    private static long Milliseconds(ref CompactReader reader)
    {
        var value = reader.Unsigned();
        if (value <= MaxMs)
            return (long)value;
        reader.Fail();
        return 0;
    }

    private static bool HasContext(Listen play) => play.ContextType.Length > 0 || play.ContextId.Length > 0;

    private static Dictionary<T, int> Table<T>(IEnumerable<T> values)
        where T : notnull
    {
        var table = new Dictionary<T, int>();
        foreach (var value in values)
            table.TryAdd(value, table.Count);
        return table;
    }
}
