namespace Spotify.Core.Telemetry.Archive;

/// <summary>Reads a segment's lines one by one, in the memory of its longest.</summary>
internal sealed class SegmentReader(Stream stream)
{
    private const int MaxLine = 16 * 1024 * 1024;

    private byte[] _buffer = new byte[16 * 1024];
    private int _from;
    private int _end;
    private int _lineEnd;

    /// <summary>The line that was read, with its line feed.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_from, _lineEnd - _from + 1);

    /// <summary>What it says of itself.</summary>
    public RowLine Row { get; private set; }

    /// <summary>Reads the next line.</summary>
    /// <returns>False behind the last.</returns>
    /// <exception cref="InvalidDataException">The segment is damaged.</exception>
    public bool Next()
    {
        _from = _lineEnd == 0 ? 0 : _lineEnd + 1;
        var looked = _from;
        while (true)
        {
            var feed = _buffer.AsSpan(looked, _end - looked).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                _lineEnd = looked + feed;
                Row = RowLine.Parse(Line[..^1]);
                return true;
            }

            looked = _end;
            if (_end == _buffer.Length)
                looked = MakeRoom();
            var read = stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read > 0)
                _end += read;
            else if (_from == _end)
                return false;
            else
                throw new InvalidDataException("A segment ends within a line.");
        }
    }

    private int MakeRoom()
    {
        var length = _end - _from;
        if (length > MaxLine)
            throw new InvalidDataException("A line of a segment is too long.");
        var target = length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        Buffer.BlockCopy(_buffer, _from, target, 0, length);
        (_buffer, _from, _end) = (target, 0, length);
        return length;
    }
}
