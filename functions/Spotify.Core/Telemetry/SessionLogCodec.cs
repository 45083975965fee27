using System.Globalization;
using System.Text;
using Spotify.Core.Playback;

namespace Spotify.Core.Telemetry;

/// <summary>A session as bytes, versioned; about 16 bytes for an event. Version 1, which knew neither periods nor exclusions, is still read.</summary>
public static class SessionLogCodec
{
    private const byte Version = 2;
    private const byte FirstVersion = 1;
    private const int LastPeriod = (9999 * 12) + 11;
    // What a DateTimeOffset can hold, with room.
    private const long EarliestMs = -62_000_000_000_000;
    private const long LatestMs = 250_000_000_000_000;
    private const byte HeardFlag = 0x01;
    private const byte BaseFlag = 0x02;

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
        var version = reader.Byte();
        if (version is not (FirstVersion or Version))
            return null;
        var frozen = reader.Signed();
        var tracks = new TrackKey[reader.Count(16)];
        for (var i = 0; i < tracks.Length; i++)
            tracks[i] = reader.Track();
        var facts = new StartFacts[reader.Count(9)];
        for (var i = 0; i < facts.Length; i++)
            facts[i] = ReadFacts(ref reader, version);
        var events = new List<SessionEvent>(reader.Count(12));
        var at = 0L;
        for (var i = events.Capacity; i > 0 && !reader.Failed; i--)
            events.Add(ReadEvent(ref reader, tracks, facts, ref at));
        var marks = version == FirstVersion ? ReadFirstMarks(ref reader, tracks, events) : ReadMarks(ref reader, tracks);
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
            writer.Text(one.AppVersion);
            writer.Fixed(one.NetworkKey);
            writer.Signed(one.ReceivedMs);
            writer.Signed(one.ClockOffsetMs);
            writer.Byte(one.Offline ? (byte)1 : (byte)0);
            writer.Text(one.ContextType);
            writer.Text(one.ContextId);
        }
    }

    private static StartFacts ReadFacts(ref CompactReader reader, byte version)
    {
        var tier = (Tier)reader.Byte();
        var market = reader.Text();
        var device = (DeviceType)reader.Byte();
        // The first version had the device's id here.
        var text = reader.Text();
        return new StartFacts
        {
            Tier = tier,
            Market = market,
            Device = device,
            DeviceId = "",
            AppVersion = version == FirstVersion ? "" : text,
            NetworkKey = version == FirstVersion ? 0 : reader.Fixed(),
            ReceivedMs = reader.Signed(),
            ClockOffsetMs = reader.Signed(),
            Offline = reader.Byte() != 0,
            ContextType = reader.Text(),
            ContextId = reader.Text(),
        };
    }

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
            writer.Unsigned((ulong)(mark.Revision - mark.CountRevision));
            writer.Unsigned((ulong)mark.Settled);
            writer.Byte((byte)mark.Shard);
            writer.Signed(mark.StartMs);
            writer.Signed(mark.DurationMs);
            writer.Unsigned((ulong)mark.ListenedMs);
            writer.Byte((byte)((mark.IsHeard ? HeardFlag : 0) | (mark.Base != 0 ? BaseFlag : 0)));
            writer.Byte((byte)mark.Tier);
            writer.Text(mark.Market);
            writer.Unsigned((ulong)NumberOf(mark.Period));
            writer.Unsigned(mark.FactsPeriod is null ? 0 : (ulong)NumberOf(mark.FactsPeriod));
            writer.Text(mark.Exclusion ?? "");
        }
    }

    private static List<PlayMark> ReadMarks(ref CompactReader reader, TrackKey[] tracks)
    {
        var marks = new List<PlayMark>(reader.Count(20));
        // Most marks of a session have the same market and period: one text for all of them.
        var (market, period, number) = ("", "", -1);
        for (var i = marks.Capacity; i > 0 && !reader.Failed; i--)
        {
            var start = reader.Fixed();
            var track = reader.Number(tracks.Length - 1);
            var revision = reader.Number(int.MaxValue);
            var sinceCounted = reader.Number(revision);
            var settled = reader.Number(revision);
            var (shard, startMs, durationMs, listenedMs) = (reader.Byte(), reader.Signed(), reader.Signed(), (long)reader.Unsigned());
            var (flags, tier) = (reader.Byte(), (Tier)reader.Byte());
            market = Same(reader.TextBytes(), market);
            var next = reader.Number(LastPeriod);
            var facts = reader.Number(LastPeriod);
            var exclusion = reader.Text();
            if (reader.Failed)
                break;
            (period, number) = (next == number ? period : PeriodOf(next), next);
            marks.Add(new PlayMark
            {
                StartId = start,
                Track = tracks[track],
                Revision = revision,
                CountRevision = revision - sinceCounted,
                Settled = settled,
                Shard = shard,
                StartMs = startMs,
                DurationMs = durationMs,
                ListenedMs = listenedMs,
                Tier = tier,
                Market = market,
                Period = period,
                Base = (flags & BaseFlag) == 0 ? 0 : 1,
                FactsPeriod = facts == 0 ? null : PeriodOf(facts),
                IsHeard = (flags & HeardFlag) != 0,
                Exclusion = exclusion.Length == 0 ? null : exclusion,
            });
        }

        return marks;
    }

    // Odd revisions counted, even ones did not; market and plan were those of the start event.
    private static List<PlayMark> ReadFirstMarks(ref CompactReader reader, TrackKey[] tracks, List<SessionEvent> events)
    {
        var marks = new List<PlayMark>(reader.Count(14));
        for (var i = marks.Capacity; i > 0 && !reader.Failed; i--)
        {
            var start = reader.Fixed();
            var track = reader.Number(tracks.Length - 1);
            var revision = reader.Number(int.MaxValue);
            var (shard, startMs, durationMs, isPending) = (reader.Byte(), reader.Signed(), reader.Signed(), reader.Byte() != 0);
            if (!reader.Failed && startMs is < EarliestMs or > LatestMs)
                reader.Fail();
            if (reader.Failed)
                break;
            var facts = events.Find(one => one.IdHash == start && one.Track == tracks[track]).Facts;
            marks.Add(new PlayMark
            {
                StartId = start,
                Track = tracks[track],
                Revision = revision,
                CountRevision = revision,
                Settled = isPending ? Math.Max(0, revision - 1) : revision,
                Shard = shard,
                StartMs = startMs,
                DurationMs = durationMs,
                Tier = facts?.Tier ?? Tier.Free,
                Market = facts is { Market.Length: > 0 } ? facts.Market : PlayMark.UnknownMarket,
                Period = AccountingPeriod.Of(startMs),
                IsHeard = (revision & 1) == 1,
                // What it was then is not known; the next look at the session's events says it anew.
                ListenedMs = (revision & 1) == 1 ? PlayRules.NeededMs(durationMs) : 0,
            });
        }

        return marks;
    }

    private static string Same(ReadOnlySpan<byte> utf8, string before) =>
        Ascii.Equals(utf8, before) ? before : Encoding.UTF8.GetString(utf8);

    private static int NumberOf(string period) =>
        (int.Parse(period.AsSpan(0, 4), CultureInfo.InvariantCulture) * 12) + int.Parse(period.AsSpan(5), CultureInfo.InvariantCulture) - 1;

    private static string PeriodOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{number / 12:d4}-{(number % 12) + 1:d2}");
}
