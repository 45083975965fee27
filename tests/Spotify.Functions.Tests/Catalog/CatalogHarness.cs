using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Telemetry;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>A catalogue over a store of its own, with a clock and a store that a test controls.</summary>
internal sealed class CatalogHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;

    public CatalogHarness()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), TimeProvider.System, NullLogger<SqliteDocumentStore>.Instance);
        Store = new TroubledStore(_documents);
        Catalog = AnotherInstance();
    }

    public TestClock Clock { get; } = new();

    public TroubledStore Store { get; }

    public CatalogService Catalog { get; }

    /// <summary>What was announced.</summary>
    public RecordedChanges Changes { get; } = new();

    public SpotifyMetrics Metrics { get; } = new(new MeterFactory());

    /// <summary>The catalogue as another instance of the application has it: same store, cache of its own.</summary>
    public CatalogService AnotherInstance() => new(Store, Changes, Options.Create(new CatalogOptions()), Metrics, Clock, NullLoggerFactory.Instance);

    /// <summary>What writes the catalogue in the Web API's shape.</summary>
    public CatalogPresenter Presenter(MediaUrls urls, IReadOnlyList<IPlayCounts>? counts = null) => Presenter(Catalog, urls, Store, Metrics, Clock, counts);

    public static CatalogPresenter Presenter(
        ICatalog catalog, MediaUrls urls, IDocumentStore store, SpotifyMetrics metrics, TimeProvider time, IReadOnlyList<IPlayCounts>? counts = null)
    {
        var options = Options.Create(new CatalogOptions());
        var links = new CatalogLinks(urls, options, time);
        var figures = new CatalogFigures(
            new PlayCountReader(counts ?? [], time, NullLogger<PlayCountReader>.Instance),
            new StoredPopularity(store, options, metrics, time),
            [],
            time,
            NullLogger<CatalogFigures>.Instance);
        return new CatalogPresenter(catalog, links, figures, new SpokenPresenter(links));
    }

    public async ValueTask DisposeAsync()
    {
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class MeterFactory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
