using System.Diagnostics.Metrics;

namespace Spotify.Functions.Catalog;

/// <summary>What the catalogue counts.</summary>
internal static class CatalogMetrics
{
    private static readonly Meter Meter = new("Spotify.Catalog");

    /// <summary>Reads served without waiting for the store, by <c>cache_type</c>.</summary>
    public static readonly Counter<long> CacheHits = Meter.CreateCounter<long>("cache_hits_total", description: "Reads served from a cache");

    /// <summary>Reads that waited for the store, by <c>cache_type</c>.</summary>
    public static readonly Counter<long> CacheMisses = Meter.CreateCounter<long>("cache_misses_total", description: "Reads that a cache could not serve");
}
