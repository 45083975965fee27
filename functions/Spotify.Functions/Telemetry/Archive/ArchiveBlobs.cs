using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Spotify.Core;
using Spotify.Functions.Platform.Blobs;

namespace Spotify.Functions.Telemetry.Archive;

/// <summary>
/// The container <c>archive</c>. What two writers may expect of each other is an answer; time-outs, throttles and broken connections are
/// <see cref="TransientException"/>.
/// </summary>
public sealed class ArchiveBlobs
{
    private readonly BlobContainerClient _container;

    /// <summary>Opens the container.</summary>
    public ArchiveBlobs(BlobAccounts accounts)
        : this((accounts ?? throw new ArgumentNullException(nameof(accounts))).Container(BlobContainers.Archive))
    {
    }

    internal ArchiveBlobs(BlobContainerClient container) => _container = container;

    /// <summary>What a test does after each change that was made.</summary>
    internal Func<string, Task> AfterChange { get; set; } = _ => Task.CompletedTask;

    /// <summary>Writes a blob where none is.</summary>
    /// <returns>False when one is there; it stays as it is.</returns>
    internal async Task<bool> CreateAsync(string name, BinaryData content, CancellationToken cancellationToken) =>
        await ReplaceAsync(name, content, null, cancellationToken);

    /// <summary>Writes a blob over the version that was read, or where none is.</summary>
    /// <returns>False when somebody else was first.</returns>
    internal Task<bool> ReplaceAsync(string name, BinaryData content, string? etag, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            var conditions = etag is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(etag) };
            var options = new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = ContentTypeOf(name) } };
            try
            {
                await _container.GetBlobClient(name).UploadAsync(content, options, cancellationToken);
            }
            catch (RequestFailedException problem) when (problem.Status == 412 || problem.ErrorCode == BlobErrorCode.BlobAlreadyExists)
            {
                return false;
            }

            await AfterChange(name);
            return true;
        },
        cancellationToken);

    /// <summary>Writes a blob from a file, over whatever is there.</summary>
    internal Task UploadAsync(string name, Stream content, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            content.Position = 0;
            await _container.GetBlobClient(name)
                .UploadAsync(content, new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = ContentTypeOf(name) } }, cancellationToken);
            await AfterChange(name);
            return true;
        },
        cancellationToken);

    /// <summary>Reads a small blob.</summary>
    /// <returns>Null when it is not there.</returns>
    internal Task<ArchiveBlob?> ReadAsync(string name, CancellationToken cancellationToken) => RunAsync<ArchiveBlob?>(
        async () =>
        {
            try
            {
                var blob = (await _container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value;
                return new ArchiveBlob(blob.Content, blob.Details.ETag.ToString());
            }
            catch (RequestFailedException problem) when (problem.Status == 404)
            {
                return null;
            }
        },
        cancellationToken);

    /// <summary>Copies a blob into a stream.</summary>
    /// <returns>False when it is not there.</returns>
    internal Task<bool> DownloadAsync(string name, Stream target, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            try
            {
                target.SetLength(0);
                await _container.GetBlobClient(name).DownloadToAsync(target, cancellationToken);
                return true;
            }
            catch (RequestFailedException problem) when (problem.Status == 404)
            {
                return false;
            }
        },
        cancellationToken);

    /// <summary>Removes a blob; safe to repeat.</summary>
    internal Task DeleteAsync(string name, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            if ((await _container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken)).Value)
                await AfterChange(name);
            return true;
        },
        cancellationToken);

    /// <summary>The blobs whose names begin so, in the order of their names.</summary>
    internal IAsyncEnumerable<BlobItem> ListAsync(string prefix, CancellationToken cancellationToken) =>
        PagesAsync(_container.GetBlobsAsync(prefix: prefix, cancellationToken: cancellationToken), cancellationToken);

    /// <summary>The folders right under one, each with its whole path and a slash.</summary>
    internal async IAsyncEnumerable<string> FoldersAsync(string folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in PagesAsync(_container.GetBlobsByHierarchyAsync(prefix: folder, delimiter: "/", cancellationToken: cancellationToken), cancellationToken))
        {
            if (one.IsPrefix)
                yield return one.Prefix;
        }
    }

    /// <summary>Moves a blob to a tier.</summary>
    internal Task SetTierAsync(string name, AccessTier tier, CancellationToken cancellationToken) => RunAsync(
        async () =>
        {
            await _container.GetBlobBaseClient(name).SetAccessTierAsync(tier, cancellationToken: cancellationToken);
            await AfterChange(name);
            return true;
        },
        cancellationToken);

    private static string ContentTypeOf(string name) => name.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/gzip";

    private static async IAsyncEnumerable<T> PagesAsync<T>(AsyncPageable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : notnull
    {
        await using var pages = items.AsPages().GetAsyncEnumerator(cancellationToken);
        while (await RunAsync(async () => await pages.MoveNextAsync(), cancellationToken))
        {
            foreach (var item in pages.Current.Values)
                yield return item;
        }
    }

    private static Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => BlobCalls.RunAsync("A call to the archive's storage", call, cancellationToken);
}

/// <summary>A small blob.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="ETag">Its version.</param>
internal sealed record ArchiveBlob(BinaryData Content, string ETag);
