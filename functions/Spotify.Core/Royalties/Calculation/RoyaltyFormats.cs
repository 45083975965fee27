using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>The sorted runs of a calculation, to be merged by <see cref="RunMerge"/>.</summary>
public static class RoyaltyFormats
{
    /// <summary>Weights by pool and recording, added up.</summary>
    public static RunFormat<PoolWeight> Weights { get; } = new WeightFormat();

    /// <summary>Artists of one month, added up.</summary>
    public static RunFormat<ArtistTally> Artists { get; } = new ArtistFormat();

    /// <summary>Tracks of one month, added up.</summary>
    /// <param name="threshold">The <see cref="RoyaltyRules.MinListeners"/> that they were counted with.</param>
    public static RunFormat<TrackTally> Tracks(int threshold) => new TrackFormat(threshold);

    private static void WriteText(CompactWriter writer, string? text)
    {
        writer.Byte((byte)(text is null ? 0 : 1));
        if (text is not null)
            writer.Text(text);
    }

    private static string? ReadText(ref CompactReader reader) => reader.Byte() == 0 ? null : reader.Text();

    // Two halves, so that the usual small numbers take few bytes.
    private static void WriteWide(CompactWriter writer, Int128 value)
    {
        writer.Unsigned((ulong)value);
        writer.Unsigned((ulong)((UInt128)value >> 64));
    }

    private static Int128 ReadWide(ref CompactReader reader)
    {
        var low = reader.Unsigned();
        return (Int128)new UInt128(reader.Unsigned(), low);
    }

    private sealed class WeightFormat : RunFormat<PoolWeight>
    {
        public override int Compare(PoolWeight x, PoolWeight y) => PoolWeight.Compare(x, y);

        public override PoolWeight Combine(PoolWeight x, PoolWeight y) => x.Add(y);

        internal override void Write(CompactWriter writer, PoolWeight value)
        {
            writer.Unsigned((ulong)value.Pool);
            writer.Track(value.Recording.Track);
            WriteText(writer, value.Recording.Isrc);
            WriteText(writer, value.Recording.Label);
            writer.Signed(value.Streams);
            writer.Signed(value.Ineligible);
            WriteWide(writer, value.ProRata);
            WriteWide(writer, value.UserCentric);
            WriteWide(writer, value.ArtistCentric);
            WriteWide(writer, value.StreamToOwn);
        }

        internal override PoolWeight Read(ref CompactReader reader) => new(
            reader.Number(int.MaxValue),
            new Recording(reader.Track(), ReadText(ref reader), ReadText(ref reader)),
            reader.Signed(),
            reader.Signed(),
            ReadWide(ref reader),
            ReadWide(ref reader),
            ReadWide(ref reader),
            ReadWide(ref reader));
    }

    private sealed class TrackFormat(int threshold) : RunFormat<TrackTally>
    {
        public override int Compare(TrackTally x, TrackTally y) => x.Track.Value.CompareTo(y.Track.Value);

        public override TrackTally Combine(TrackTally x, TrackTally y) => x.Add(y, threshold);

        internal override void Write(CompactWriter writer, TrackTally value)
        {
            writer.Track(value.Track);
            writer.Signed(value.Streams);
            writer.Signed(value.Listeners);
            writer.Unsigned((ulong)value.Few.Count);
            foreach (var listener in value.Few)
                writer.Track(new TrackKey(listener));
        }

        internal override TrackTally Read(ref CompactReader reader)
        {
            var (track, streams, listeners) = (reader.Track(), reader.Signed(), reader.Signed());
            var few = new UInt128[reader.Count(16)];
            for (var i = 0; i < few.Length; i++)
                few[i] = reader.Track().Value;
            return new TrackTally(track, streams, listeners, few);
        }
    }

    private sealed class ArtistFormat : RunFormat<ArtistTally>
    {
        public override int Compare(ArtistTally x, ArtistTally y) => x.Artist.CompareTo(y.Artist);

        public override ArtistTally Combine(ArtistTally x, ArtistTally y) => x.Add(y);

        internal override void Write(CompactWriter writer, ArtistTally value)
        {
            writer.Track(new TrackKey(value.Artist));
            writer.Signed(value.Streams);
            writer.Signed(value.Listeners);
        }

        internal override ArtistTally Read(ref CompactReader reader) => new(reader.Track().Value, reader.Signed(), reader.Signed());
    }
}
