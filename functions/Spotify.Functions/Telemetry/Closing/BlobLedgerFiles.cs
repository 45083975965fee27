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
}
