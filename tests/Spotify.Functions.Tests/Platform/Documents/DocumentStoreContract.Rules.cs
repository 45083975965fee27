using Shouldly;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Tests.Platform.Documents;

public abstract partial class DocumentStoreContract
{
    /// <summary>One id with every odd character that the rules allow, and some that URLs, SQL and JSON find special.</summary>
    public static readonly IReadOnlyList<string> OddIds =
    [
        " leading space", "two  spaces", "+", "a+b", "&", "=", "a=b&c=d", ":", ";", "@", "!", "$", "'", "\"", "`", "~", "^", "|", "<x>", "[x]", "{x}", "(x)",
        "*", ",", "-", "_", "...", ".a", "a.", "' OR 1=1 --", "@p", "null", "0", "é", "日本語", "🎵", "e\u0301", "\u200B", "مرحبا", "İ", "ß", new string('x', 255),
    ];

    [ContractFact]
    public async Task Ids_of_every_legal_odd_character_work_everywhere()
    {
        var partition = NewPartition();
        foreach (var id in OddIds)
        {
            DocumentRules.IsValidId(id).ShouldBeTrue(id);
            (await Store.WriteAsync(Users, partition, DocumentOperation.Create(id, new Song(id, 1)))).Outcome.ShouldBe(WriteOutcome.Written, id);
            (await Store.ReadAsync<Song>(Users, partition, id)).ShouldNotBeNull(id).Value.Title.ShouldBe(id);
            (await Store.WriteAsync(Users, partition, DocumentOperation.Replace(id, new Song(id, 2)))).Outcome.ShouldBe(WriteOutcome.Written, id);
            (await Store.RangeAsync<Song>(Users, partition, IdRange.Prefix(id), 1)).Documents.ShouldHaveSingleItem(id).Id.ShouldBe(id);
        }

        (await IdsAsync(partition)).ShouldBe(OddIds.Order(StringComparer.Ordinal));
        (await Store.ReadManyAsync<Song>(Users, [.. OddIds.Select(id => new DocumentKey(partition, id))])).Select(document => document?.Value.Title).ShouldBe(OddIds);
        foreach (var id in OddIds)
            (await Store.WriteAsync(Users, partition, DocumentOperation.Delete(id))).Outcome.ShouldBe(WriteOutcome.Written, id);
    }

    [ContractFact]
    public async Task Partition_keys_of_odd_characters_work_everywhere()
    {
        foreach (var odd in OddIds.Concat(["a/b", "a\\b", "a?b", "a#b", "a%20b", "ends with a space ", ".", "..", "\uFF01"]))
        {
            PartitionKeyValue partition = NewPartition().First + odd;
            (await Store.WriteAsync(Users, partition, DocumentOperation.Create("a", new Song(odd, 1)))).Outcome.ShouldBe(WriteOutcome.Written, odd);
            (await Store.ReadAsync<Song>(Users, partition, "a")).ShouldNotBeNull(odd).Value.Title.ShouldBe(odd);
            (await IdsAsync(partition)).ShouldBe(["a"], odd);
        }
    }

    [ContractFact]
    public async Task Ids_that_break_the_rules_are_bugs_in_every_call()
    {
        var partition = NewPartition();
        foreach (var id in new[] { "", "a/b", "a\\b", "a?b", "a#b", "a%20b", "ends in a space ", ".", "..", "a\u0000b", "a\nb", "\u007F", "\uD800", "a\uDC00", "\uE000", "\uFF01", "\U0010FFFF", new string('x', 256) })
        {
            DocumentRules.IsValidId(id).ShouldBeFalse(id);
            await ShouldBeABugAsync(() => Store.ReadAsync<Song>(Users, partition, id).AsTask());
            await ShouldBeABugAsync(() => Store.ReadManyAsync<Song>(Users, [new(partition, id)]).AsTask());
            await ShouldBeABugAsync(() => Store.WriteAsync(Users, partition, DocumentOperation.Upsert(id, new Song("t", 1))).AsTask());
            await ShouldBeABugAsync(() => Store.WriteBatchAsync(Users, partition, [DocumentOperation.Delete("a"), DocumentOperation.Delete(id)]).AsTask());
        }
    }

