using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Xunit;

namespace Spotify.Functions.Tests.Catalog;

/// <summary>Pages of a list that changes while somebody reads it.</summary>
public sealed class ShelfPagingTests
{
    private static readonly Arbitrary<Story> Stories = Arb.From(
        from first in Gen.ListOf(Gen.Choose(0, 400))
        from steps in Gen.ListOf(
            from adds in Gen.ListOf(Gen.Choose(0, 400), 3)
            from removes in Gen.ListOf(Gen.Choose(0, 400), 2)
            select new Step([.. adds], [.. removes]))
        from limit in Gen.Choose(1, 7)
        from isDescending in Gen.Elements(true, false)
        select new Story([.. first.Distinct()], [.. steps], limit, isDescending));

    [Fact]
    public void Whoever_follows_next_sees_everything_that_stays_once_and_in_order() =>
        Prop.ForAll(Stories, story =>
        {
            var shelf = new HashSet<int>(story.First);
            var removed = new HashSet<int>();
            var seen = new List<string>();
            ListCursor? after = null;
            var steps = new Queue<Step>(story.Steps);
            for (var offset = 0; ; offset += story.Limit)
            {
                var page = ReadAsync(shelf, story, offset, after).GetAwaiter().GetResult();
                seen.AddRange(page.Entries.Select(entry => entry.Id));
                page.Total.ShouldBe(shelf.Count);
                if (page.Last is null || page.Entries.Count < story.Limit)
                    break;
                after = page.Last;
                if (!steps.TryDequeue(out var step))
                    continue;
                shelf.UnionWith(step.Adds);
                shelf.ExceptWith(step.Removes);
                removed.UnionWith(step.Removes);
            }

            seen.ShouldBeUnique();
            var order = seen.ConvertAll(NumberOf);
            order.ShouldBe(story.IsDescending ? order.OrderDescending() : order.Order());
            story.First.Where(number => !removed.Contains(number)).Select(IdOf).Except(seen).ShouldBeEmpty();
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void By_places_alone_a_list_that_rests_is_read_whole_and_each_page_has_its_size() =>
        Prop.ForAll(Stories, story =>
        {
            var shelf = new HashSet<int>(story.First);
            var seen = new List<string>();
            for (var offset = 0; offset < shelf.Count; offset += story.Limit)
            {
                var page = ReadAsync(shelf, story, offset, null).GetAwaiter().GetResult();
                page.Entries.Count.ShouldBe(Math.Min(story.Limit, shelf.Count - offset));
                seen.AddRange(page.Entries.Select(entry => entry.Id));
            }

            seen.ShouldBe((story.IsDescending ? shelf.OrderDescending() : shelf.Order()).Select(IdOf));
        }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_cursor_is_read_as_it_was_written_and_nothing_else_is_one()
    {
        Prop.ForAll<int>(number =>
        {
            var cursor = new ListCursor(KeyOf(Math.Abs(number % 400)), IdOf(number & 0xffff));
            ListCursor.TryParse(cursor.ToString(), out var read).ShouldBeTrue();
            read.ShouldBe(cursor);
        }).Check(Config.QuickThrowOnFailure);
        foreach (var text in (string?[])[null, "", "~", "a~", "~b", "a~b~c", "a/b~c", "a~" + new string('b', 80)])
            ListCursor.TryParse(text, out _).ShouldBeFalse();
    }

    [Fact]
    public void Links_of_a_page_keep_what_else_was_asked_and_lead_to_its_neighbours()
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host, request.Path) = ("https", new HostString("api.test"), "/v1/artists/x/albums");
        request.QueryString = new QueryString("?include_groups=album,single&market=SE&limit=10&offset=20&after=1~2");
        PageRequest.TryRead(request, 20, 50, out var page, out _).ShouldBeTrue();
        var view = PageView<int>.Of(request, page, [1], 45, "2020-01-01~x");
        view.Href.ShouldBe("https://api.test/v1/artists/x/albums?offset=20&limit=10&include_groups=album%2Csingle&market=SE");
        view.Next.ShouldBe("https://api.test/v1/artists/x/albums?offset=30&limit=10&include_groups=album%2Csingle&market=SE&after=2020-01-01~x");
        view.Previous.ShouldBe("https://api.test/v1/artists/x/albums?offset=10&limit=10&include_groups=album%2Csingle&market=SE");
        PageView<int>.Of(request, page with { Offset = 40 }, [1], 45).Next.ShouldBeNull();
        PageView<int>.Of(request, page with { Offset = 0 }, [1], 45).Previous.ShouldBeNull();
        PageView<int>.Of(request, page with { Offset = 5 }, [1], 45).Previous!.ShouldContain("offset=0");
    }

    private static Task<ShelfPage> ReadAsync(IReadOnlySet<int> shelf, Story story, int offset, ListCursor? after)
    {
        var pieces = shelf.GroupBy(number => KeyOf(number)[..4]).ToDictionary(
            group => group.Key, group => new ShelfPiece { Revision = 1, Entries = [.. group.Select(number => new ShelfEntry { Id = IdOf(number), Key = KeyOf(number), Group = "album" })] });
        return Shelf.PageAsync(
            pieces.ToDictionary(piece => piece.Key, piece => ShelfSummary.Of(piece.Value)),
            piece => ValueTask.FromResult<ShelfPiece?>(pieces[piece]),
            new ListQuery(new DefaultHttpContext().Request, new PageRequest(story.Limit, offset), after),
            null,
            story.IsDescending);
    }

    // Ten to a year, two to a day: pieces and equal keys.
    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{1980 + (number / 10):0000}-01-{1 + (number % 10 / 2):00}");

    private static string IdOf(int number) => number.ToString("00000", CultureInfo.InvariantCulture);

    private static int NumberOf(string id) => int.Parse(id, CultureInfo.InvariantCulture);

    private sealed record Step(IReadOnlyList<int> Adds, IReadOnlyList<int> Removes);

    private sealed record Story(IReadOnlyList<int> First, IReadOnlyList<Step> Steps, int Limit, bool IsDescending);
}
