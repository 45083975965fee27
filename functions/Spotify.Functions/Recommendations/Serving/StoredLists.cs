using Microsoft.Extensions.Options;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Recommendations.Serving;

/// <summary>Everybody's lists.</summary>
internal sealed class StoredLists
{
    private const char Separator = '\n';

    private readonly IDocumentStore _documents;
    private readonly ReadThroughCache<WeeklyListDocument> _cache;

    public StoredLists(IDocumentStore documents, IOptions<ServingOptions> options, SpotifyMetrics metrics, TimeProvider time)
    {
        _documents = documents;
        var bounds = new ReadThroughCacheOptions { Capacity = options.Value.CachedLists, FreshFor = TimeSpan.FromMinutes(1), ConfirmWithin = TimeSpan.FromMinutes(1) };
        _cache = new("weekly_list", bounds, LoadAsync, static (one, other) => one.MadeAt == other.MadeAt && one.Model == other.Model, metrics, time);
    }

    /// <summary>A listener's list of a week; null where there is none. What was read before is at hand for a minute, and for as long as the store is in trouble.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble and the list was not read before.</exception>
    public ValueTask<WeeklyListDocument?> FindAsync(string userId, ListKind kind, string week, CancellationToken cancellationToken) => DocumentRules.IsValidPartitionKey(userId)
        ? _cache.GetAsync(userId + Separator + WeeklyListDocument.IdOf(kind, week), cancellationToken) : new ValueTask<WeeklyListDocument?>((WeeklyListDocument?)null);

    /// <summary>The same as the store has it now, for batch jobs.</summary>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task<WeeklyListDocument?> ReadAsync(string userId, ListKind kind, string week, CancellationToken cancellationToken) => DocumentRules.IsValidPartitionKey(userId)
        ? (await _documents.ReadAsync<WeeklyListDocument>(DocumentContainer.Users, userId, WeeklyListDocument.IdOf(kind, week), cancellationToken))?.Value : null;

    /// <summary>Writes lists of many listeners, each whole or not at all. Safe to repeat.</summary>
    /// <param name="lists">One for each listener.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="Core.TransientException">The store is in trouble.</exception>
    public async Task WriteAsync(IReadOnlyDictionary<string, WeeklyListDocument> lists, CancellationToken cancellationToken)
    {
        if (lists.Count == 0)
            return;
        var batches = lists.Select(list => new PartitionBatch(
            DocumentContainer.Users, list.Key, [DocumentOperation.Upsert(WeeklyListDocument.IdOf(list.Value.Kind, list.Value.Week), list.Value, WeeklyListDocument.Kept)])).ToList();
        foreach (var result in await _documents.WriteManyAsync(batches, cancellationToken))
        {
            if (!result.IsWritten)
                throw new InvalidDataException($"A list could not be written: {result.Outcome}.");
        }
    }

    private async Task<WeeklyListDocument?> LoadAsync(string key, CancellationToken cancellationToken)
    {
        var end = key.LastIndexOf(Separator);
        return (await _documents.ReadAsync<WeeklyListDocument>(DocumentContainer.Users, key[..end], key[(end + 1)..], cancellationToken))?.Value;
    }
}
