using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Resilience;
using Spotify.Functions.Platform.Resilience.Faults;
using Spotify.Functions.Platform.Resilience.Ports;
using Spotify.Functions.Tests.Platform.Documents;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Resilience.Ports;

/// <summary>The contract of documents holds through the pipelines, and what they add to it.</summary>
[ResilientAdapter]
public sealed class ResilientDocumentStoreTests : DocumentStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new("2026-11-20T10:00:00Z");
    private readonly ServiceProvider _services;
    private ResilientDocumentStore _store = null!;

    public ResilientDocumentStoreTests() => _services = new ServiceCollection()
        .AddSingleton<TimeProvider>(_clock)
        .AddResilience(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Faults:Enabled"] = "true", ["Resilience:Documents:Retries"] = "0" }).Build())
        .BuildServiceProvider();

    private FaultPlan Faults => _services.GetRequiredService<FaultPlan>();

    public override async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nothing_gets_past_the_pipelines()
    {
        await AddAsync("user", "a");
        var range = (await Store.GetScanRangesAsync(Users, 1))[0];
        Faults.TryInject(Dependency.Documents, new Fault(FaultKind.Down), TimeSpan.FromMinutes(1)).ShouldBeTrue();
        Func<Task>[] calls =
        [
            async () => await Store.ReadAsync<Song>(Users, "user", "a"),
            async () => await Store.ReadManyAsync<Song>(Users, [new DocumentKey("user", "a")]),
            async () => await Store.WriteAsync(Users, "user", DocumentOperation.Upsert("a", new Song("s", 1))),
            async () => await Store.WriteBatchAsync(Users, "user", [DocumentOperation.Create("b", new Song("s", 1))]),
            async () => await Store.WriteManyAsync([new PartitionBatch(Users, "user", [DocumentOperation.Create("b", new Song("s", 1))])]),
            async () => await Store.RangeAsync<Song>(Users, "user", default, 10),
            async () => await Store.GetScanRangesAsync(Users, 1),
            async () =>
            {
                await foreach (var _ in Store.ScanAsync<Song>(Users, range))
                {
                }
            },
        ];
        foreach (var call in calls)
            await Should.ThrowAsync<TransientException>(call);
        _services.GetRequiredService<Pipelines>().CircuitOf(Dependency.Documents).State.ShouldBe(CircuitState.Open);
        Faults.Clear(Dependency.Documents);
        _clock.Advance(TimeSpan.FromSeconds(30));
        (await Store.ReadAsync<Song>(Users, "user", "a")).ShouldNotBeNull();
        (await Store.ReadAsync<Song>(Users, "user", "b")).ShouldBeNull();
    }

    protected override Task<IDocumentStore> OpenAsync()
    {
        _store = new ResilientDocumentStore(
            new SqliteDocumentStore(Path.Combine(_folder.Path, "documents.db"), _clock, NullLogger<SqliteDocumentStore>.Instance), _services.GetRequiredService<Pipelines>());
        return Task.FromResult<IDocumentStore>(_store);
    }

    protected override int LargePartition => 500;

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    private sealed class ResilientAdapterAttribute : AdapterAttribute
    {
        public override string? ReasonToSkip(Capability needs) => null;
    }
}
