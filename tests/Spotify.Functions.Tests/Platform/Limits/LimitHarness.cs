using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Tests.Catalog;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Platform.Limits;

/// <summary>Instances of the application that count requests over one store, with one clock.</summary>
internal sealed class LimitHarness : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteDocumentStore _documents;
    private readonly List<ServiceProvider> _instances = [];

    public LimitHarness()
    {
        _documents = new SqliteDocumentStore(_folder.File("documents.db"), Clock, NullLogger<SqliteDocumentStore>.Instance);
        Store = new TroubledStore(_documents)
        {
            BeforeWrite = _ =>
            {
                Writes++;
                return Task.CompletedTask;
            },
        };
    }

    public FakeTimeProvider Clock { get; } = new("2026-11-20T10:00:00Z");

    public TroubledStore Store { get; }

    /// <summary>How often the instances wrote.</summary>
    public int Writes { get; private set; }

    public IRateLimiter Instance(TimeProvider clock) => Instance(null, hasStore: false, clock);

    public IRateLimiter Instance(Action<LimitOptions>? options = null, bool hasStore = true, TimeProvider? clock = null)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock ?? Clock);
        if (hasStore)
            services.AddSingleton<IDocumentStore>(Store);
        services.AddLimits(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build());
        if (options is not null)
            services.Configure(options);
        var instance = services.BuildServiceProvider();
        _instances.Add(instance);
        return instance.GetRequiredService<IRateLimiter>();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var instance in _instances)
            await instance.DisposeAsync();
        await _documents.DisposeAsync();
        _folder.Dispose();
    }
}