    [ContractFact]
    public async Task Keys_that_do_not_fit_the_container_are_bugs()
    {
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(Users, "", "a").AsTask());
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(Users, default, "a").AsTask());
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(Users, "a\u0001b", "a").AsTask());
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(Users, new string('é', 513), "a").AsTask());
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(Users, new PartitionKeyValue("a", "b"), "a").AsTask());
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(DocumentContainer.Plays, "a", "a").AsTask());
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(DocumentContainer.Catalog, "a", "b").AsTask());
        await ShouldBeABugAsync(() => Store.RangeAsync<Song>(DocumentContainer.Plays, "a", default, 1).AsTask());
        await ShouldBeABugAsync(() => Store.ReadAsync<Song>(new DocumentContainer("unheard of", "/x"), "a", "a").AsTask());
    }

    [ContractFact]
    public async Task A_document_whose_id_is_its_key_needs_no_second_property()
    {
        var id = NewPartition().First;
        (await Store.WriteAsync(DocumentContainer.Catalog, id, DocumentOperation.Create(id, new Song("t", 1)))).IsWritten.ShouldBeTrue();
        (await Store.ReadAsync<Song>(DocumentContainer.Catalog, id, id))!.Value.Title.ShouldBe("t");
        (await Store.ReadManyAsync<Song>(DocumentContainer.Catalog, [new(id, id)]))[0]!.Value.Title.ShouldBe("t");
    }

    [ContractFact(Capability.TimeToLive)]
    public async Task What_has_expired_is_gone_for_every_call()
    {
        var partition = NewPartition();
        await Store.WriteAsync(Users, partition, DocumentOperation.Create("short", new Song("short", 1), TimeSpan.FromSeconds(2)));
        await Store.WriteAsync(Users, partition, DocumentOperation.Create("long", new Song("long", 1), TimeSpan.FromHours(1)));
        await AddAsync(partition, "for ever");
        (await IdsAsync(partition)).ShouldBe(["for ever", "long", "short"]);
        await PassAsync(TimeSpan.FromSeconds(3));

        (await Store.ReadAsync<Song>(Users, partition, "short")).ShouldBeNull();
        (await Store.ReadManyAsync<Song>(Users, [new(partition, "short")]))[0].ShouldBeNull();
        (await IdsAsync(partition)).ShouldBe(["for ever", "long"]);
        (await Store.WriteAsync(Users, partition, DocumentOperation.Replace("short", new Song("x", 1)))).Outcome.ShouldBe(WriteOutcome.NotFound);
        (await Store.WriteAsync(Users, partition, DocumentOperation.Delete("short"))).Outcome.ShouldBe(WriteOutcome.NotFound);
        (await Store.WriteAsync(Users, partition, DocumentOperation.Create("short", new Song("anew", 1)))).Outcome.ShouldBe(WriteOutcome.Written);
        (await Store.ReadAsync<Song>(Users, partition, "short"))!.Value.Title.ShouldBe("anew");
    }

    [ContractFact(Capability.TimeToLive)]
    public async Task A_later_write_sets_the_time_to_live_anew()
    {
        var partition = NewPartition();
        await Store.WriteAsync(Users, partition, DocumentOperation.Create("kept", new Song("1", 1), TimeSpan.FromSeconds(2)));
        await Store.WriteAsync(Users, partition, DocumentOperation.Create("cut", new Song("1", 1)));
        await Store.WriteAsync(Users, partition, DocumentOperation.Replace("kept", new Song("2", 1)));
        await Store.WriteAsync(Users, partition, DocumentOperation.Upsert("cut", new Song("2", 1), TimeSpan.FromMilliseconds(1200)));
        await PassAsync(TimeSpan.FromSeconds(3));
        (await IdsAsync(partition)).ShouldBe(["kept"]);
    }

    [ContractFact]
    public async Task A_time_to_live_that_is_not_positive_is_a_bug()
    {
        var partition = NewPartition();
        await ShouldBeABugAsync(() => Store.WriteAsync(Users, partition, DocumentOperation.Upsert("a", new Song("t", 1), TimeSpan.Zero)).AsTask());
        await ShouldBeABugAsync(() => Store.WriteAsync(Users, partition, DocumentOperation.Upsert("a", new Song("t", 1), TimeSpan.FromDays(36500))).AsTask());
    }

    private static Task<ArgumentException> ShouldBeABugAsync(Func<Task> call) => Should.ThrowAsync<ArgumentException>(call);
}
