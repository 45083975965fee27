using System.Globalization;
using System.Text;
using Azure.Storage.Blobs.Specialized;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Writes a blob in blocks; it is there when it is committed, and not before: the library's own stream makes an empty blob first and, when it is disposed of half way, half a blob.</summary>
internal sealed class BlockStream(BlockBlobClient blob) : Stream
{
    private const int BlockBytes = 4 * 1024 * 1024;

    private readonly MemoryStream _block = new();
    private readonly List<string> _blocks = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var piece = buffer[..Math.Min(buffer.Length, BlockBytes - (int)_block.Length)];
            _block.Write(piece.Span);
            buffer = buffer[piece.Length..];
            if (_block.Length == BlockBytes)
                await StageAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Makes all that was written the blob.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_block.Length > 0)
            await StageAsync(cancellationToken);
        await blob.CommitBlockListAsync(_blocks, cancellationToken: cancellationToken);
    }

    public override void Flush()
    {
        // What is written counts when it is committed.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task StageAsync(CancellationToken cancellationToken)
    {
        var id = Convert.ToBase64String(Encoding.ASCII.GetBytes(_blocks.Count.ToString("d6", CultureInfo.InvariantCulture)));
        _block.Position = 0;
        await blob.StageBlockAsync(id, _block, cancellationToken: cancellationToken);
        _blocks.Add(id);
        _block.SetLength(0);
    }
}
