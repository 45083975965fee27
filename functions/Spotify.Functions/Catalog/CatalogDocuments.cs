using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Catalog;

/// <summary>A track as it is stored: the version that listeners have, beside versions that wait for their album.</summary>
internal sealed record TrackDocument
{
    public string Type { get; init; } = "track";

    public int Schema { get; init; } = 1;

    public required string AlbumId { get; init; }

    public required IReadOnlyList<TrackVersion> Versions { get; init; }

    public static string IdOf(string trackId) => "track:" + trackId;
}

/// <summary>A track in one release version.</summary>
/// <param name="Track">The track.</param>
/// <param name="StagedAt">When it was written.</param>
internal sealed record TrackVersion(Track Track, DateTimeOffset StagedAt);

/// <summary>An album as it is stored: this document's existence and version are what make a release visible.</summary>
internal sealed record AlbumDocument
{
    public string Type { get; init; } = "album";

    public int Schema { get; init; } = 1;

    public required Album Album { get; init; }

    /// <summary>The release versions that have been published, the latest last, so that a late repeat of an earlier one changes nothing.</summary>
    public required IReadOnlyList<string> PublishedVersions { get; init; }

    public static string IdOf(string albumId) => "album:" + albumId;
}

/// <summary>Whose an ISRC is.</summary>
internal sealed record RecordingDocument
{
    public string Type { get; init; } = "recording";

    public int Schema { get; init; } = 1;

    public required string Isrc { get; init; }

    public required string LabelId { get; init; }

    public required string SourceSha256 { get; init; }

    public required string TrackId { get; init; }

    public static string IdOf(string isrc) => "recording:" + isrc;
}

/// <summary>Reads and writes in the container <c>catalog</c>, where each document is a partition of its own.</summary>
internal static class CatalogStore
{
    public static ValueTask<StoredDocument<T>?> ReadCatalogAsync<T>(this IDocumentStore store, string id, CancellationToken cancellationToken) =>
        store.ReadAsync<T>(DocumentContainer.Catalog, id, id, cancellationToken);

    /// <summary>Any number of documents, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<StoredDocument<T>?>> ReadCatalogAsync<T>(
        this IDocumentStore store, IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var found = new List<StoredDocument<T>?>();
        foreach (var chunk in ids.Chunk(DocumentRules.MaxReads))
            found.AddRange(await store.ReadManyAsync<T>(DocumentContainer.Catalog, [.. chunk.Select(id => new DocumentKey(id, id))], cancellationToken));
        return found;
    }

    /// <summary>One write to each of any number of documents; each succeeds or fails by itself.</summary>
    public static async Task<IReadOnlyList<WriteOutcome>> WriteCatalogAsync(
        this IDocumentStore store, IEnumerable<DocumentOperation> operations, CancellationToken cancellationToken)
    {
        var outcomes = new List<WriteOutcome>();
        foreach (var chunk in operations.Chunk(DocumentRules.MaxBatchOperations))
        {
            var batches = chunk.Select(operation => new PartitionBatch(DocumentContainer.Catalog, operation.Id, [operation])).ToList();
            outcomes.AddRange((await store.WriteManyAsync(batches, cancellationToken)).Select(result => result.Outcome));
        }

        return outcomes;
    }
}
