using Shouldly;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Identity;
using Spotify.Functions.Platform.Documents;
using Spotify.TestSupport;
using Xunit;
using static Spotify.Functions.Tests.Identity.IdentityHarness;

namespace Spotify.Functions.Tests.Identity;

public sealed class FingerprintIndexTests : IAsyncLifetime
{
    private readonly IdentityHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task An_excerpt_of_thirty_seconds_is_found_among_many_wherever_it_was_cut()
    {
        const int Tracks = 200;
        await AddManyAsync(_harness.Identity, 0, Tracks);
        for (var i = 0; i < Tracks; i += 7)
        {
            var start = i % 260;
            (await _harness.FindAsync(Sounds.Noisy(Sounds.Of(i)[start..(start + 240)], 0.03, i))).ShouldBe(SongOf(i).Sha256, $"track {i}");
        }

        for (var i = Tracks; i < Tracks + 20; i++)
            (await _harness.FindAsync(Sounds.Of(i))).ShouldBeNull();
    }

    [Fact]
    public async Task What_is_added_one_by_one_settles_and_is_found_all_the_way()
    {
        for (var i = 0; i < 60; i++)
        {
            await _harness.AddAsync(SongOf(i));
            (await _harness.FindAsync(Sounds.Of(i))).ShouldBe(SongOf(i).Sha256);
        }

        foreach (var bucket in Buckets())
            (await _harness.Index.GatherAsync(bucket, default)).ShouldBeTrue();
        (await IdsAsync("a-")).ShouldBeEmpty();
        for (var i = 0; i < 60; i++)
            (await _harness.FindAsync(Sounds.Of(i))).ShouldBe(SongOf(i).Sha256);
    }

    [Fact]
    public async Task Much_settles_in_chunks_that_stay_small_and_what_is_taken_back_leaves_them()
    {
        // Some 7,000 postings a bucket: enough to settle and to be cut.
        const int Tracks = 150;
        var tracks = Enumerable.Range(0, Tracks).Select(i => Track(Isrc(i), Sounds.Of(i, 26_000))).ToList();
        foreach (var some in tracks.Chunk(50))
            await AddAsync(_harness.Identity, some);
        foreach (var bucket in Buckets())
            await _harness.Index.GatherAsync(bucket, default);
        (await IdsAsync("c-")).Count.ShouldBeGreaterThan(1 << _harness.Bits);
        foreach (var bucket in Buckets())
        {
            var page = await _harness.Documents.RangeAsync<PostingsDocument>(DocumentContainer.Fingerprints, bucket, default, 1000);
            page.Documents.ShouldAllBe(document => document.Document.Value.Postings.Length < 500_000);
            var rows = page.Documents.Where(document => document.Id.StartsWith("c-", StringComparison.Ordinal)).Select(document => PostingList.Decode(document.Document.Value.Postings)).ToList();
            rows.Zip(rows.Skip(1)).ShouldAllBe(two => two.First[two.First.Count - 1].Term < two.Second[0].Term);
        }

        (await _harness.FindAsync(Sounds.Of(3, 26_000)[20_000..20_300])).ShouldBe(tracks[3].Sha256);
        await _harness.RemoveAsync(tracks[3]);
        (await _harness.FindAsync(Sounds.Of(3, 26_000)[20_000..20_300])).ShouldBeNull();
        (await _harness.FindAsync(Sounds.Of(4, 26_000)[20_000..20_300])).ShouldBe(tracks[4].Sha256);
    }

    [Fact]
    public async Task A_repeat_of_an_addition_changes_nothing()
    {
        await _harness.AddAsync(SongOf(1));
        var before = await IdsAsync("");
        await _harness.AddAsync(SongOf(1));
        (await IdsAsync("")).ShouldBe(before);
        var candidates = await _harness.Index.FindAsync(FingerprintTerm.Of(Sounds.Of(1)), default);
        candidates.Single().Votes.ShouldBeLessThanOrEqualTo(FingerprintTerm.Of(Sounds.Of(1)).Count);
    }

