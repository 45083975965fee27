using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>Tracks that are functional noise: rain, a fan, white noise. Operators say so; a month takes the list as it is when its inputs are frozen.</summary>
public interface IFunctionalTracks
{
    /// <summary>All of them.</summary>
    /// <param name="cancellationToken">Stops the read.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task<IReadOnlySet<string>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Marks a track, or takes the mark off. Safe to repeat.</summary>
    /// <param name="track">The track's id.</param>
    /// <param name="isFunctional">Whether it is noise.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    Task MarkAsync(string track, bool isFunctional, string by, CancellationToken cancellationToken = default);
}

/// <summary>A mark: container <c>money</c>, one partition for all, id the track.</summary>
internal sealed record FunctionalTrackDocument
{
    public string Type { get; init; } = "functional_track";

    public int V { get; init; } = 1;

    public required string By { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The partition of all marks.</summary>
    public static PartitionKeyValue Partition { get; } = new("royalties", "functional");
}

/// <summary>Marks in <c>money</c>.</summary>
internal sealed class FunctionalTracks(IDocumentStore documents, TimeProvider time) : IFunctionalTracks
{
    /// <inheritdoc/>
    public async Task<IReadOnlySet<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        var tracks = new SortedSet<string>(StringComparer.Ordinal);
        string? continuation = null;
        do
        {
            var page = await documents.RangeAsync<FunctionalTrackDocument>(
                DocumentContainer.Money, FunctionalTrackDocument.Partition, default, DocumentRules.MaxReads, continuation, cancellationToken);
            tracks.UnionWith(page.Documents.Select(document => document.Id));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        return tracks;
    }

    /// <inheritdoc/>
    public async Task MarkAsync(string track, bool isFunctional, string by, CancellationToken cancellationToken = default)
    {
        var operation = isFunctional
            ? DocumentOperation.Upsert(track, new FunctionalTrackDocument { By = by, At = time.GetUtcNow() })
            : DocumentOperation.Delete(track);
        await documents.WriteAsync(DocumentContainer.Money, FunctionalTrackDocument.Partition, operation, cancellationToken);
    }
}
