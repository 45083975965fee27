using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion.Identity;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Identity;

public sealed class PostingListTests
{
    // Few terms and recordings, so that rows meet.
    private static readonly Gen<Posting> Postings =
        from term in Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(0, (1 << FingerprintTerm.Bits) - 1))
        from recording in Gen.OneOf(Gen.Choose(1, 3).Select(value => (long)value), Gen.Choose(1, int.MaxValue).Select(value => value * 131_071L))
        from position in Gen.OneOf(Gen.Choose(0, 2), Gen.Choose(0, 200_000))
        from removed in Gen.Elements(false, false, true)
        select new Posting(term, recording, position, removed);

    private static readonly Gen<List<Posting>> Rows =
        Gen.ListOf(Postings).Select(postings => postings.DistinctBy(posting => (posting.Term, posting.Recording, posting.Position)).Order().ToList());

    [Fact]
    public void Whatever_is_written_is_read_again_and_found_by_its_term() => Prop.ForAll(Rows.ToArbitrary(), row =>
    {
        var bytes = PostingList.Encode([.. row]);
        PostingList.Decode(bytes).ShouldBe(row);
        foreach (var term in row.Select(posting => posting.Term).Append(1).Distinct())
        {
            var found = new List<Posting>();
            PostingList.Find(bytes, term, found);
            found.ShouldBe(row.Where(posting => posting.Term == term));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_bytes_whatever_are_read_without_end() => Prop.ForAll<byte[]>(bytes =>
    {
        try
        {
            PostingList.Decode(bytes).Count.ShouldBeLessThanOrEqualTo(bytes.Length / 8);
        }
        catch (FormatException)
        {
            // Said plainly.
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Of_two_rows_the_newer_says_what_holds() => Prop.ForAll(Rows.ToArbitrary(), Rows.ToArbitrary(), (newer, older) =>
    {
        var model = older.ToDictionary(posting => (posting.Term, posting.Recording, posting.Position));
        foreach (var posting in newer)
            model[(posting.Term, posting.Recording, posting.Position)] = posting;
        PostingList.Merge(newer, older).ShouldBe(model.Values.Order());
        PostingList.Settle(newer, older, 1000).ShouldBe(model.Values.Where(posting => !posting.IsRemoved).Order());
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_term_of_too_many_postings_is_stopped_for_ever()
    {
        Posting[] many = [.. Enumerable.Range(1, 11).Select(recording => new Posting(7, recording, 0)), new Posting(8, 1, 0)];
        var settled = PostingList.Settle(many, [], 10);
        settled.ShouldBe([Posting.Stop(7), new Posting(8, 1, 0)]);
        PostingList.Settle([new Posting(7, 5, 0), new Posting(7, 6, 0, IsRemoved: true)], settled, 10).ShouldBe(settled);
        PostingList.Settle(many[..10], [], 10).Count.ShouldBe(10);
    }

    [Fact]
    public void A_cut_row_is_whole_and_no_term_is_torn() => Prop.ForAll(Rows.ToArbitrary(), Gen.Choose(2, 20).ToArbitrary(), (row, most) =>
    {
        var pieces = PostingList.Cut(row, most);
        pieces.SelectMany(piece => piece).ShouldBe(row);
        pieces.Zip(pieces.Skip(1)).ShouldAllBe(two => two.First[two.First.Count - 1].Term < two.Second[0].Term);
        if (row.Count <= most)
            pieces.Count.ShouldBe(1);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Terms_are_one_item_in_eight_and_spread_evenly()
    {
        var terms = FingerprintTerm.Of(Sounds.Of(1, 80_000));
        terms.Count.ShouldBeInRange(8_000, 11_000);
        terms.GroupBy(term => term.Term >> (FingerprintTerm.Bits - 6)).ShouldSatisfyAllConditions(
            groups => groups.Count().ShouldBe(64), groups => groups.Max(group => group.Count()).ShouldBeLessThan(3 * terms.Count / 64));
    }

    [Fact]
    public void An_excerpt_has_the_terms_of_the_whole_and_silence_has_none()
    {
        var sound = Sounds.Of(2, 2000);
        var inner = FingerprintTerm.Of(sound.AsSpan(500, 400)).Skip(1).Select(term => term with { Position = term.Position + 500 });
        inner.ShouldBeSubsetOf(FingerprintTerm.Of(sound));
        FingerprintTerm.Of(Enumerable.Repeat(627_964_279u, 500).ToArray()).ShouldBeEmpty();
        FingerprintTerm.Sample(sound, 20).Count.ShouldBe(20);
    }
}