    [Fact]
    public async Task A_sub_fingerprint_of_nearly_everything_is_stopped_and_the_others_go_on()
    {
        var term = FingerprintTerm.Of(Sounds.Of(1))[0].Term;
        var common = Enumerable.Range(1, FingerprintIndex.MostPostings + 2000).Select(i => new IndexedRecording(i, [new FingerprintTerm(term, 5)])).ToList();
        await _harness.Index.AddAsync(common, default);
        await _harness.Index.GatherAsync(_harness.Index.BucketOf(term), default);
        (await _harness.Index.FindAsync([new FingerprintTerm(term, 0)], default)).ShouldBeEmpty();
        await _harness.AddAsync(SongOf(1));
        (await _harness.FindAsync(Sounds.Of(1))).ShouldBe(SongOf(1).Sha256);
    }

    [Fact]
    public async Task Two_instances_that_add_and_gather_at_once_lose_nothing()
    {
        const int Tracks = 60;
        var instances = new[] { _harness.NewInstance(), _harness.NewInstance() };
        await Task.WhenAll(instances.Select((instance, which) => Task.Run(async () =>
        {
            for (var i = which; i < Tracks; i += 2)
            {
                await instance.Identity.AddAsync(SongOf(i), default);
                await instance.Index.GatherAsync(_harness.Index.BucketOf(FingerprintTerm.Of(Sounds.Of(i))[0].Term), default);
            }
        })));
        for (var i = 0; i < Tracks; i++)
        {
            var terms = FingerprintTerm.Sample(Sounds.Of(i), FingerprintIndex.MostTerms);
            var found = (await instances[0].Index.FindAsync(terms, default))[0];
            (found.Recording, found.Offset, found.Votes).ShouldBe((SoundStore.NumberOf(SongOf(i).Sha256), 0, terms.Count));
        }
    }

    [Fact]
    public async Task Two_instances_that_settle_a_bucket_at_once_lose_nothing()
    {
        var instances = new[] { _harness.NewInstance(), _harness.NewInstance() };
        const int PerInstance = 6000;
        await Task.WhenAll(instances.Select((instance, which) => Task.Run(async () =>
        {
            foreach (var some in Enumerable.Range(1 + (which * PerInstance), PerInstance).Chunk(500))
            {
                // All in the first bucket.
                await instance.Index.AddAsync([.. some.Select(i => new IndexedRecording(i, [new FingerprintTerm(i, i)]))], default);
                await instance.Index.GatherAsync(_harness.Index.BucketOf(0), default);
            }
        })));
        for (var i = 1; i <= 2 * PerInstance; i += 97)
            (await instances[0].Index.FindAsync([new FingerprintTerm(i, 0)], default)).ShouldBe([new IndexCandidate(i, i, 1)]);
    }

    [Fact]
    public async Task An_index_that_was_laid_out_otherwise_is_refused_in_words()
    {
        await _harness.AddAsync(SongOf(1));
        var other = new FingerprintIndex(
            _harness.Documents, Microsoft.Extensions.Options.Options.Create(new IdentityOptions { BucketBits = 9 }), _harness.Clock,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<FingerprintIndex>.Instance);
        (await Should.ThrowAsync<InvalidOperationException>(() => other.FindAsync([new FingerprintTerm(1, 1)], default))).Message.ShouldContain("Identity__BucketBits 6");
    }

    private static IdentityQuery SongOf(int number) => Track(Isrc(number), Sounds.Of(number));

    private static Task AddManyAsync(AudioIdentity identity, int from, int count) => AddAsync(identity, [.. Enumerable.Range(from, count).Select(SongOf)]);

    private static Task AddAsync(AudioIdentity identity, IReadOnlyList<IdentityQuery> tracks) => identity.AddManyAsync(tracks, default);

    private IEnumerable<PartitionKeyValue> Buckets() =>
        Enumerable.Range(0, 1 << _harness.Bits).Select(bucket => _harness.Index.BucketOf(bucket << (FingerprintTerm.Bits - _harness.Bits)));

    private async Task<List<string>> IdsAsync(string prefix)
    {
        var ids = new List<string>();
        foreach (var bucket in Buckets())
            ids.AddRange((await _harness.Documents.RangeAsync<PostingsDocument>(DocumentContainer.Fingerprints, bucket, default, 1000)).Documents.Select(document => document.Id));
        return [.. ids.Where(id => id.StartsWith(prefix, StringComparison.Ordinal))];
    }
}
