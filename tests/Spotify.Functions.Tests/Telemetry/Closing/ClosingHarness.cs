using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Telemetry.Closing;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry.Closing;

/// <summary>The services of a closing over documents, files and a clock that outlive them.</summary>
internal sealed class ClosingHarness : IAsyncDisposable
{
    public static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly Dictionary<string, string?> _settings;
    private readonly ClosingLimits _limits;
    private ServiceProvider _services = null!;

    public ClosingHarness(int shards = 4, int ranges = 3, ClosingLimits? limits = null)
    {
        _settings = new() { ["Telemetry:LedgerShards"] = $"{shards}", ["Telemetry:LedgerScanRanges"] = $"{ranges}" };
        _limits = limits ?? new ClosingLimits { Leaves = 7, Rows = 5, RunsAtOnce = 3, RowsInDocument = 4 };
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        Store = new MortalStore(_documents, Life);
        Files = new MemoryFiles(Life);
        Restart();
    }

    public FakeTimeProvider Clock { get; } = new("2026-12-01T06:00:00Z");

    public Lifetime Life { get; } = new();

    public MortalStore Store { get; }

    public MemoryFiles Files { get; }

    /// <summary>What was logged at or above warnings, by event id.</summary>
    public ConcurrentQueue<(int Event, string Text)> Log { get; } = [];

    /// <summary>What the last story did.</summary>
    public List<string> Called { get; private set; } = [];

    /// <summary>A ledger in a store of its own, with a secret that is known, so that two stores may be compared.</summary>
    public static async Task<ClosingHarness> OfAsync(IEnumerable<StoredPlay> plays, int shards = 4, int ranges = 3, ClosingLimits? limits = null)
    {
        var harness = new ClosingHarness(shards, ranges, limits);
        await harness._documents.WriteAsync(
            DocumentContainer.System, LedgerSecretDocument.Kind, DocumentOperation.Create(LedgerSample.Period, new LedgerSecretDocument { Key = Secret }));
        await harness.StoreAsync(plays);
        return harness;
    }

    public async Task StoreAsync(IEnumerable<StoredPlay> plays)
    {
        var batches = plays.GroupBy(one => new PartitionKeyValue(one.Listener, one.Play.Period)).SelectMany(partition => partition.Chunk(100), (partition, chunk) =>
            new PartitionBatch(DocumentContainer.Plays, partition.Key, [.. chunk.Select(one => DocumentOperation.Create(one.Id, one.Play))]));
        // Two batches of one partition are two calls.
        foreach (var round in batches.GroupBy(batch => batch.Partition).SelectMany(group => group.Index()).GroupBy(one => one.Index))
            await _documents.WriteManyAsync([.. round.Select(one => one.Item)]);
    }

    /// <summary>Another process over the same state.</summary>
    public void Restart()
    {
        _services?.Dispose();
        Life.Live();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new Logs(Log)));
        services.AddSingleton<IDocumentStore>(Store);
        services.AddSingleton<ILedgerFiles>(Files);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(_limits);
        services.AddClosing(new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        _services = services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<ClosingResult> CloseAsync(string? replay = null)
    {
        var instance = PeriodStatus.InstanceOf(LedgerSample.Period) + (replay is null ? "" : "-" + replay);
        var story = new ClosingStory(_services, Clock, instance, new CloseInput(LedgerSample.Period));
        Called = story.Called;
        return ClosePeriod.Run(story);
    }

    /// <summary>Every byte that a closing leaves: documents and files by name.</summary>
    public async Task<SortedDictionary<string, string>> ResultAsync()
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in await _documents.GetScanRangesAsync(DocumentContainer.Aggregates, 1))
        {
            await foreach (var document in _documents.ScanAsync<JsonElement>(DocumentContainer.Aggregates, range))
            {
                if (!document.Partition.First.StartsWith("track:", StringComparison.Ordinal))
                    result[$"{document.Partition.First}/{document.Id}"] = document.Value.GetRawText();
            }
        }

        foreach (var (name, bytes) in Files.Files)
            result[name] = Convert.ToHexString(bytes);
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }

    internal sealed class Logs(ConcurrentQueue<(int, string)> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
