using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Core.Royalties.Periods;

/// <summary>The sorted files of the monthly job.</summary>
public static class RoyaltyRuns
{
    /// <summary>What a track is: sorted by track; the first that was said of one holds.</summary>
    public static RunFormat<FrozenTrack> Tracks { get; } = new TrackFormat();

    /// <summary>Lines by holder, pool, side, agreement and track, as statements list them. A line is there once.</summary>
    public static RunFormat<EarningLine> Lines { get; } = new LineFormat();

    internal static void WritePool(CompactWriter writer, PoolKey pool)
    {
        writer.Text(pool.Country);
        writer.Text(pool.Product);
        writer.Text(pool.Currency);
    }

    internal static PoolKey ReadPool(ref CompactReader reader) => new(reader.Text(), reader.Text(), reader.Text());

    private static void WriteText(CompactWriter writer, string? text)
    {
        writer.Byte((byte)(text is null ? 0 : 1));
        if (text is not null)
            writer.Text(text);
    }

    private static string? ReadText(ref CompactReader reader) => reader.Byte() == 0 ? null : reader.Text();

    private sealed class TrackFormat : RunFormat<FrozenTrack>
    {
        public override int Compare(FrozenTrack x, FrozenTrack y) => x.Track.Value.CompareTo(y.Track.Value);

        public override FrozenTrack Combine(FrozenTrack x, FrozenTrack y) => x;

        internal override void Write(CompactWriter writer, FrozenTrack value)
        {
            writer.Track(value.Track);
            WriteText(writer, value.Artist);
            writer.Signed(value.DurationMs);
            writer.Byte((byte)(value.IsNoise ? 1 : 0));
        }

        internal override FrozenTrack Read(ref CompactReader reader) => new(reader.Track(), ReadText(ref reader), reader.Signed(), reader.Byte() == 1);
    }

    private sealed class LineFormat : RunFormat<EarningLine>
    {
        public override int Compare(EarningLine x, EarningLine y)
        {
            var order = string.CompareOrdinal(x.Holder, y.Holder);
            if (order == 0)
                order = PoolKey.Order.Compare(x.Pool, y.Pool);
            if (order == 0)
                order = x.Side.CompareTo(y.Side);
            if (order == 0)
                order = string.CompareOrdinal(x.Agreement, y.Agreement);
            if (order == 0)
                order = string.CompareOrdinal(x.Track, y.Track);
            if (order == 0)
                order = string.CompareOrdinal(x.Label, y.Label);
            if (order == 0)
                order = string.CompareOrdinal(x.Isrc, y.Isrc);
            return order == 0 ? string.CompareOrdinal(x.Role, y.Role) : order;
        }

        public override EarningLine Combine(EarningLine x, EarningLine y) =>
            throw new InvalidDataException($"{x.Holder} has two lines of track {x.Track} in pool {x.Pool} as {x.Role}.");

        internal override void Write(CompactWriter writer, EarningLine value)
        {
            writer.Text(value.Holder);
            WritePool(writer, value.Pool);
            writer.Byte((byte)value.Side);
            WriteText(writer, value.Agreement);
            writer.Text(value.Track);
            WriteText(writer, value.Isrc);
            WriteText(writer, value.Label);
            writer.Text(value.Role);
            writer.Signed(value.Streams);
            writer.Unsigned((ulong)((UInt128)value.Weight >> 64));
            writer.Unsigned((ulong)(UInt128)value.Weight);
            writer.Signed(value.SharePpb);
            writer.Signed(value.Micros);
        }

        internal override EarningLine Read(ref CompactReader reader)
        {
            var (holder, pool, side, agreement) = (reader.Text(), ReadPool(ref reader), (RoyaltySide)reader.Byte(), ReadText(ref reader));
            var (track, isrc, label, role, streams) = (reader.Text(), ReadText(ref reader), ReadText(ref reader), reader.Text(), reader.Signed());
            var weight = (Int128)(((UInt128)reader.Unsigned() << 64) | reader.Unsigned());
            return new EarningLine(holder, side, agreement, pool, track, isrc, label, role, streams, weight, reader.Signed(), reader.Signed());
        }
    }
}
