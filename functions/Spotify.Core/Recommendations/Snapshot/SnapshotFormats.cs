using Spotify.Core.Playback;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>The sorted runs of a snapshot, to be merged by <see cref="RunMerge"/>.</summary>
public static class SnapshotFormats
{
    /// <summary>Listeners by pseudonym, each once.</summary>
    public static RunFormat<ListenerSnapshot> Listeners { get; } = new ListenerFormat();

    /// <summary>Sets of tracks by hash, listeners added up.</summary>
    public static RunFormat<TwinSet> Twins { get; } = new TwinFormat();

    private sealed class TwinFormat : RunFormat<TwinSet>
    {
        public override int Compare(TwinSet x, TwinSet y) => x.Set.CompareTo(y.Set);

        public override TwinSet Combine(TwinSet x, TwinSet y) => x with { Count = x.Count + y.Count };

        internal override void Write(CompactWriter writer, TwinSet value)
        {
            writer.Unsigned(value.Set);
            writer.Unsigned((ulong)value.Count);
        }

        internal override TwinSet Read(ref CompactReader reader) => new(reader.Unsigned(), (int)reader.Unsigned());
    }

    private sealed class ListenerFormat : RunFormat<ListenerSnapshot>
    {
        private const byte Version = 3;
        private const byte WithoutFriends = 2;
        private const byte WithoutPlaylists = 1;

        public override int Compare(ListenerSnapshot x, ListenerSnapshot y) => x.Listener.CompareTo(y.Listener);

        public override ListenerSnapshot Combine(ListenerSnapshot x, ListenerSnapshot y) =>
            throw new InvalidDataException($"Listener {new TrackKey(x.Listener)} is in the snapshot twice.");

        internal override void Write(CompactWriter writer, ListenerSnapshot value)
        {
            writer.Byte(Version);
            writer.Track(new TrackKey(value.Listener));
            writer.Unsigned((ulong)value.Tastes.Count);
            foreach (var entry in value.Tastes)
            {
                writer.Track(entry.Track);
                writer.Unsigned(BitConverter.SingleToUInt32Bits(entry.Before));
                writer.Unsigned(BitConverter.SingleToUInt32Bits(entry.Now));
            }

            WriteKeys(writer, value.Heard);
            WriteKeys(writer, value.FirstHeard);
            WriteTexts(writer, value.Follows);
            WriteTexts(writer, value.BlockedArtists);
            WriteKeys(writer, value.BlockedTracks);
            writer.Text(value.Country);
            writer.Byte((byte)value.Tier);
            writer.Byte((byte)(value.FiltersExplicit ? 1 : 0));
            writer.Unsigned((ulong)value.Playlists.Count);
            foreach (var entry in value.Playlists)
            {
                writer.Unsigned(entry.Playlist);
                writer.Track(entry.Track);
            }

            writer.Unsigned((ulong)value.Explored.Count);
            foreach (var one in value.Explored)
            {
                writer.Track(one.Track);
                writer.Unsigned(BitConverter.SingleToUInt32Bits(one.Propensity));
                writer.Unsigned(BitConverter.SingleToUInt32Bits(one.Score));
                writer.Byte((byte)(one.IsLiked ? 1 : 0));
            }

            WriteKeys(writer, value.Friends);
        }

        internal override ListenerSnapshot Read(ref CompactReader reader)
        {
            var version = reader.Byte();
            if (version is not (Version or WithoutFriends or WithoutPlaylists))
                reader.Fail();
            var listener = new ListenerSnapshot
            {
                Listener = reader.Track().Value,
                Tastes = ReadTastes(ref reader),
                Heard = ReadKeys(ref reader),
                FirstHeard = ReadKeys(ref reader),
                Follows = ReadTexts(ref reader),
                BlockedArtists = ReadTexts(ref reader),
                BlockedTracks = ReadKeys(ref reader),
                Country = reader.Text(),
                Tier = (Tier)reader.Byte(),
                FiltersExplicit = reader.Byte() != 0,
            };
            if (version >= WithoutFriends)
                listener = listener with { Playlists = ReadPlaylists(ref reader), Explored = ReadExplored(ref reader) };
            return version == Version ? listener with { Friends = ReadKeys(ref reader) } : listener;
        }

        private static PlaylistEntry[] ReadPlaylists(ref CompactReader reader)
        {
            var entries = new PlaylistEntry[reader.Count(17)];
            for (var i = 0; i < entries.Length; i++)
                entries[i] = new PlaylistEntry(reader.Unsigned(), reader.Track());
            return entries;
        }

        private static ExploredPlay[] ReadExplored(ref CompactReader reader)
        {
            var plays = new ExploredPlay[reader.Count(19)];
            for (var i = 0; i < plays.Length; i++)
                plays[i] = new ExploredPlay(reader.Track(), ReadFloat(ref reader), ReadFloat(ref reader), reader.Byte() != 0);
            return plays;
        }

        private static float ReadFloat(ref CompactReader reader) => BitConverter.UInt32BitsToSingle((uint)reader.Unsigned());

        private static TasteEntry[] ReadTastes(ref CompactReader reader)
        {
            var entries = new TasteEntry[reader.Count(18)];
            for (var i = 0; i < entries.Length; i++)
                entries[i] = new TasteEntry(reader.Track(), BitConverter.UInt32BitsToSingle((uint)reader.Unsigned()), BitConverter.UInt32BitsToSingle((uint)reader.Unsigned()));
            return entries;
        }

        private static void WriteKeys(CompactWriter writer, IReadOnlyList<TrackKey> keys)
        {
            writer.Unsigned((ulong)keys.Count);
            foreach (var key in keys)
                writer.Track(key);
        }

        private static TrackKey[] ReadKeys(ref CompactReader reader)
        {
            var keys = new TrackKey[reader.Count(16)];
            for (var i = 0; i < keys.Length; i++)
                keys[i] = reader.Track();
            return keys;
        }

        private static void WriteTexts(CompactWriter writer, IReadOnlyList<string> texts)
        {
            writer.Unsigned((ulong)texts.Count);
            foreach (var text in texts)
                writer.Text(text);
        }

        private static string[] ReadTexts(ref CompactReader reader)
        {
            var texts = new string[reader.Count(1)];
            for (var i = 0; i < texts.Length; i++)
                texts[i] = reader.Text();
            return texts;
        }
    }
}
