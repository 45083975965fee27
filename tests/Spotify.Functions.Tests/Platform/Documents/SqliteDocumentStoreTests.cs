using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Platform.Documents;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Documents;

[SqliteAdapter]
public sealed class SqliteDocumentStoreTests : DocumentStoreContract, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _clock = new("2026-11-20T10:00:00Z");
    private SqliteDocumentStore _store = null!;

    public override async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_there_after_the_file_was_opened_again()
    {
        await AddAsync("user", "a");
        var before = await Store.ReadAsync<Song>(Users, "user", "a");
        await ReopenAsync();
        (await _store.ReadAsync<Song>(Users, "user", "a")).ShouldBe(before);
    }

    [Fact]
    public async Task Etags_do_not_come_again_after_the_file_was_opened_again()
    {
        var removed = await Store.WriteAsync(Users, "user", DocumentOperation.Create("a", new Song("1", 1)));
        await Store.WriteAsync(Users, "user", DocumentOperation.Delete("a"));
        await ReopenAsync();
        var anew = await _store.WriteAsync(Users, "user", DocumentOperation.Create("a", new Song("2", 1)));
        anew.ETag.ShouldNotBe(removed.ETag);
        string.CompareOrdinal(anew.ETag!.PadLeft(16, '0'), removed.ETag!.PadLeft(16, '0')).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Expired_documents_are_swept_from_the_file_and_no_others()
    {
        foreach (var chunk in Enumerable.Range(0, 2500).Chunk(100))
        {
            await Store.WriteBatchAsync(Users, "user",
                [.. chunk.Select(i => DocumentOperation.Create($"{i}", new Song("s", i), i % 5 == 0 ? null : TimeSpan.FromSeconds(30)))]);
        }

        _store.CountRows(Users).ShouldBe(2500);
        _clock.Advance(TimeSpan.FromMinutes(2));
        await EventuallyAsync(() => _store.CountRows(Users) == 500);
        (await IdsAsync("user")).Count.ShouldBe(500);
        (await _store.SweepAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Scans_in_any_number_of_ranges_cover_the_container()
    {
        var keys = Enumerable.Range(0, 300).Select(i => new PartitionKeyValue($"user{i}")).ToList();
        await Store.WriteManyAsync([.. keys.Select(key => new PartitionBatch(Users, key, [DocumentOperation.Create("a", new Song("s", 1))]))]);
        foreach (var count in new[] { 1, 2, 3, 7, 64, 1000 })
        {
            var ranges = await Store.GetScanRangesAsync(Users, count);
            ranges.Count.ShouldBe(Math.Min(count, 256));
            var seen = new List<PartitionKeyValue>();
            foreach (var range in ranges)
            {
                var before = seen.Count;
                await foreach (var document in Store.ScanAsync<Song>(Users, range))
                    seen.Add(document.Partition);
                if (count == 2)
                    (seen.Count - before).ShouldBeInRange(100, 200, "the hash spreads keys evenly");
            }

            seen.Order(Comparer<PartitionKeyValue>.Create((x, y) => string.CompareOrdinal(x.First, y.First)))
                .ShouldBe(keys.OrderBy(key => key.First, StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task A_scan_goes_on_through_partitions_larger_than_its_pages_while_others_write()
    {
        var ids = Enumerable.Range(0, 1300).Select(i => $"{i:d4}").ToList();
        foreach (var chunk in ids.Chunk(100))
            await AddManyAsync("user", chunk);
        var seen = new List<string>();
        await foreach (var document in Store.ScanAsync<Song>(Users, (await Store.GetScanRangesAsync(Users, 1))[0]))
        {
            if (seen.Count == 0)
                await AddAsync("user", "0000 between", "zzz");
            seen.Add(document.Id);
        }

        seen.Distinct().Count().ShouldBe(seen.Count);
        ids.Except(seen).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_scan_range_of_another_store_is_refused()
    {
        foreach (var token in new[] { null!, "", "hash:00000000-zzzzzzzz", "hash:0-1", "{\"Range\":{}}" })
        {
            await Should.ThrowAsync<ArgumentException>(async () =>
            {
                await foreach (var _ in Store.ScanAsync<Song>(Users, new ScanRange(token)))
                {
                }
            });
        }
    }

    [Fact]
    public void Hashes_stay_the_same_for_ever()
    {
        // The file keeps them: other numbers here would hide every document that was written before.
        new SqlitePartition("4uLU6hMCjMI75M1A2tKUQC").Hash.ShouldBe(82589u);
        new SqlitePartition(new PartitionKeyValue("user", "2026-11")).Hash.ShouldBe(2247036712u);
    }

    protected override Task<IDocumentStore> OpenAsync()
    {
        _store = Open();
        return Task.FromResult<IDocumentStore>(_store);
    }

    protected override Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return Task.CompletedTask;
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private SqliteDocumentStore Open() => new(_folder.File("documents.db"), _clock, NullLogger<SqliteDocumentStore>.Instance);

    private async Task ReopenAsync()
    {
        await _store.DisposeAsync();
        _store = Open();
    }

    private sealed class SqliteAdapterAttribute : AdapterAttribute
    {
        public override string? ReasonToSkip(Capability needs) => null;
    }
}
