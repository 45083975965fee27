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
    public Task<(string? Sha256, Reason? Refusal)> FetchAsync(IngestInput delivery, string file, long maxBytes, string target, CancellationToken cancellationToken) =>
        BlobCalls.RunAsync<(string?, Reason?)>(
            $"Fetching {file}",
            async () =>
            {
                var blob = blobs.Container(BlobContainers.Deliveries).GetBlobClient(DeliveryPath.FileBlob(delivery.Label, delivery.Batch, file));
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
                    return (await CopyAsync(source, target, cancellationToken), null);
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

    private static async Task<string> CopyAsync(Stream source, string path, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var target = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: true);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            int count;
            while ((count = await source.ReadAsync(buffer, cancellationToken)) > 0)
            {
                hash.AppendData(buffer, 0, count);
                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
