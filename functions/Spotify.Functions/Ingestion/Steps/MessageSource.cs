using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Reads what a label says: a <c>release.json</c>, a DDEX message, or the file that completes a batch of them.</summary>
internal sealed class MessageSource(BlobAccounts blobs, IOptions<IngestionOptions> options)
{
    private readonly ErnOptions _ern = new()
    {
        SchemaFolder = string.IsNullOrWhiteSpace(options.Value.SchemaFolder) ? null : options.Value.SchemaFolder,
        Dpid = string.IsNullOrWhiteSpace(options.Value.Dpid) ? null : options.Value.Dpid,
    };

    /// <summary>Reads a run's message.</summary>
    /// <param name="input">The run.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where it has been replaced or deleted: a newer run has it, or nobody wants it.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<ReadMessage?> ReadAsync(IngestInput input, CancellationToken cancellationToken)
    {
        if (input.Message is { } message)
        {
            // A message in a batch is what it is when its turn comes: only the file that completes the batch has a version.
            return await DownloadAsync(message, ErnReader.MaxBytes, null, cancellationToken) is { } xml
                ? new ReadMessage(Parse(xml), HashOf(xml))
                : new ReadMessage(new DeliveredMessage(null, [new Reason(ReasonCode.FileMissing, MissingIn(input))]), "");
        }

        var manifest = DeliveryPath.FileBlob(input.Label, input.Batch, DeliveryFileName.Manifest);
        if (await DownloadAsync(manifest, ManifestParser.MaxBytes, input.ETag, cancellationToken) is not { } utf8)
            return null;
        var (release, reasons) = ManifestParser.Parse(utf8);
        return new ReadMessage(new DeliveredMessage(release, reasons), HashOf(utf8));
    }

    /// <summary>Reads a DDEX message.</summary>
    /// <param name="xml">Its bytes.</param>
    public DeliveredMessage Parse(byte[] xml)
    {
        var (message, reasons) = ErnReader.Read(xml, _ern);
        return message switch
        {
            NewRelease release => new DeliveredMessage(release.Manifest, reasons),
            PurgeRelease purge => new DeliveredMessage(null, reasons, purge),
            _ => new DeliveredMessage(null, reasons),
        };
    }

    /// <summary>The bytes of a blob, at most one over a limit, which is enough to be refused for it.</summary>
    /// <param name="name">The blob in the container <c>deliveries</c>.</param>
    /// <param name="maxBytes">The limit.</param>
    /// <param name="etag">The version that is wanted; null for whichever is there.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where it is not there, or not in this version.</returns>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task<byte[]?> DownloadAsync(string name, int maxBytes, string? etag, CancellationToken cancellationToken)
    {
        var blob = blobs.Container(BlobContainers.Deliveries).GetBlobClient(name);
        try
        {
            return await BlobCalls.RunAsync<byte[]?>(
                "Reading the manifest",
                async () =>
                {
                    var answer = await blob.DownloadContentAsync(
                        new BlobDownloadOptions
                        {
                            Conditions = new BlobRequestConditions { IfMatch = etag is null ? null : new ETag(etag) },
                            Range = new HttpRange(0, maxBytes + 1L),
                        },
                        cancellationToken);
                    return answer.Value.Content.ToArray();
                },
                cancellationToken);
        }
        catch (RequestFailedException problem) when (problem.Status is 404 or 412)
        {
            return null;
        }
        catch (RequestFailedException problem) when (problem.Status == 416)
        {
            // A range of an empty blob.
            return [];
        }
    }

    private static string MissingIn(IngestInput input) =>
        $"{input.Message![(input.Label.Length + input.Batch.Length + 2)..]} is not in the batch: a release's folder holds its message, named as the folder or as the only XML file";

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}

/// <summary>A message that was read.</summary>
/// <param name="Message">What it says.</param>
/// <param name="Sha256">SHA-256 of its file, lower-case hex; empty where there is none.</param>
internal sealed record ReadMessage(DeliveredMessage Message, string Sha256);
