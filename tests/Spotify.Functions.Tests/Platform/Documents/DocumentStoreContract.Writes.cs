using Shouldly;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Platform.Documents;

public abstract partial class DocumentStoreContract
{
    [ContractFact]
    public async Task A_document_that_was_written_is_read_with_the_etag_of_the_write()
    {
        var partition = NewPartition();
        var written = await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("Kalte Nacht", 3)));
        var read = await Store.ReadAsync<Song>(Users, partition, "a");
        written.Outcome.ShouldBe(WriteOutcome.Written);
        read.ShouldNotBeNull().Value.ShouldBe(new Song("Kalte Nacht", 3));
        read.ETag.ShouldBe(written.ETag);
    }

    [ContractFact]
    public async Task What_is_not_there_reads_as_null()
    {
        var partition = NewPartition();
        await AddAsync(partition, "a");
        (await Store.ReadAsync<Song>(Users, partition, "b")).ShouldBeNull();
        (await Store.ReadAsync<Song>(Users, NewPartition(), "a")).ShouldBeNull();
        (await Store.ReadAsync<Song>(DocumentContainer.Aggregates, partition, "a")).ShouldBeNull();
    }

    [ContractFact]
    public async Task A_body_of_every_kind_of_value_comes_back_as_it_was()
    {
        var partition = NewPartition();
        var body = new Rich
        {
            Text = "Björk \u0000 \uFFFD 夜 🎵 \"\\ \r\n",
            Number = (1L << 53) - 1,
            Fraction = 0.1,
            Mood = Mood.VeryCalm,
            Odd = true,
            At = new DateTimeOffset(2026, 11, 20, 10, 0, 0, 123, TimeSpan.Zero),
            List = ["", "x"],
            Songs = new Dictionary<string, Song> { ["Ünïcode"] = new("t", -1) },
        };
        await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", body));
        (await Store.ReadAsync<Rich>(Users, partition, "a"))!.Value.ShouldBeEquivalentTo(body);
    }

    [ContractFact]
    public async Task Fields_that_the_reader_does_not_know_are_ignored()
    {
        var partition = NewPartition();
        await AddAsync(partition, "a");
        (await Store.ReadAsync<TitleOnly>(Users, partition, "a"))!.Value.ShouldBe(new TitleOnly("a"));
    }

    [ContractFact]
    public async Task A_body_may_carry_its_own_id_and_key()
    {
        var partition = NewPartition();
        var body = new WithKeys("a", partition.First, "v");
        (await Store.WriteAsync(Users, partition, DocumentOperation.Upsert("a", body))).IsWritten.ShouldBeTrue();
        (await Store.ReadAsync<WithKeys>(Users, partition, "a"))!.Value.ShouldBe(body);
    }

    [ContractFact]
    public async Task A_body_that_contradicts_its_place_or_takes_the_stores_names_is_a_bug()
    {
        var partition = NewPartition();
        await ShouldBeABugAsync(DocumentOperation.Upsert("a", new WithKeys("b", partition.First, "v")));
        await ShouldBeABugAsync(DocumentOperation.Upsert("a", new WithKeys("a", "another", "v")));
        await ShouldBeABugAsync(DocumentOperation.Upsert("a", new WithTtl(5)));
        await ShouldBeABugAsync(DocumentOperation.Upsert("a", new WithSystemName("x")));
        await ShouldBeABugAsync(DocumentOperation.Upsert("a", "no object"));
        await ShouldBeABugAsync(DocumentOperation.Upsert("a", new[] { 1 }));

        Task ShouldBeABugAsync(DocumentOperation operation) =>
            Should.ThrowAsync<ArgumentException>(() => Store.WriteAsync(Users, partition, operation).AsTask());
    }

    [ContractFact]
    public async Task A_create_on_an_existing_id_is_a_conflict_and_changes_nothing()
    {
        var partition = NewPartition();
        await AddAsync(partition, "a");
        var second = await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("other", 2)));
        second.ShouldBe(new WriteResult(WriteOutcome.Conflict));
        (await Store.ReadAsync<Song>(Users, partition, "a"))!.Value.Title.ShouldBe("a");
        (await Store.WriteAsync(Users, NewPartition(), DocumentOperation.Create("a", new Song("other", 2)))).IsWritten.ShouldBeTrue();
    }

    [ContractFact]
    public async Task An_upsert_writes_what_is_new_and_over_what_is_old()
    {
        var partition = NewPartition();
        var first = await Store.WriteAsync(Users, partition, DocumentOperation.Upsert("a", new Song("one", 1)));
        var second = await Store.WriteAsync(Users, partition, DocumentOperation.Upsert("a", new Song("two", 2)));
        second.IsWritten.ShouldBeTrue();
        second.ETag.ShouldNotBe(first.ETag);
        (await Store.ReadAsync<Song>(Users, partition, "a"))!.Value.ShouldBe(new Song("two", 2));
    }

    [ContractFact]
    public async Task A_replace_at_the_right_etag_writes_and_at_a_stale_one_does_not()
    {
        var partition = NewPartition();
        var first = await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("one", 1)));
        var second = await Store.WriteAsync(Users, partition, DocumentOperation.Replace("a", new Song("two", 2), first.ETag));
        second.IsWritten.ShouldBeTrue();
        (await Store.WriteAsync(Users, partition, DocumentOperation.Replace("a", new Song("three", 3), first.ETag))).Outcome.ShouldBe(WriteOutcome.PreconditionFailed);
        (await Store.WriteAsync(Users, partition, DocumentOperation.Replace("a", new Song("x", 3), "\"no etag of ours\""))).Outcome.ShouldBe(WriteOutcome.PreconditionFailed);
        (await Store.ReadAsync<Song>(Users, partition, "a")).ShouldBe(new StoredDocument<Song>(new Song("two", 2), second.ETag!));
    }

    [ContractFact]
    public async Task A_replace_without_an_etag_takes_any_version_but_needs_one()
    {
        var partition = NewPartition();
        await AddAsync(partition, "a");
        (await Store.WriteAsync(Users, partition, DocumentOperation.Replace("a", new Song("two", 2)))).IsWritten.ShouldBeTrue();
        (await Store.WriteAsync(Users, partition, DocumentOperation.Replace("b", new Song("two", 2)))).Outcome.ShouldBe(WriteOutcome.NotFound);
        (await Store.WriteAsync(Users, partition, DocumentOperation.Replace("b", new Song("two", 2), "\"1\""))).Outcome.ShouldBe(WriteOutcome.NotFound);
        (await Store.ReadAsync<Song>(Users, partition, "b")).ShouldBeNull();
    }

    [ContractFact]
    public async Task A_delete_minds_the_etag_and_whether_there_is_something()
    {
        var partition = NewPartition();
        var first = await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("one", 1)));
        var second = await Store.WriteAsync(Users, partition, DocumentOperation.Upsert("a", new Song("two", 1)));
        (await Store.WriteAsync(Users, partition, DocumentOperation.Delete("a", first.ETag))).Outcome.ShouldBe(WriteOutcome.PreconditionFailed);
        (await Store.WriteAsync(Users, partition, DocumentOperation.Delete("a", second.ETag))).ShouldBe(new WriteResult(WriteOutcome.Written));
        (await Store.WriteAsync(Users, partition, DocumentOperation.Delete("a"))).Outcome.ShouldBe(WriteOutcome.NotFound);
        (await Store.ReadAsync<Song>(Users, partition, "a")).ShouldBeNull();
    }

    [ContractFact]
    public async Task An_etag_of_a_removed_document_does_not_fit_the_next_one_of_that_id()
    {
        var partition = NewPartition();
        var first = await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("one", 1)));
        await Store.WriteAsync(Users, partition, DocumentOperation.Delete("a"));
        await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("one", 1)));
        (await Store.WriteAsync(Users, partition, DocumentOperation.Replace("a", new Song("two", 2), first.ETag))).Outcome.ShouldBe(WriteOutcome.PreconditionFailed);
    }

    [ContractFact]
    public async Task Concurrent_writers_that_retry_on_a_stale_etag_lose_nothing()
    {
        var partition = NewPartition();
        await Store.WriteAsync(Users, partition, DocumentOperation.Create("counter", new Song("n", 0)));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var done = 0; done < 10;)
            {
                var read = (await Store.ReadAsync<Song>(Users, partition, "counter"))!;
                var next = read.Value with { Plays = read.Value.Plays + 1 };
                var result = await Store.WriteAsync(Users, partition, DocumentOperation.Replace("counter", next, read.ETag));
                result.Outcome.ShouldBeOneOf(WriteOutcome.Written, WriteOutcome.PreconditionFailed);
                done += result.IsWritten ? 1 : 0;
            }
        }));
        (await Store.ReadAsync<Song>(Users, partition, "counter"))!.Value.Plays.ShouldBe(80);
    }

    [ContractFact]
    public async Task Of_many_concurrent_creates_of_one_id_one_wins()
    {
        var partition = NewPartition();
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song("s", i))).AsTask()));
        results.Count(result => result.IsWritten).ShouldBe(1);
        results.Count(result => result.Outcome == WriteOutcome.Conflict).ShouldBe(19);
        (await Store.ReadAsync<Song>(Users, partition, "a"))!.Value.Plays.ShouldBe(Array.FindIndex(results, result => result.IsWritten));
    }

    [ContractFact]
    public async Task A_document_over_two_megabytes_is_too_large_and_one_just_under_is_not()
    {
        var partition = NewPartition();
        var over = await Store.WriteAsync(Users, partition, DocumentOperation.Create("over", new Song(new string('x', 2 * 1024 * 1024), 1)));
        var under = await Store.WriteAsync(Users, partition, DocumentOperation.Create("under", new Song(new string('x', (2 * 1024 * 1024) - 2048), 1)));
        over.Outcome.ShouldBe(WriteOutcome.TooLarge);
        under.Outcome.ShouldBe(WriteOutcome.Written);
        (await IdsAsync(partition)).ShouldBe(["under"]);
    }

    [ContractFact]
    public async Task A_key_of_two_values_keeps_its_partitions_apart()
    {
        var user = NewPartition().First;
        var (october, november) = (new PartitionKeyValue(user, "2026-10"), new PartitionKeyValue(user, "2026-11"));
        await Store.WriteAsync(DocumentContainer.Plays, october, DocumentOperation.Create("p", new Song("october", 1)));
        await Store.WriteAsync(DocumentContainer.Plays, november, DocumentOperation.Create("p", new Song("november", 1)));
        (await Store.ReadAsync<Song>(DocumentContainer.Plays, october, "p"))!.Value.Title.ShouldBe("october");
        var page = await Store.RangeAsync<Song>(DocumentContainer.Plays, november, default, 10);
        page.Documents.ShouldHaveSingleItem().Document.Value.Title.ShouldBe("november");
    }
}
