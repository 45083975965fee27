using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Fetches delivered files into work folders, refusing by size before a byte is read and by hash once the last one is.</summary>
internal sealed class DeliveredFiles(BlobAccounts blobs, IOptions<IngestionOptions> options)
{
    private const int BufferBytes = 1024 * 1024;

    /// <summary>Fetches a track's file.</summary>
    /// <returns>Why it is refused, or null where the file is there and right.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<Reason?> FetchAudioAsync(IngestInput delivery, string file, string sha256, string target, CancellationToken cancellationToken)
    {
        var (actual, refusal) = await FetchAsync(delivery, file, options.Value.MaxFileBytes, target, cancellationToken);
        if (refusal is not null)
            return refusal;
        return actual == sha256 ? null : new Reason(ReasonCode.HashMismatch, $"the file has SHA-256 {actual}, the manifest says {sha256}");
    }

    /// <summary>Fetches any file.</summary>
    /// <returns>Its SHA-256 in lower-case hex, or why it is refused.</returns>
    public async Task<(string? Sha256, Reason? Refusal)> FetchAsync(IngestInput delivery, string file, long maxBytes, string target, CancellationToken cancellationToken)
    {
        var (hashes, refusal) = await ReadAsync(
            delivery,
            file,
            maxBytes,
            async source =>
            {
                await using var copy = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
                return await CopyAsync(source, copy, [HashAlgorithmName.SHA256], cancellationToken);
            },
            cancellationToken);
        return (hashes?[0], refusal);
    }

    /// <summary>Reads a track's file for its hashes alone; nothing is kept of it.</summary>
    /// <returns>The hashes in the order of the algorithms, lower-case hex, or why the file is refused.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<(IReadOnlyList<string>? Hashes, Reason? Refusal)> HashAudioAsync(
        IngestInput delivery, string file, IReadOnlyList<HashAlgorithmName> algorithms, CancellationToken cancellationToken) =>
        ReadAsync(delivery, file, options.Value.MaxFileBytes, source => CopyAsync(source, Stream.Null, algorithms, cancellationToken), cancellationToken);

    /// <summary>Whether a file is in the batch.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public Task<bool> ExistsAsync(IngestInput delivery, string file, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        $"Looking for {file}",
        async () => (await blobs.Container(BlobContainers.Deliveries).GetBlobClient(delivery.BlobOf(file)).ExistsAsync(cancellationToken)).Value,
        cancellationToken);

    private Task<(IReadOnlyList<string>? Hashes, Reason? Refusal)> ReadAsync(
        IngestInput delivery, string file, long maxBytes, Func<Stream, Task<IReadOnlyList<string>>> read, CancellationToken cancellationToken) =>
        BlobCalls.RunAsync<(IReadOnlyList<string>?, Reason?)>(
            $"Fetching {file}",
            async () =>
            {
                var blob = blobs.Container(BlobContainers.Deliveries).GetBlobClient(delivery.BlobOf(file));
                try
                {
                    var properties = (await blob.GetPropertiesAsync(cancellationToken: cancellationToken)).Value;
                    if (properties.ContentLength == 0)
                        return (null, new Reason(ReasonCode.EmptyFile, "the file has no bytes"));
                    if (properties.ContentLength > maxBytes)
                        return (null, new Reason(ReasonCode.TooLarge, string.Create(CultureInfo.InvariantCulture, $"the file has {properties.ContentLength} bytes; at most {maxBytes} are taken")));
                    // The version whose size was looked at, and no other.
                    var open = new BlobOpenReadOptions(allowModifications: false) { BufferSize = 4 * BufferBytes, Conditions = new BlobRequestConditions { IfMatch = properties.ETag } };
                    await using var source = await blob.OpenReadAsync(open, cancellationToken);
                    return (await read(source), null);
                }
                catch (RequestFailedException problem) when (problem.Status == 404)
                {
                    return (null, new Reason(ReasonCode.FileMissing, $"{file} is not in the batch"));
                }
                catch (RequestFailedException problem) when (problem.Status == 412)
                {
                    throw new IOException($"{file} was replaced while it was read", problem);
                }
            },
            cancellationToken);

    private static async Task<IReadOnlyList<string>> CopyAsync(Stream source, Stream target, IReadOnlyList<HashAlgorithmName> algorithms, CancellationToken cancellationToken)
    {
        var hashes = algorithms.Select(IncrementalHash.CreateHash).ToList();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                foreach (var hash in hashes)
                    hash.AppendData(buffer, 0, count);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }

            return hashes.ConvertAll(hash => Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            hashes.ForEach(hash => hash.Dispose());
        }
    }
}
