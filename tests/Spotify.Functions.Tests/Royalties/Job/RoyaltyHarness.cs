using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Billing;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Royalties.Inputs;
using Spotify.Functions.Royalties.Job;
using Spotify.Functions.Royalties.Periods;
using Spotify.Functions.Telemetry.Closing;
using Spotify.Functions.Tests.Telemetry.Closing;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Royalties.Job;

/// <summary>The services of the monthly calculation over documents, files and a clock that outlive them.</summary>
internal sealed class RoyaltyHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly Dictionary<string, string?> _settings;
    private readonly RoyaltyLimits _limits;
    private ServiceProvider _services = null!;

    private RoyaltyHarness(RoyaltyWorld world, int shards, RoyaltyLimits? limits, int minListeners, int defaultPublishingBp)
    {
        World = world;
        _settings = new()
        {
            ["Telemetry:LedgerShards"] = $"{shards}",
            ["Telemetry:LedgerScanRanges"] = "2",
            ["Royalties:MinStreams"] = "3",
            ["Royalties:MinListeners"] = $"{minListeners}",
            ["Royalties:DefaultPublishingBp"] = $"{defaultPublishingBp}",
        };
        _limits = limits ?? new RoyaltyLimits { Rows = 50, RunsAtOnce = 3, Lookups = 4 };
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        Store = new MortalStore(_documents, Life);
        Files = new MemoryFiles(Life);
        Restart();
    }

    public RoyaltyWorld World { get; }

    public FakeTimeProvider Clock { get; } = new("2026-12-01T06:00:00Z");

    public Lifetime Life { get; } = new();

    public MortalStore Store { get; }

    public MemoryFiles Files { get; }

    public ConcurrentQueue<(int Event, string Text)> Log { get; } = [];

    public RoyaltyStory LastStory { get; private set; } = null!;

    /// <summary>A world whose plays are stored and whose months are closed.</summary>
    public static async Task<RoyaltyHarness> ClosedAsync(RoyaltyWorld world, int shards = 4, RoyaltyLimits? limits = null, int minListeners = 2, int defaultPublishingBp = 1_500, params IReadOnlyList<string> months)
    {
        var harness = new RoyaltyHarness(world, shards, limits, minListeners, defaultPublishingBp);
        foreach (var batch in world.Plays.GroupBy(one => new PartitionKeyValue(one.Listener, one.Play.Period)))
        {
            foreach (var chunk in batch.Chunk(100))
                await harness._documents.WriteBatchAsync(DocumentContainer.Plays, batch.Key, [.. chunk.Select(one => DocumentOperation.Create(one.Id, one.Play))]);
        }

        foreach (var month in months is [] ? [RoyaltyWorld.October, RoyaltyWorld.November] : months)
            await harness.CloseAsync(month);
        return harness;
    }

    public async Task CloseAsync(string month)
    {
        await _documents.WriteAsync(DocumentContainer.System, LedgerSecretDocument.Kind, DocumentOperation.Create(month, new LedgerSecretDocument { Key = ClosingHarness.Secret }));
        await ClosePeriod.Run(new ClosingStory(_services, Clock, PeriodStatus.InstanceOf(month), new CloseInput(month)));
    }

    public void Restart()
    {
        _services?.Dispose();
        Life.Live();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new ClosingHarness.Logs(Log)));
        services.AddSingleton<IDocumentStore>(Store);
        services.AddSingleton<ILedgerFiles>(Files);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(_limits);
        services.AddSingleton<IRevenue>(World);
        services.AddSingleton<IRightsSource>(World);
        services.AddSingleton<ICatalog>(World.IsInCatalogue ? new RoyaltyWorld.Tracks() : new RoyaltyWorld.NoTracks());
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();
        services.AddClosing(configuration).AddRoyaltyJob(configuration);
        _services = services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<RoyaltyOutcome> CalculateAsync(string month, string? replay = null, int times = 1)
    {
        var instance = RoyaltyStatus.InstanceOf(month) + (replay is null ? "" : "-" + replay);
        LastStory = new RoyaltyStory(_services, Clock, instance, new RoyaltiesInput(month, "ann"), times);
        return MonthlyRoyalties.Run(LastStory);
    }

    /// <summary>Calculates a month and approves it.</summary>
    public async Task<RoyaltyOutcome> ApproveAsync(string month)
    {
        var outcome = await CalculateAsync(month);
        if (outcome.Refusal is not null)
            throw new InvalidOperationException(outcome.Refusal);
        await Get<IRoyaltyPeriods>().ApproveAsync(month, "bob", outcome.Digest);
        return outcome;
    }

    public async Task<List<PartyStatement>> StatementsAsync(string month)
    {
        var results = await Get<RoyaltyResultFiles>().GetAsync(month, default);
        return await JsonLines.ReadAsync<PartyStatement>(results.File(Settling.StatementsKind), Files, default).ToListAsync();
    }

    /// <summary>Every byte that calculations leave: documents of money but for when and by whom, and files.</summary>
    public async Task<SortedDictionary<string, string>> ResultAsync()
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in await _documents.GetScanRangesAsync(DocumentContainer.Money, 1))
        {
            await foreach (var document in _documents.ScanAsync<JsonElement>(DocumentContainer.Money, range))
                result[$"{document.Partition}/{document.Id}"] = document.Value.GetRawText();
        }

        foreach (var (name, bytes) in Files.Files.Where(file => file.Key.StartsWith("royalties/", StringComparison.Ordinal)))
            result[name] = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes));
        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }
}
