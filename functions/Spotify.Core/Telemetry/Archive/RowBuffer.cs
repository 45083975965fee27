using System.Buffers;

namespace Spotify.Core.Telemetry.Archive;

/// <summary>Bytes that grow, and can be cut back to an earlier length.</summary>
internal sealed class RowBuffer : IBufferWriter<byte>
{
    private byte[] _bytes = new byte[16 * 1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public void CutTo(int length) => Length = length;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    private void Reserve(int sizeHint)
    {
        if (_bytes.Length - Length < Math.Max(sizeHint, 256))
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + Math.Max(sizeHint, 256)));
    }
}
