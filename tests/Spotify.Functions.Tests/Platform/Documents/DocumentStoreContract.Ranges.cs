using Shouldly;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Platform.Documents;

public abstract partial class DocumentStoreContract
{
    [ContractFact]
    public async Task A_range_is_in_ordinal_order_in_either_direction()
    {
        var partition = NewPartition();
        await AddAsync(partition, "b", "a", "B", "10", "9", "a0", "_", "é");
        string[] sorted = ["10", "9", "B", "_", "a", "a0", "b", "é"];
        (await IdsAsync(partition)).ShouldBe(sorted);
        (await IdsAsync(partition, new IdRange(Descending: true))).ShouldBe(sorted.Reverse());
    }

    [ContractFact]
    public async Task Ids_beyond_the_basic_plane_sort_after_all_others()
    {
        var partition = NewPartition();
        await AddAsync(partition, "🎵", "z", "\uD7FF", "日", "🎵a", "\U0010FFFE");
        string[] sorted = ["z", "日", "\uD7FF", "🎵", "🎵a", "\U0010FFFE"];
        (await IdsAsync(partition)).ShouldBe(sorted);
        (await IdsAsync(partition, new IdRange(Descending: true))).ShouldBe(sorted.Reverse());
    }

    [ContractFact]
    public async Task A_range_has_its_first_bound_and_not_its_second()
    {
        var partition = NewPartition();
        await AddAsync(partition, "a", "b", "c", "d");
        (await IdsAsync(partition, new IdRange("b", "d"))).ShouldBe(["b", "c"]);
        (await IdsAsync(partition, new IdRange("b", "d", Descending: true))).ShouldBe(["c", "b"]);
        (await IdsAsync(partition, new IdRange(From: "c"))).ShouldBe(["c", "d"]);
        (await IdsAsync(partition, new IdRange(To: "c"))).ShouldBe(["a", "b"]);
        (await IdsAsync(partition, new IdRange("d", "b"))).ShouldBeEmpty();
        (await IdsAsync(partition, new IdRange("b", "b"))).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_prefix_takes_what_begins_with_it_and_nothing_else()
    {
        var partition = NewPartition();
        await AddAsync(partition, "song:", "song:1", "song:🎵", "song;", "song", "son", "sonh", "song:é");
        (await IdsAsync(partition, IdRange.Prefix("song:"))).ShouldBe(["song:", "song:1", "song:é", "song:🎵"]);
        (await IdsAsync(partition, IdRange.Prefix("song:", descending: true))).ShouldBe(["song:🎵", "song:é", "song:1", "song:"]);
        (await IdsAsync(partition, IdRange.Prefix("none"))).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task Pages_follow_each_other_without_a_gap_and_the_last_has_no_continuation()
    {
        var partition = NewPartition();
        var ids = Enumerable.Range(0, 10).Select(i => $"{i:d2}").ToList();
        await AddAsync(partition, ids);
        foreach (var descending in new[] { false, true })
        {
            var (seen, pages, token) = (new List<string>(), 0, (string?)null);
            do
            {
                var page = await Store.RangeAsync<Song>(Users, partition, new IdRange("02", "09", descending), 3, token);
                seen.AddRange(page.Documents.Select(document => document.Id));
                (pages, token) = (pages + 1, page.Continuation);
            }
            while (token is not null);
            var expected = ids.GetRange(2, 7);
            seen.ShouldBe(descending ? Enumerable.Reverse(expected) : expected);
            pages.ShouldBe(3);
        }
    }

    [ContractFact]
    public async Task A_page_that_ends_with_the_last_document_has_no_continuation()
    {
        var partition = NewPartition();
        await AddAsync(partition, "a", "b");
        (await Store.RangeAsync<Song>(Users, partition, default, 2)).Continuation.ShouldBeNull();
        (await Store.RangeAsync<Song>(Users, NewPartition(), default, 2)).Documents.ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_continuation_survives_writes_between_pages()
    {
        var partition = NewPartition();
        await AddAsync(partition, "b", "d", "f", "h");
        var first = await Store.RangeAsync<Song>(Users, partition, default, 2);
        await AddAsync(partition, "a", "c", "e", "g");
        await Store.WriteAsync(Users, partition, DocumentOperation.Delete("d"));
        await Store.WriteAsync(Users, partition, DocumentOperation.Delete("f"));
        var second = await Store.RangeAsync<Song>(Users, partition, default, 10, first.Continuation);
        second.Documents.Select(document => document.Id).ShouldBe(["e", "g", "h"]);

        var last = await Store.RangeAsync<Song>(Users, partition, new IdRange(Descending: true), 1);
        await Store.WriteAsync(Users, partition, DocumentOperation.Delete("h"));
        await AddAsync(partition, "i");
        (await Store.RangeAsync<Song>(Users, partition, new IdRange(Descending: true), 1, last.Continuation)).Documents.ShouldHaveSingleItem().Id.ShouldBe("g");
    }

    [ContractFact]
    public async Task A_continuation_of_somebody_else_is_refused()
    {
        Continuation.IsValid("nonsense!").ShouldBeFalse();
        Continuation.IsValid("").ShouldBeFalse();
        await Should.ThrowAsync<ArgumentException>(() => Store.RangeAsync<Song>(Users, NewPartition(), default, 1, "nonsense!").AsTask());
        await Should.ThrowAsync<ArgumentException>(() => Store.RangeAsync<Song>(Users, NewPartition(), default, 0).AsTask());
        await Should.ThrowAsync<ArgumentException>(() => Store.RangeAsync<Song>(Users, NewPartition(), default, 1001).AsTask());
    }

    [ContractFact]
    public async Task A_range_carries_values_and_etags()
    {
        var partition = NewPartition();
        var written = await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("title", 7)));
        var document = (await Store.RangeAsync<Song>(Users, partition, default, 1)).Documents.ShouldHaveSingleItem();
        document.Document.ShouldBe(new StoredDocument<Song>(new Song("title", 7), written.ETag!));
    }

    [ContractFact]
    public async Task A_partition_holds_ten_thousand_documents()
    {
        var partition = NewPartition();
        var ids = Enumerable.Range(0, LargePartition).Select(i => $"{i:d5}").ToList();
        foreach (var chunk in ids.Chunk(100))
            await AddManyAsync(partition, chunk);
        var (seen, token) = (new List<string>(), (string?)null);
        do
        {
            var page = await Store.RangeAsync<Song>(Users, partition, default, 1000, token);
            seen.AddRange(page.Documents.Select(document => document.Id));
            token = page.Continuation;
        }
        while (token is not null);
        seen.ShouldBe(ids);
        (await Store.ReadAsync<Song>(Users, partition, ids[^1])).ShouldNotBeNull();
    }

    [ContractFact]
    public async Task Parallel_scans_of_all_ranges_see_every_document_once()
    {
        var partitions = Enumerable.Range(0, 40).Select(_ => NewPartition()).ToList();
        foreach (var partition in partitions)
            await AddAsync(partition, "a", "b", "c");
        var ranges = await Store.GetScanRangesAsync(Users, 8);
        ranges.Count.ShouldBeInRange(1, 8);
        var seen = await Task.WhenAll(ranges.Select(async range =>
        {
            var documents = new List<ScannedDocument<Song>>();
            await foreach (var document in Store.ScanAsync<Song>(Users, range))
                documents.Add(document);
            return documents;
        }));
        var ours = seen.SelectMany(documents => documents).Where(document => partitions.Contains(document.Partition)).ToList();
        ours.Select(document => (document.Partition, document.Id)).Order(Comparer<(PartitionKeyValue Partition, string Id)>.Create(
                (x, y) => string.CompareOrdinal($"{x.Partition} {x.Id}", $"{y.Partition} {y.Id}")))
            .ShouldBe(partitions.OrderBy(partition => partition.First, StringComparer.Ordinal).SelectMany(partition => new[] { (partition, "a"), (partition, "b"), (partition, "c") }));
        ours.ShouldAllBe(document => document.Value.Title == document.Id && document.ETag.Length > 0);
        seen.ShouldAllBe(documents => documents.GroupBy(document => document.Partition).All(group => !partitions.Contains(group.Key) || group.Count() == 3));
    }

    [ContractFact]
    public async Task A_scan_gives_both_values_of_a_key()
    {
        var partition = new PartitionKeyValue(NewPartition().First, "2026-11");
        await Store.WriteAsync(DocumentContainer.Plays, partition, DocumentOperation.Create("p", new Song("s", 1)));
        var seen = new List<PartitionKeyValue>();
        foreach (var range in await Store.GetScanRangesAsync(DocumentContainer.Plays, 4))
        {
            await foreach (var document in Store.ScanAsync<Song>(DocumentContainer.Plays, range))
                seen.Add(document.Partition);
        }

        seen.ShouldContain(partition);
    }

    [ContractFact]
    public async Task A_scan_gives_what_its_filter_of_ids_lets_through()
    {
        var partitions = Enumerable.Range(0, 12).Select(_ => NewPartition()).ToList();
        foreach (var partition in partitions)
            await AddAsync(partition, "count", "day:2026-11-19", "day:2026-11-20", "day:2026-11-21", "play:x");
        (await ScanAsync(Users, new ScanFilter(Ids: IdRange.Prefix("day:2026-11-20")))).Where(one => partitions.Contains(one.Partition)).Select(one => one.Id)
            .ShouldBe(partitions.Select(_ => "day:2026-11-20"));
        (await ScanAsync(Users, new ScanFilter(Ids: new IdRange("day:2026-11-20", "day:2026-11-22")))).Count(one => partitions.Contains(one.Partition)).ShouldBe(24);
    }

    [ContractFact]
    public async Task A_scan_gives_what_its_filter_of_a_second_key_lets_through()
    {
        var users = Enumerable.Range(0, 12).Select(_ => NewPartition().First).ToList();
        foreach (var user in users)
        {
            // The last is no month: a key that merely ends alike.
            foreach (var month in (string[])["2026-10", "2026-11", "x2026-11"])
                await Store.WriteAsync(DocumentContainer.Plays, new PartitionKeyValue(user, month), DocumentOperation.Create("p", new Song("s", 1)));
        }

        var seen = (await ScanAsync(DocumentContainer.Plays, new ScanFilter("2026-11"))).Where(one => users.Contains(one.Partition.First)).Select(one => one.Partition).ToList();
        seen.Count.ShouldBe(12);
        seen.ShouldAllBe(partition => partition.Second == "2026-11");
        (await ScanAsync(DocumentContainer.Plays, new ScanFilter("2026-11", IdRange.Prefix("q")))).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_filter_of_a_second_key_is_refused_where_there_is_none() =>
        await Should.ThrowAsync<ArgumentException>(() => ScanAsync(Users, new ScanFilter("2026-11")));

    private async Task<List<ScannedDocument<Song>>> ScanAsync(DocumentContainer container, ScanFilter filter)
    {
        var seen = new List<ScannedDocument<Song>>();
        foreach (var range in await Store.GetScanRangesAsync(container, 4))
        {
            await foreach (var document in Store.ScanAsync<Song>(container, range, filter))
                seen.Add(document);
        }

        return seen;
    }

    /// <summary>How many documents the test of a large partition writes.</summary>
    protected virtual int LargePartition => 10_000;

    /// <summary>Writes up to 100 documents quickly.</summary>
    protected virtual async Task AddManyAsync(PartitionKeyValue partition, string[] ids) =>
        (await Store.WriteBatchAsync(Users, partition, [.. ids.Select(id => DocumentOperation.Create(id, new Song(id, 1)))])).IsWritten.ShouldBeTrue();
}
