using Shouldly;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Platform.Documents;

public abstract partial class DocumentStoreContract
{
    [ContractFact(Capability.Batches)]
    public async Task A_batch_writes_all_its_operations()
    {
        var partition = NewPartition();
        await AddAsync(partition, "old", "gone");
        var result = await Store.WriteBatchAsync(Users, partition,
        [
            DocumentOperation.Create("new", new Song("new", 1)),
            DocumentOperation.Upsert("up", new Song("up", 1)),
            DocumentOperation.Replace("old", new Song("newer", 2)),
            DocumentOperation.Delete("gone"),
        ]);
        result.Outcome.ShouldBe(WriteOutcome.Written);
        result.FailedIndex.ShouldBe(-1);
        result.ETags.Count.ShouldBe(4);
        result.ETags[3].ShouldBeNull();
        (await IdsAsync(partition)).ShouldBe(["new", "old", "up"]);
        (await Store.ReadAsync<Song>(Users, partition, "old")).ShouldBe(new StoredDocument<Song>(new Song("newer", 2), result.ETags[2]!));
    }

    [ContractFact(Capability.Batches)]
    public async Task A_batch_with_one_failure_writes_nothing_and_names_the_operation()
    {
        var partition = NewPartition();
        await AddAsync(partition, "there");
        var result = await Store.WriteBatchAsync(Users, partition,
            [DocumentOperation.Create("a", new Song("a", 1)), DocumentOperation.Delete("there"), DocumentOperation.Replace("missing", new Song("m", 1))]);
        result.Outcome.ShouldBe(WriteOutcome.NotFound);
        result.FailedIndex.ShouldBe(2);
        result.ETags.ShouldBeEmpty();
        (await IdsAsync(partition)).ShouldBe(["there"]);
    }

    [ContractFact(Capability.Batches)]
    public async Task The_operations_of_a_batch_see_each_other_in_their_order()
    {
        var partition = NewPartition();
        var twice = await Store.WriteBatchAsync(Users, partition, [DocumentOperation.Create("a", new Song("1", 1)), DocumentOperation.Create("a", new Song("2", 1))]);
        (twice.Outcome, twice.FailedIndex).ShouldBe((WriteOutcome.Conflict, 1));
        var over = await Store.WriteBatchAsync(Users, partition,
            [DocumentOperation.Create("a", new Song("1", 1)), DocumentOperation.Delete("a"), DocumentOperation.Create("a", new Song("3", 1))]);
        over.IsWritten.ShouldBeTrue();
        (await Store.ReadAsync<Song>(Users, partition, "a"))!.Value.Title.ShouldBe("3");
    }

