using Azure.Storage.Blobs.Specialized;
using Spotify.Core;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>The files that labels fetch.</summary>
internal interface IStatementFiles
{
    /// <summary>Writes a file, over one of that name; it is there when all of it is written, and not before.</summary>
    /// <exception cref="TransientException">The storage is in trouble.</exception>
    Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken);
}

/// <summary>Files in the container <c>statements</c>.</summary>
internal sealed class BlobStatementFiles(BlobAccounts blobs) : IStatementFiles
{
    /// <inheritdoc/>
    public Task WriteAsync(string name, Func<Stream, Task> write, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        $"Writing '{name}'",
        async () =>
        {
            await using var stream = new BlockStream(blobs.Container(BlobContainers.Statements).GetBlockBlobClient(name));
            await write(stream);
            await stream.CommitAsync(cancellationToken);
            return true;
        },
        cancellationToken,
        400,
        412);
}
