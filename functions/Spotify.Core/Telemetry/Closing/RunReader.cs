namespace Spotify.Core.Telemetry.Closing;

/// <summary>Reads a run, or one partition of a spill, from its beginning to its end with one buffer.</summary>
/// <param name="format">What it holds.</param>
/// <param name="read">Reads the file that it is in.</param>
/// <param name="offset">Where it begins.</param>
/// <param name="length">How long it is.</param>
/// <param name="bufferBytes">How much is read at once.</param>
public sealed class RunReader<T>(RunFormat<T> format, RangeRead read, long offset, long length, int bufferBytes = 64 * 1024)
{
    private byte[] _buffer = [];
    private int _from;
    private int _to;

    /// <summary>What was read last.</summary>
    public T Current { get; private set; } = default!;

    /// <summary>Reads the next.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidDataException">The run is damaged.</exception>
    public async ValueTask<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        while (!TryTake())
        {
            if (length == 0)
            {
                if (_from == _to)
                    return false;
                throw Damaged();
            }

            await FillAsync(cancellationToken);
        }

        return true;
    }

    private bool TryTake()
    {
        // Whether a record is whole is told by its length, before it is read.
        var reader = new CompactReader(_buffer.AsSpan(_from, _to - _from));
        var size = reader.Unsigned();
        if (reader.Failed || size > (ulong)reader.Remaining)
            return false;
        var head = _to - _from - reader.Remaining;
        var record = new CompactReader(_buffer.AsSpan(_from + head, (int)size));
        Current = format.Read(ref record);
        if (record.Failed || !record.AtEnd)
            throw Damaged();
        _from += head + (int)size;
        return true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        var kept = _to - _from;
        var wanted = (int)Math.Min(length, Math.Max(bufferBytes, kept));
        var buffer = _buffer.Length >= kept + wanted ? _buffer : new byte[kept + wanted];
        Array.Copy(_buffer, _from, buffer, 0, kept);
        await read(offset, buffer.AsMemory(kept, wanted), cancellationToken);
        (_buffer, _from, _to) = (buffer, 0, kept + wanted);
        offset += wanted;
        length -= wanted;
    }

    private static InvalidDataException Damaged() => new("A sorted run is damaged.");
}
