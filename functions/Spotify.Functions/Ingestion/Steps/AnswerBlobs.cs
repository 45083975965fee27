using System.Globalization;
using System.Text.Json;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Ingestion.Steps;

/// <summary>Writes answers where labels read them: as JSON, and of batches of DDEX messages in DDEX's shape too.</summary>
internal sealed class AnswerBlobs(BlobAccounts blobs, IOptions<IngestionOptions> options, TimeProvider time)
{
    private const int WritesAtOnce = 4;

    /// <summary>Writes the answer to a batch. The same answer gives the same bytes.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task WriteAsync(string label, Acknowledgement answer, CancellationToken cancellationToken)
    {
        var name = DeliveryPath.AcknowledgementBlob(label, answer.Batch);
        await WriteAsync(name, JsonSerializer.SerializeToUtf8Bytes(answer, ApiJson.Options), "application/json", cancellationToken);
    }

    /// <summary>Writes the answer to each release of a batch in DDEX's shape, which knows one message at a time: <c>{label}/{batch}/{folder}.xml</c>.</summary>
    /// <exception cref="Core.TransientException">The storage is in trouble.</exception>
    public async Task WriteAsync(string label, BatchAcknowledgement answer, CancellationToken cancellationToken)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(answer.Releases.GroupBy(release => release.Folder, StringComparer.Ordinal), parallel, async (folder, token) =>
        {
            // Of several messages in one folder each has a file of its own.
            foreach (var (i, release) in folder.Index())
            {
                var name = DeliveryPath.FileBlob(label, answer.Batch, i == 0 ? $"{folder.Key}.xml" : string.Create(CultureInfo.InvariantCulture, $"{folder.Key}-{i + 1}.xml"));
                await WriteAsync(name, ErnAcknowledgement.Write(release, time.GetUtcNow(), options.Value.Dpid), "application/xml", token);
            }
        });
    }

    private Task<bool> WriteAsync(string name, byte[] bytes, string contentType, CancellationToken cancellationToken) => BlobCalls.RunAsync(
        "Writing the acknowledgement",
        async () =>
        {
            var headers = new BlobHttpHeaders { ContentType = contentType };
            await blobs.Container(BlobContainers.Acknowledgements).GetBlobClient(name)
                .UploadAsync(BinaryData.FromBytes(bytes), new BlobUploadOptions { HttpHeaders = headers }, cancellationToken);
            return true;
        },
        cancellationToken);
}
