using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Closing;

namespace Spotify.Core.Royalties.Periods;

/// <summary>The sorted files of the monthly job.</summary>
public static class RoyaltyRuns
{
    /// <summary>What a track is: sorted by track; the first that was said of one holds.</summary>
    public static RunFormat<FrozenTrack> Tracks { get; } = new TrackFormat();

    /// <summary>Lines by holder, pool, side, agreement, track and role, as statements list them. Who is in a chain twice in one role has one line.</summary>
    public static RunFormat<EarningLine> Lines { get; } = new LineFormat();

    /// <summary>What listeners have heard so far, by listener and track, added up.</summary>
    public static RunFormat<HeardRow> Heard { get; } = new HeardFormat();

    /// <summary>What tracks are worth, by track.</summary>
    public static RunFormat<JudgedTrack> Judged { get; } = new JudgedFormat();

    /// <summary>Earnings by holder, pool, side, agreement and model, added up.</summary>
    public static RunFormat<Earning> Earnings { get; } = new EarningFormat();

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

    private sealed class HeardFormat : RunFormat<HeardRow>
    {
        public override int Compare(HeardRow x, HeardRow y)
        {
            var order = x.Listener.CompareTo(y.Listener);
            return order == 0 ? x.Track.Value.CompareTo(y.Track.Value) : order;
        }

        public override HeardRow Combine(HeardRow x, HeardRow y) => x with { Plays = x.Plays + y.Plays };

        internal override void Write(CompactWriter writer, HeardRow value)
        {
            writer.Track(new TrackKey(value.Listener));
            writer.Track(value.Track);
            writer.Signed(value.Plays);
        }

        internal override HeardRow Read(ref CompactReader reader) => new(reader.Track().Value, reader.Track(), reader.Signed());
    }

    private sealed class JudgedFormat : RunFormat<JudgedTrack>
    {
        public override int Compare(JudgedTrack x, JudgedTrack y) => x.Track.Value.CompareTo(y.Track.Value);

        public override JudgedTrack Combine(JudgedTrack x, JudgedTrack y) =>
            x == y ? x : throw new InvalidDataException($"Track {x.Track} was judged twice, and not the same.");

        internal override void Write(CompactWriter writer, JudgedTrack value)
        {
            writer.Track(value.Track);
            writer.Byte((byte)value.Verdict);
            writer.Byte((byte)value.Term.Hundredths);
            writer.Byte((byte)(value.Term.IsProfessional ? 1 : 0));
            writer.Signed(value.Streams);
            writer.Signed(value.Listeners);
        }

        internal override JudgedTrack Read(ref CompactReader reader) => new(
            reader.Track(), (EligibilityVerdict)reader.Byte(), new TrackTerm(reader.Byte(), reader.Byte() == 1), reader.Signed(), reader.Signed());
    }

    private sealed class EarningFormat : RunFormat<Earning>
    {
        public override int Compare(Earning x, Earning y)
        {
            var order = string.CompareOrdinal(x.Holder, y.Holder);
            if (order == 0)
                order = PoolKey.Order.Compare(x.Pool, y.Pool);
            if (order == 0)
                order = x.Side.CompareTo(y.Side);
            if (order == 0)
                order = string.CompareOrdinal(x.Agreement, y.Agreement);
            return order == 0 ? x.Model.CompareTo(y.Model) : order;
        }

        public override Earning Combine(Earning x, Earning y) => checked(x with { Streams = x.Streams + y.Streams, Amount = x.Amount + y.Amount });

        internal override void Write(CompactWriter writer, Earning value)
        {
            writer.Text(value.Holder);
            WritePool(writer, value.Pool);
            writer.Byte((byte)value.Side);
            WriteText(writer, value.Agreement);
            writer.Byte((byte)value.Model);
            writer.Byte((byte)(value.Escrow is { } reason ? (int)reason + 1 : 0));
            writer.Signed(value.Streams);
            writer.Signed(value.Amount);
        }

        internal override Earning Read(ref CompactReader reader)
        {
            var (holder, pool, side, agreement, model) = (reader.Text(), ReadPool(ref reader), (RoyaltySide)reader.Byte(), ReadText(ref reader), (RoyaltyModel)reader.Byte());
            var escrow = reader.Byte();
            return new Earning(holder, side, agreement, pool, model, escrow == 0 ? null : (EscrowReason)(escrow - 1), reader.Signed(), reader.Signed());
        }
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

        public override EarningLine Combine(EarningLine x, EarningLine y) => checked(x with { SharePpb = x.SharePpb + y.SharePpb, Micros = x.Micros + y.Micros });

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
