using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Caching;
using Spotify.Functions.Tests.Catalog;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Caching;

public sealed class ReadThroughCacheTests : IAsyncLifetime
{
    private readonly CatalogHarness _harness = new();
    private readonly List<string> _loads = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task It_never_holds_more_than_its_capacity()
    {
        var cache = Cache(capacity: 10);
        for (var i = 0; i < 1000; i++)
        {
            await cache.GetAsync($"key {i}", default);
            cache.Count.ShouldBeLessThanOrEqualTo(10);
        }
    }

    [Fact]
    public async Task What_is_read_again_and_again_outlives_what_was_read_once()
    {
        var cache = Cache(capacity: 100);
        for (var i = 0; i < 10_000; i++)
        {
            await cache.GetAsync($"hot {i % 10}", default);
            await cache.GetAsync($"once {i}", default);
        }

        _loads.Count(key => key.StartsWith("hot", StringComparison.Ordinal)).ShouldBe(10);
    }

    [Fact]
    public async Task Forgetting_and_reading_again_does_not_grow_it()
    {
        var cache = Cache(capacity: 10);
        for (var i = 0; i < 1000; i++)
        {
            await cache.GetAsync($"key {i % 20}", default);
            cache.Remove($"key {i % 20}");
            await cache.GetAsync($"key {i % 20}", default);
            cache.Count.ShouldBeLessThanOrEqualTo(10);
        }
    }

    [Fact]
    public async Task A_load_that_was_under_way_does_not_undo_what_was_put_since()
    {
        var gate = new TaskCompletionSource<string?>();
        var cache = Cache(load: _ => gate.Task);
        var reading = cache.GetAsync("key", default).AsTask();
        cache.Put("key", "new");
        gate.SetResult("old");
        await reading;
        (await cache.GetAsync("key", default)).ShouldBe("new");
    }

    [Fact]
    public async Task A_store_that_fails_five_times_in_a_row_is_not_waited_for()
    {
        var isBroken = false;
        var never = new TaskCompletionSource<string?>();
        Func<string, Task<string?>> load = _ => isBroken ? Task.FromException<string?>(new TransientException("broken")) : Task.FromResult<string?>("value");
        var cache = Cache(load: key => load(key));
        for (var i = 0; i < 6; i++)
            await cache.GetAsync($"key {i}", default);
        _harness.Clock.Advance(TimeSpan.FromMinutes(1));
        isBroken = true;
        for (var i = 0; i < 5; i++)
            (await cache.GetAsync($"key {i}", default)).ShouldBe("value");

        // The breaker is open now: a reader of another key does not wait for a store that would never answer.
        load = _ => never.Task;
        var reading = cache.GetAsync("key 5", default);
        reading.IsCompletedSuccessfully.ShouldBeTrue();
        (await reading).ShouldBe("value");
    }

    [Fact]
    public async Task An_error_goes_to_everyone_who_waits_and_the_next_reader_tries_again()
    {
        var gate = new TaskCompletionSource<string?>();
        Func<string, Task<string?>> load = _ => gate.Task;
        var cache = Cache(load: key => load(key));
        var readers = Enumerable.Range(0, 10).Select(_ => cache.GetAsync("key", default).AsTask()).ToList();
        gate.SetException(new TransientException("broken"));
        foreach (var reader in readers)
            await Should.ThrowAsync<TransientException>(() => reader);
        load = _ => Task.FromResult<string?>("value");
        (await cache.GetAsync("key", default)).ShouldBe("value");
    }

    private ReadThroughCache<string> Cache(int capacity = 100, Func<string, Task<string?>>? load = null) => new(
        "test",
        new ReadThroughCacheOptions { Capacity = capacity },
        (key, _) =>
        {
            _loads.Add(key);
            return load is null ? Task.FromResult<string?>("value of " + key) : load(key);
        },
        string.Equals,
        _harness.Metrics,
        _harness.Clock);
}
