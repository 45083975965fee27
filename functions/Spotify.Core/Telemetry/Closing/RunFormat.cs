namespace Spotify.Core.Telemetry.Closing;

/// <summary>What is sorted and merged: its order, how two of one key become one, its bytes in a run.</summary>
public abstract class RunFormat<T>
{
    private protected RunFormat()
    {
    }

    /// <summary>The order; 0 for the same key.</summary>
    public abstract int Compare(T x, T y);

    /// <summary>Two of one key as one.</summary>
    public abstract T Combine(T x, T y);

    internal abstract void Write(CompactWriter writer, T value);

    internal abstract T Read(ref CompactReader reader);
}

/// <summary>The formats of a closing.</summary>
public static class RunFormats
{
    /// <summary>Leaves by play id. A play that is there twice must be the same twice.</summary>
    public static RunFormat<LedgerLeaf> Leaves { get; } = new LeafFormat();

    /// <summary>Rows of markets and products, added up.</summary>
    public static RunFormat<LedgerRow> Rows { get; } = new RowFormat();

    /// <summary>Rows of listeners, added up.</summary>
    public static RunFormat<ListenerRow> Listeners { get; } = new ListenerFormat();

    private static void WriteKey(CompactWriter writer, LedgerRowKey key)
    {
        writer.Text(key.Market);
        writer.Text(key.Product);
        writer.Track(key.Track);
        WriteText(writer, key.Isrc);
        WriteText(writer, key.Label);
    }

    private static LedgerRowKey ReadKey(ref CompactReader reader) =>
        new(reader.Text(), reader.Text(), reader.Track(), ReadText(ref reader), ReadText(ref reader));

    private static void WriteText(CompactWriter writer, string? text)
    {
        writer.Byte((byte)(text is null ? 0 : 1));
        if (text is not null)
            writer.Text(text);
    }

    private static string? ReadText(ref CompactReader reader) => reader.Byte() == 0 ? null : reader.Text();

    private sealed class LeafFormat : RunFormat<LedgerLeaf>
    {
        public override int Compare(LedgerLeaf x, LedgerLeaf y) => x.PlayId.CompareTo(y.PlayId);

        public override LedgerLeaf Combine(LedgerLeaf x, LedgerLeaf y) => x == y
            ? x
            : throw new InvalidDataException($"Play {LedgerId.ToText(x.PlayId)} is in the ledger twice, and not the same.");

        internal override void Write(CompactWriter writer, LedgerLeaf value)
        {
            Span<byte> bytes = stackalloc byte[LedgerLeaf.Length];
            value.Write(bytes);
            writer.Bytes(bytes);
        }

        internal override LedgerLeaf Read(ref CompactReader reader)
        {
            var bytes = reader.Bytes(LedgerLeaf.Length);
            return bytes.IsEmpty ? default : LedgerLeaf.Read(bytes);
        }
    }

    private sealed class RowFormat : RunFormat<LedgerRow>
    {
        public override int Compare(LedgerRow x, LedgerRow y) => LedgerRowKey.Compare(x.Key, y.Key);

        public override LedgerRow Combine(LedgerRow x, LedgerRow y) => x with { Sums = x.Sums + y.Sums };

        internal override void Write(CompactWriter writer, LedgerRow value)
        {
            WriteKey(writer, value.Key);
            writer.Signed(value.Sums.Plays);
            writer.Signed(value.Sums.Adjustments);
            writer.Signed(value.Sums.Excluded);
            writer.Signed(value.Sums.ListenedMs);
        }

        internal override LedgerRow Read(ref CompactReader reader) =>
            new(ReadKey(ref reader), new LedgerSums(reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed()));
    }

    private sealed class ListenerFormat : RunFormat<ListenerRow>
    {
        public override int Compare(ListenerRow x, ListenerRow y) => ListenerRow.Compare(x, y);

        public override ListenerRow Combine(ListenerRow x, ListenerRow y) => x with { Plays = x.Plays + y.Plays, Active = x.Active + y.Active };

        internal override void Write(CompactWriter writer, ListenerRow value)
        {
            writer.Track(new TrackKey(value.Listener));
            WriteKey(writer, value.Key);
            WriteText(writer, value.AdjustmentOf);
            writer.Signed(value.Plays);
            writer.Signed(value.Active);
        }

        internal override ListenerRow Read(ref CompactReader reader) =>
            new(reader.Track().Value, ReadKey(ref reader), ReadText(ref reader), reader.Signed(), reader.Signed());
    }
}
