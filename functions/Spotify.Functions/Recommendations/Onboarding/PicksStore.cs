using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Recommendations.Onboarding;

/// <summary>What listeners picked, each in one document of his own partition, which an erasure removes with the rest of it.</summary>
internal sealed class PicksStore(IDocumentStore documents)
{
    private const string Id = "taste-picks";

    /// <summary>A listener's picks; null where he has never picked.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<TastePicks?> FindAsync(string userId, CancellationToken cancellationToken) =>
        DocumentRules.IsValidPartitionKey(userId) && await documents.ReadAsync<PicksDocument>(DocumentContainer.Users, userId, Id, cancellationToken) is { } found
            ? new TastePicks { Artists = found.Value.Artists, Genres = found.Value.Genres } : null;

    /// <summary>Takes picks in the place of those that were there. Safe to repeat.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public Task WriteAsync(string userId, TastePicks picks, DateTimeOffset now, CancellationToken cancellationToken) =>
        documents.WriteAsync(DocumentContainer.Users, userId, DocumentOperation.Upsert(Id, new PicksDocument { Artists = picks.Artists, Genres = picks.Genres, At = now }), cancellationToken).AsTask();
}

/// <summary>What a listener picked: container <c>users</c>, partition user.</summary>
internal sealed record PicksDocument
{
    public string Type { get; init; } = "taste-picks";

    public int V { get; init; } = 1;

    public IReadOnlyList<string> Artists { get; init; } = [];

    public IReadOnlyList<string> Genres { get; init; } = [];

    public DateTimeOffset At { get; init; }
}
