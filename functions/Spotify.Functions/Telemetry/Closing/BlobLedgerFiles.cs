using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>The files of closings in the container <c>archive</c>.</summary>
internal sealed class BlobLedgerFiles(BlobAccounts blobs) : ILedgerFiles
{
    /// <inheritdoc/>
    public Task<T> WriteAsync<T>(string name, Func<Stream, Task<T>> write, CancellationToken cancellationToken) =>
        RunAsync(
            name,
            async () =>
            {
                await using var stream = new BlockStream(Blob(name));
                var result = await write(stream);
                await stream.CommitAsync(cancellationToken);
                return result;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReadAsync(string name, long offset, Memory<byte> into, CancellationToken cancellationToken)
    {
        if (into.IsEmpty)
            return;
        await RunAsync(
            name,
            async () =>
            {
                try
                {
                    var options = new BlobDownloadOptions { Range = new HttpRange(offset, into.Length) };
                    using var answer = (await Blob(name).DownloadStreamingAsync(options, cancellationToken)).Value;
                    await answer.Content.ReadExactlyAsync(into, cancellationToken);
                    return true;
                }
                catch (Exception problem) when (problem is EndOfStreamException or RequestFailedException { Status: 404 or 416 })
                {
                    throw new FileNotFoundException($"'{name}' is not there, or is shorter than it was.", name, problem);
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string prefix, CancellationToken cancellationToken) =>
        RunAsync(
            prefix,
            async () =>
            {
                var container = blobs.Container(BlobContainers.Archive);
                await foreach (var blob in container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken))
                    await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken);
                return true;
            },
            cancellationToken);

    // 400 and 412 as well: another attempt at the same file that ends first takes the blocks of this one with it.
    private static Task<T> RunAsync<T>(string name, Func<Task<T>> call, CancellationToken cancellationToken) =>
        BlobCalls.RunAsync($"A call to the storage of '{name}'", call, cancellationToken, 400, 412);

    private BlockBlobClient Blob(string name) => blobs.Container(BlobContainers.Archive).GetBlockBlobClient(name);

    // The library's own stream makes an empty blob first and, when it is disposed of half way, half a blob.
    private sealed class BlockStream(BlockBlobClient blob) : Stream
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
}
