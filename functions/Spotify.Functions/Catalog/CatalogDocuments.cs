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

    /// <summary>Whose lists it is on.</summary>
    public IReadOnlyList<AlbumCredit> Credits { get; init; } = [];

    /// <summary>Places in which an earlier version stood and this one does not: whoever finds it there takes it away.</summary>
    public IReadOnlyList<ShelfPlace> Former { get; init; } = [];

    /// <summary>Tracks that an earlier version named and this one does not.</summary>
    public IReadOnlyList<string> FormerTracks { get; init; } = [];

    public static string IdOf(string albumId) => "album:" + albumId;
}

/// <summary>An artist whom an album, or a track on it, names.</summary>
/// <param name="ArtistId">The artist.</param>
/// <param name="Name">The name on this release.</param>
/// <param name="Group">What the album is to him: <c>album</c>, <c>single</c>, <c>compilation</c> or <c>appears_on</c>.</param>
internal sealed record AlbumCredit(string ArtistId, string Name, string Group)
{
    /// <summary>The group of albums on which an artist is named by tracks alone.</summary>
    public const string AppearsOn = "appears_on";

    /// <summary>All credits of a release, those of the album first.</summary>
    public static IReadOnlyList<AlbumCredit> Of(Album album, IEnumerable<Track> tracks)
    {
        var group = album.Type == "ep" ? "single" : album.Type;
        return
        [
            .. album.Artists.Select(artist => new AlbumCredit(artist.Id, artist.Name, group))
                .Concat(tracks.SelectMany(track => track.Artists).Select(artist => new AlbumCredit(artist.Id, artist.Name, AppearsOn)))
                .DistinctBy(credit => credit.ArtistId),
        ];
    }
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
