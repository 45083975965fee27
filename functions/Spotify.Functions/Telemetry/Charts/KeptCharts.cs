using Spotify.Core.Telemetry.Charts;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;

namespace Spotify.Functions.Telemetry.Charts;

/// <summary>The newest charts, kept in this process: they change once an hour.</summary>
internal sealed class KeptCharts : ICharts
{
    private const int Markets = 512;

    private readonly IDocumentStore _documents;
    private readonly ReadThroughCache<ChartDocument> _cache;

    public KeptCharts(IDocumentStore documents, SpotifyMetrics metrics, TimeProvider time)
    {
        _documents = documents;
        var bounds = new ReadThroughCacheOptions { Capacity = Markets, FreshFor = TimeSpan.FromMinutes(5), ConfirmWithin = TimeSpan.FromMinutes(5), AbsentFor = TimeSpan.FromMinutes(1) };
        _cache = new("chart", bounds, LoadAsync, static (one, other) => one.Date == other.Date && one.AsOf == other.AsOf && one.Period == other.Period, metrics, time);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> TopAsync(string market, CancellationToken cancellationToken = default)
    {
        var chart = ChartMarkets.IsCountry(market) ? await _cache.GetAsync(market, cancellationToken) : null;
        chart ??= await _cache.GetAsync(ChartMarkets.Global, cancellationToken);
        return chart is null ? [] : [.. chart.Entries.Select(entry => entry.Track)];
    }

    private async Task<ChartDocument?> LoadAsync(string market, CancellationToken cancellationToken)
    {
        foreach (var period in (ChartPeriod[])[ChartPeriod.Weekly, ChartPeriod.Daily])
        {
            var newest = await _documents.RangeAsync<ChartDocument>(
                DocumentContainer.Aggregates, ChartDocument.ScopeOf(market), IdRange.Prefix(ChartDate.PrefixOf(period), descending: true), 1, cancellationToken: cancellationToken);
            if (newest.Documents is [var (_, stored)] && stored.Value.Entries.Count > 0)
                return stored.Value;
        }

        return null;
    }
}
