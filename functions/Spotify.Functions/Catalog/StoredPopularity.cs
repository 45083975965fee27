using Microsoft.Extensions.Options;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Catalog;

/// <summary>The popularity that the last daily run stored, kept in this process: it changes once a day.</summary>
internal sealed class StoredPopularity : IPopularity
{
    private static readonly PopularityDocument Nobody = new() { Kind = "", Value = 0 };

    private readonly IDocumentStore _store;
    private readonly ReadThroughCache<PopularityDocument> _cache;

    public StoredPopularity(IDocumentStore store, IOptions<CatalogOptions> options, SpotifyMetrics metrics, TimeProvider time)
    {
        _store = store;
        // What is not there is kept like all else: most of a catalogue is not played on most days.
        var bounds = new ReadThroughCacheOptions { Capacity = options.Value.CachedFigures, FreshFor = TimeSpan.FromMinutes(10), ConfirmWithin = TimeSpan.FromMinutes(10) };
        _cache = new("popularity", bounds, LoadAsync, static (_, _) => false, metrics, time);
    }

    public async ValueTask<IReadOnlyDictionary<string, int>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var found = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        List<(string Id, Task<PopularityDocument?> Reading)>? waiting = null;
        foreach (var id in ids)
        {
            var reading = _cache.GetAsync(id, cancellationToken);
            if (reading.IsCompletedSuccessfully)
                found[id] = reading.Result?.Value ?? 0;
            else
                (waiting ??= []).Add((id, reading.AsTask()));
        }

        foreach (var (id, reading) in waiting ?? [])
            found[id] = (await reading)?.Value ?? 0;
        return found;
    }

    /// <summary>An artist's most played tracks; empty where nobody has played him of late.</summary>
    public async ValueTask<IReadOnlyList<string>> GetTopTracksAsync(string artistId, CancellationToken cancellationToken) =>
        (await _cache.GetAsync(artistId, cancellationToken))?.Top ?? [];

    /// <summary>Forgets what is kept of something whose popularity this instance has changed.</summary>
    public void Forget(string id) => _cache.Remove(id);

    private async Task<PopularityDocument?> LoadAsync(string id, CancellationToken cancellationToken) =>
        (await _store.ReadAsync<PopularityDocument>(DocumentContainer.Aggregates, PopularityDocument.ScopeOf(id), id, cancellationToken))?.Value ?? Nobody;
}
