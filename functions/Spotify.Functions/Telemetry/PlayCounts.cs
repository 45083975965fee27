using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>Reads the counters: one point read, and more for tracks whose counter is spread.</summary>
internal sealed class PlayCounts(IDocumentStore documents) : IPlayCounts
{
    /// <inheritdoc/>
    public async ValueTask<long> GetTrackCountAsync(string trackId, CancellationToken cancellationToken)
    {
        var first = await documents.ReadAsync<TrackAggregate>(
            DocumentContainer.Aggregates, CounterShards.ScopeOf(trackId, 0), TrackAggregate.CounterId, cancellationToken);
        var count = first?.Value.Count ?? 0;
        if (first?.Value.Shards is not > 1)
            return count;
        var keys = Enumerable.Range(1, first.Value.Shards.Value - 1)
            .Select(shard => new DocumentKey(CounterShards.ScopeOf(trackId, shard), TrackAggregate.CounterId))
            .ToList();
        var others = await documents.ReadManyAsync<TrackAggregate>(DocumentContainer.Aggregates, keys, cancellationToken);
        return count + others.Sum(other => other?.Value.Count ?? 0);
    }
}
