using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Accounts;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Audio;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Telemetry;
using Spotify.Functions.Recommendations;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Recommendations.Weekly;
using Spotify.Functions.Subscriptions;
using Spotify.Functions.Telemetry.Charts;
using Spotify.Functions.Telemetry.Closing;
using Spotify.Functions.Telemetry.Listeners;
using Spotify.Functions.Telemetry.Taste;
using Spotify.Functions.Tests.Telemetry.Closing;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Recommendations.Weekly;

/// <summary>The services of the weekly run and of serving over documents, files and a clock that outlive them.</summary>
internal sealed class WeeklyHarness : IAsyncDisposable
{
    /// <summary>The week whose Monday comes next by the harness's clock.</summary>
    public const string Week = "2026-W49";

    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private ServiceProvider _services = null!;

    private WeeklyHarness(TasteWorld world, Dictionary<string, string?> settings)
    {
        (World, Settings) = (world, settings);
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        Store = new MortalStore(_documents, Life);
        Files = new MemoryFiles(Life);
        Restart();
    }

    public TasteWorld World { get; }

    public FakeTimeProvider Clock { get; } = new("2026-11-29T01:00:00Z");

    public Lifetime Life { get; } = new();

    public MortalStore Store { get; }

    public MemoryFiles Files { get; }

    public Dictionary<string, string?> Settings { get; }

    /// <summary>What stands before the reader of histories; null for nothing.</summary>
    public Func<ITasteScan, ITasteScan>? Scan { get; set; }

    public ConcurrentQueue<(int Event, string Text)> Log { get; } = [];

    public Announcements Announced { get; } = new();

    public WeeklyStory LastStory { get; private set; } = null!;

    /// <summary>A world whose listeners have played for some weeks.</summary>
    public static async Task<WeeklyHarness> PlayedAsync(TasteWorld? world = null, int ranges = 3, int listenerBlocks = 2, int tracksInBlock = 64)
    {
        var harness = new WeeklyHarness(world ?? new TasteWorld(), new()
        {
            ["Recommendations:Ranges"] = $"{ranges}",
            ["Recommendations:ListenerBlocks"] = $"{listenerBlocks}",
            ["Recommendations:TracksInBlock"] = $"{tracksInBlock}",
            ["Recommendations:Dimensions"] = "8",
            ["Recommendations:Sweeps"] = "4",
            ["Recommendations:Unobserved"] = "0.1",
            ["Recommendations:Regularization"] = "0.01",
            ["Recommendations:GraphDirections"] = "4",
            ["Recommendations:Neighbours"] = "30",
            ["Recommendations:JudgedListeners"] = "40",
            ["Recommendations:SearchTrials"] = "0",
        });
        if (world is null)
            harness.World.PlayWeeks(harness.Clock.GetUtcNow());
        await harness.World.StoreAsync(harness._documents);
        return harness;
    }

    public void Restart()
    {
        _services?.Dispose();
        Life.Live();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new ClosingHarness.Logs(Log)));
        services.AddMetrics();
        services.AddSingleton<SpotifyMetrics>();
        services.AddSingleton<IDocumentStore>(Store);
        services.AddSingleton<ILedgerFiles>(Files);
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<ICatalog>(World);
        services.AddSingleton<IAccounts>(World);
        services.AddSingleton<IPlans>(World);
        services.AddSingleton<IPopularity>(World);
        services.AddSingleton<ICharts>(World);
        services.AddSingleton<ITrackSounds>(World);
        services.AddSingleton<IListAnnouncer>(Announced);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        services.AddListeners().AddTaste(configuration).AddRecommendations(configuration);
        if (Scan is { } wrap)
        {
            var stored = services.Last(service => service.ServiceType == typeof(ITasteScan));
            services.AddSingleton(provider => wrap((ITasteScan)(stored.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, stored.ImplementationType!))));
        }

        _services = services.BuildServiceProvider();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<WeeklyOutcome> MakeAsync(string week = Week, string? replay = null, int times = 1)
    {
        var instance = WeeklyStatus.InstanceOf(week) + (replay is null ? "" : "-" + replay);
        LastStory = new WeeklyStory(_services, Clock, instance, new WeeklyInput(week, Clock.GetUtcNow(), "ann"), times);
        return WeeklyRecommendations.Run(LastStory);
    }

    /// <summary>Everybody's stored list of a week, but for the version of the model.</summary>
    public async Task<SortedDictionary<string, string>> ListsAsync(string week = Week)
    {
        var lists = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in await _documents.GetScanRangesAsync(DocumentContainer.Users, 1))
        {
            await foreach (var one in _documents.ScanAsync<WeeklyListDocument>(DocumentContainer.Users, range, new ScanFilter(Ids: IdRange.Prefix(WeeklyListDocument.ListType))))
            {
                if (one.Value.Week == week)
                    lists[one.Partition.First] = JsonSerializer.Serialize(one.Value with { Model = "" }, DocumentJson.Options);
            }
        }

        return lists;
    }

    public async Task<WeeklyListDocument?> ListAsync(string listener, string week = Week) =>
        (await _documents.ReadAsync<WeeklyListDocument>(DocumentContainer.Users, listener, WeeklyListDocument.IdOf(ListKind.DiscoverWeekly, week)))?.Value;

    public static Caller CallerOf(string listener, string country = "SE", bool filtersExplicit = false) =>
        new(listener, Tier.Premium, country, new HashSet<string>(), null, null) { FiltersExplicit = filtersExplicit };

    internal sealed class Announcements : IListAnnouncer
    {
        public ConcurrentBag<ListAnnouncement> All { get; } = [];

        public bool Fails { get; set; }

        public Task AnnounceAsync(ListAnnouncement announcement, CancellationToken cancellationToken)
        {
            if (Fails)
                throw new Core.TransientException("The hub is away");
            All.Add(ListAnnouncement.TryRead(announcement.ToBytes())!);
            return Task.CompletedTask;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }
}