    [ContractFact(Capability.Batches)]
    public async Task A_stale_etag_stops_the_whole_batch()
    {
        var partition = NewPartition();
        var first = await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("a", 1)));
        await Store.WriteAsync(Users, partition, DocumentOperation.Upsert("a", new Song("a", 2)));
        var result = await Store.WriteBatchAsync(Users, partition,
            [DocumentOperation.Create("b", new Song("b", 1)), DocumentOperation.Replace("a", new Song("a", 3), first.ETag)]);
        (result.Outcome, result.FailedIndex).ShouldBe((WriteOutcome.PreconditionFailed, 1));
        (await IdsAsync(partition)).ShouldBe(["a"]);
    }

    [ContractFact]
    public async Task A_batch_of_one_operation_is_a_plain_write()
    {
        var partition = NewPartition();
        var first = await Store.WriteBatchAsync(Users, partition, [DocumentOperation.Create("a", new Song("a", 1))]);
        (first.Outcome, first.FailedIndex, first.ETags.Count).ShouldBe((WriteOutcome.Written, -1, 1));
        var second = await Store.WriteBatchAsync(Users, partition, [DocumentOperation.Create("a", new Song("a", 1))]);
        (second.Outcome, second.FailedIndex, second.ETags.Count).ShouldBe((WriteOutcome.Conflict, 0, 0));
    }

    [ContractFact(Capability.Batches)]
    public async Task A_batch_of_a_hundred_is_taken_and_other_sizes_are_bugs()
    {
        var partition = NewPartition();
        var hundred = Enumerable.Range(0, 100).Select(i => DocumentOperation.Create($"{i:d3}", new Song("s", i))).ToList();
        (await Store.WriteBatchAsync(Users, partition, hundred)).ETags.Distinct().Count().ShouldBeGreaterThan(0);
        (await IdsAsync(partition)).Count.ShouldBe(100);
        hundred.Add(DocumentOperation.Create("one too many", new Song("s", 1)));
        await Should.ThrowAsync<ArgumentException>(() => Store.WriteBatchAsync(Users, partition, hundred).AsTask());
        await Should.ThrowAsync<ArgumentException>(() => Store.WriteBatchAsync(Users, partition, []).AsTask());
    }

    [ContractFact(Capability.Batches)]
    public async Task A_batch_over_two_megabytes_together_is_too_large()
    {
        var partition = NewPartition();
        var result = await Store.WriteBatchAsync(Users, partition,
            [.. Enumerable.Range(0, 3).Select(i => DocumentOperation.Create($"{i}", new Song(new string('x', 900_000), i)))]);
        (result.Outcome, result.FailedIndex).ShouldBe((WriteOutcome.TooLarge, 2));
        (await IdsAsync(partition)).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task Many_batches_in_one_call_stand_and_fall_each_by_itself()
    {
        var partitions = Enumerable.Range(0, 30).Select(_ => NewPartition()).ToList();
        await AddAsync(partitions[7], "a");
        var results = await Store.WriteManyAsync(
            [.. partitions.Select(partition => new PartitionBatch(Users, partition, [DocumentOperation.Create("a", new Song(partition.First, 1))]))]);
        results.Count.ShouldBe(30);
        for (var i = 0; i < 30; i++)
        {
            results[i].Outcome.ShouldBe(i == 7 ? WriteOutcome.Conflict : WriteOutcome.Written);
            (await Store.ReadAsync<Song>(Users, partitions[i], "a"))!.Value.Title.ShouldBe(i == 7 ? "a" : partitions[i].First);
        }
    }

    [ContractFact(Capability.Batches)]
    public async Task Many_batches_may_go_to_several_containers_and_a_failed_one_leaves_nothing()
    {
        var partition = NewPartition();
        var results = await Store.WriteManyAsync(
        [
            new PartitionBatch(Users, partition, [DocumentOperation.Create("a", new Song("a", 1)), DocumentOperation.Delete("missing")]),
            new PartitionBatch(DocumentContainer.Aggregates, partition, [DocumentOperation.Create("a", new Song("b", 1)), DocumentOperation.Create("c", new Song("c", 1))]),
        ]);
        (results[0].Outcome, results[0].FailedIndex).ShouldBe((WriteOutcome.NotFound, 1));
        results[1].IsWritten.ShouldBeTrue();
        (await Store.ReadAsync<Song>(Users, partition, "a")).ShouldBeNull();
        (await Store.ReadAsync<Song>(DocumentContainer.Aggregates, partition, "a"))!.Value.Title.ShouldBe("b");
    }

    [ContractFact]
    public async Task No_batches_and_no_keys_are_fine_and_two_batches_on_one_partition_are_a_bug()
    {
        var partition = NewPartition();
        (await Store.WriteManyAsync([])).ShouldBeEmpty();
        (await Store.ReadManyAsync<Song>(Users, [])).ShouldBeEmpty();
        var batch = new PartitionBatch(Users, partition, [DocumentOperation.Create("a", new Song("a", 1))]);
        await Should.ThrowAsync<ArgumentException>(() => Store.WriteManyAsync([batch, batch]).AsTask());
        (await Store.ReadAsync<Song>(Users, partition, "a")).ShouldBeNull();
    }

    [ContractFact]
    public async Task Many_documents_are_read_in_the_order_of_their_keys()
    {
        var (one, two) = (NewPartition(), NewPartition());
        await AddAsync(one, "a", "b");
        await AddAsync(two, "c");
        var read = await Store.ReadManyAsync<Song>(Users, [new(two, "c"), new(one, "missing"), new(one, "b"), new(two, "a"), new(one, "a"), new(two, "c")]);
        read.Select(document => document?.Value.Title).ShouldBe(["c", null, "b", null, "a", "c"]);
        read[2]!.ETag.ShouldBe((await Store.ReadAsync<Song>(Users, one, "b"))!.ETag);
    }
}
