using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spotify.Functions.Ingestion.Turns;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Tests.Telemetry.Closing;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Ingestion.Turns;

/// <summary>Turns over SQLite: any number of dispatchers over one book, each a process of its own that may die.</summary>
internal sealed class TurnHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _store;
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly List<IDisposable> _made = [];
    private readonly TurnOptions _options;

    public TurnHarness(int turnsAtOnce)
    {
        _options = new TurnOptions { TurnsAtOnce = turnsAtOnce };
        _store = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        Turns = Process();
    }

    public FakeTimeProvider Clock { get; } = new("2026-11-20T10:00:00Z");

    public CalledRuns Runs { get; } = new();

    /// <summary>The first process's dispatcher.</summary>
    public TurnDispatcher Turns { get; }

    /// <summary>The figures, and what the documents themselves say.</summary>
    public async Task<(int Waiting, int Running)> CountAsync()
    {
        var (figures, held) = (await Book().CountAsync(default), await Book().ListHeldAsync(default));
        var waiting = (await Book().ListLabelsAsync(default)).Sum(label => label.Waiting);
        if (figures.Running != held.Count || figures.Waiting != waiting)
            throw new InvalidOperationException($"The clock says {figures.Waiting} and {figures.Running}, the documents {waiting} and {held.Count}");
        return (waiting, held.Count);
    }

    public Task<IReadOnlyList<HeldTurnDocument>> HeldAsync() => Book().ListHeldAsync(default);

    /// <summary>Another process over the same documents.</summary>
    /// <param name="life">How long it lives; for ever where null.</param>
    public TurnDispatcher Process(Lifetime? life = null)
    {
        var book = Book(life);
        return new TurnDispatcher(book, Metrics(), Clock, NullLogger<TurnDispatcher>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var made in _made)
            made.Dispose();
        await _services.DisposeAsync();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    private TurnBook Book(Lifetime? life = null)
    {
        var book = new TurnBook(life is null ? _store : new MortalStore(_store, life), Clock, Options.Create(_options), Metrics());
        _made.Add(book);
        return book;
    }

    private TurnMetrics Metrics()
    {
        var metrics = new TurnMetrics(_services.GetRequiredService<IMeterFactory>(), Clock);
        _made.Add(metrics);
        return metrics;
    }
}
