using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>Listeners with their sorted rows, written by the first pass and read by the second: for each a head, then its rows. Lives no longer than a calculation.</summary>
public static class ListenerFile
{
    private const int FlushBytes = 256 * 1024;

    /// <summary>Writes listeners as they come; <see cref="IDisposable.Dispose"/> writes the last.</summary>
    /// <param name="into">Where to; stays open.</param>
    public sealed class Writer(Stream into) : IListenerSink, IDisposable
    {
        private readonly byte[] _buffer = new byte[FlushBytes];
        private int _length;

        /// <inheritdoc/>
        public void Take(UInt128 listener, ReadOnlySpan<ListenerPlays> plays)
        {
            Write(new Head(listener, plays.Length));
            foreach (ref readonly var row in plays)
                Write(new Row(row.Market, row.Recording, checked((int)row.Plays), checked((int)row.Active)));
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            into.Write(_buffer, 0, _length);
            _length = 0;
        }

        private void Write<T>(T value)
            where T : unmanaged
        {
            if (_length + Unsafe.SizeOf<Head>() > _buffer.Length)
                Dispose();
            MemoryMarshal.Write(_buffer.AsSpan(_length), value);
            _length += Unsafe.SizeOf<T>();
        }
    }

    /// <summary>Reads what a <see cref="Writer"/> wrote into a sink.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="sink">Takes the listeners.</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, IListenerSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var rows = Array.Empty<ListenerPlays>();
        while (!bytes.IsEmpty)
        {
            if (!MemoryMarshal.TryRead<Head>(bytes, out var head) || head.Rows < 0)
                throw new InvalidDataException("A file of listeners is damaged.");
            bytes = bytes[Unsafe.SizeOf<Head>()..];
            var length = (long)head.Rows * Unsafe.SizeOf<Row>();
            if (length > bytes.Length)
                throw new InvalidDataException("A file of listeners is damaged.");
            if (rows.Length < head.Rows)
                rows = new ListenerPlays[head.Rows * 2];
            var written = MemoryMarshal.Cast<byte, Row>(bytes[..(int)length]);
            for (var i = 0; i < written.Length; i++)
                rows[i] = new ListenerPlays(head.Listener, written[i].Market, written[i].Recording, written[i].Plays, written[i].Active);
            sink.Take(head.Listener, rows.AsSpan(0, head.Rows));
            bytes = bytes[(int)length..];
        }
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Head(UInt128 Listener, int Rows);

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private readonly record struct Row(int Market, int Recording, int Plays, int Active);
}
