using System.Collections.Frozen;
using Shouldly;
using Spotify.Core.Search;
using Spotify.Functions.Platform.Search;
using Spotify.Functions.Tests.Platform.Documents;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Search;

/// <summary>What every adapter of <see cref="ISearchIndex"/> does alike.</summary>
public abstract class SearchIndexContract : IAsyncLifetime
{
    protected const string Index = "catalog-1";

    private protected static readonly DateOnly Today = new(2026, 11, 25);

    private protected static readonly Searcher Anybody = new(null, FrozenSet<string>.Empty, FrozenSet<string>.Empty, Today);

    private protected abstract ISearchIndex Search { get; }

    public virtual async Task InitializeAsync() => await Search.CreateAsync(Index);

    public abstract Task DisposeAsync();

    [ContractFact]
    public async Task What_was_put_in_is_found_by_its_name()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"), Track("2", "Waterloo", "ABBA"));
        (await FindAsync("dancing queen")).ShouldBe(["1"]);
        (await FindAsync("waterloo")).ShouldBe(["2"]);
        (await FindAsync("nothing of the kind")).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task What_is_put_in_again_takes_the_place_of_what_was_there()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"));
        await WriteAsync(Track("1", "Fernando", "ABBA") with { Popularity = 70 });
        (await FindAsync("dancing queen")).ShouldBeEmpty();
        (await FindAsync("fernando")).ShouldBe(["1"]);
        (await Search.CountAsync(Index)).ShouldBe(1);
    }

    [ContractFact]
    public async Task What_is_taken_out_is_found_no_more_and_taking_it_out_again_is_no_fault()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"), Track("2", "Waterloo", "ABBA"));
        for (var i = 0; i < 2; i++)
            (await Search.WriteAsync(Index, [], [new SearchKey(SearchKind.Track, Id("1"))])).ShouldBeTrue();
        await SettleAsync();
        (await FindAsync("dancing queen")).ShouldBeEmpty();
        (await FindAsync("abba")).ShouldBe(["2"]);
    }

    [ContractFact]
    public async Task Of_several_writes_of_one_item_at_once_the_last_counts()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"), Track("1", "Fernando", "ABBA"));
        (await FindAsync("abba")).ShouldBe(["1"]);
        (await FindAsync("fernando")).ShouldBe(["1"]);
    }

    [ContractFact]
    public async Task Each_kind_is_answered_by_itself()
    {
        await WriteAsync(Track("1", "Abba", "Somebody"), new SearchDocument { Kind = SearchKind.Artist, Id = Id("2"), Name = "ABBA" });
        var hits = (await Search.SearchAsync(Index, new SearchRequest(SearchQuery.Parse("abba"), [SearchKind.Artist, SearchKind.Track, SearchKind.Album], Anybody, 10, 0)))!;
        hits.Select(one => (one.Kind, string.Join(',', one.Items.Select(item => item.Id)), one.Total))
            .ShouldBe([(SearchKind.Artist, Id("2"), 1), (SearchKind.Track, Id("1"), 1), (SearchKind.Album, "", 0)]);
    }

    [ContractFact]
    public async Task What_is_not_available_in_the_market_is_not_found()
    {
        await WriteAsync(
            Track("1", "Hello", "A") with { Markets = ["SE", "DE"] }, Track("2", "Hello", "B") with { Markets = ["US"] }, Track("3", "Hello", "C"), Track("4", "Hello", "D") with { Markets = [] });
        (await FindAsync("hello", Anybody with { Market = "SE" })).Order().ShouldBe(["1", "3"]);
        (await FindAsync("hello")).Count.ShouldBe(4);
        (await SuggestAsync("hel", Anybody with { Market = "US" })).Select(one => one.Id).Order().ShouldBe([Id("2"), Id("3")]);
    }

    [ContractFact]
    public async Task Field_filters_say_where_a_word_must_stand()
    {
        await WriteAsync(
            Track("1", "Doxy", "Miles Davis") with { Album = "Bags' Groove", ReleaseDate = new DateOnly(1957, 1, 1), Genres = ["jazz"], Isrc = "USPR35700001" },
            Track("2", "Miles Davis", "Doxy") with { Album = "Other", ReleaseDate = new DateOnly(2001, 5, 5), Genres = ["hip hop"] });
        (await FindAsync("track:Doxy artist:Miles Davis")).ShouldBe(["1"]);
        (await FindAsync("artist:doxy")).ShouldBe(["2"]);
        (await FindAsync("album:groove")).ShouldBe(["1"]);
        (await FindAsync("year:1950-1960")).ShouldBe(["1"]);
        (await FindAsync("miles year:2001")).ShouldBe(["2"]);
        (await FindAsync("genre:jazz")).ShouldBe(["1"]);
        (await FindAsync("genre:\"hip hop\"")).ShouldBe(["2"]);
        (await FindAsync("isrc:USPR35700001")).ShouldBe(["1"]);
        (await FindAsync("isrc:USPR35700002")).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task Albums_are_found_by_their_code_and_by_being_new_or_little_heard()
    {
        await WriteAsync(
            Album("1", "First", "A") with { Upc = "00602445790098", ReleaseDate = Today.AddDays(-3), Popularity = 50 },
            Album("2", "Second", "A") with { ReleaseDate = Today.AddDays(-20), Popularity = 3 },
            Album("3", "Third", "A") with { ReleaseDate = Today.AddDays(3), Popularity = 60 });
        (await FindAsync("upc:00602445790098", kind: SearchKind.Album)).ShouldBe(["1"]);
        (await FindAsync("tag:new", kind: SearchKind.Album)).ShouldBe(["1"]);
        (await FindAsync("tag:hipster", kind: SearchKind.Album)).ShouldBe(["2"]);
        (await FindAsync("tag:new")).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task A_name_is_found_however_it_is_typed()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"), Track("2", "Waterloo", "ABBA"), Track("3", "Killer Queen", "Queen"), Track("4", "Dancing On My Own", "Robyn"));
        string[] queries =
        [
            "dancing quene",
            "dacning queen",
            "dansing qeen",
            "DANCING QUEEN",
            "queen dancing",
            "dancing queen abba",
            "abba dancing queen",
            "dancing que",
            "ｄａｎｃｉｎｇ queen",
        ];
        foreach (var query in queries)
            (await FindAsync(query)).Take(1).ShouldBe(["1"], query);
    }

    [ContractFact]
    public async Task A_name_is_found_without_its_accents_signs_and_spaces()
    {
        (string Query, string Name)[] names =
        [
            ("beyonce", "Beyoncé"),
            ("acdc", "AC/DC"),
            ("ac dc", "AC/DC"),
            ("pink", "P!nk"),
            ("sclub 7", "S Club 7"),
            ("back street boys", "Backstreet Boys"),
            ("dont stop", "Don\u2019t Stop"),
            ("周杰", "周杰倫"),
            ("倫", "周杰倫"),
            ("тёмная", "Темная Вода"),
            ("beatles", "The Beatles"),
        ];
        await WriteAsync(Track("other", "Something Else", "Somebody"));
        foreach (var (query, name) in names)
        {
            await WriteAsync(Track("1", name, "Somebody"));
            (await FindAsync(query)).ShouldBe(["1"], query);
        }
    }

    [ContractFact]
    public async Task The_exact_name_comes_first_then_what_is_popular()
    {
        await WriteAsync(
            Track("1", "Love Story", "A") with { Popularity = 99 }, Track("2", "Love", "B") with { Popularity = 1 }, Track("3", "Love Songs", "C") with { Popularity = 40 });
        (await FindAsync("love")).ShouldBe(["2", "1", "3"]);
    }

    [ContractFact]
    public async Task What_the_listener_likes_and_understands_comes_ahead_of_equals()
    {
        await WriteAsync(
            Track("1", "Fire", "A") with { ArtistIds = [Id("a")], Language = "sv" }, Track("2", "Fire", "B") with { ArtistIds = [Id("b")], Language = "de" }, Track("3", "Fire", "C") with { Language = "de" });
        (await FindAsync("fire", Anybody with { Favourites = new[] { Id("b") }.ToFrozenSet() }))[0].ShouldBe("2");
        (await FindAsync("fire", Anybody with { Languages = new[] { "sv" }.ToFrozenSet() }))[0].ShouldBe("1");
    }

    [ContractFact]
    public async Task Pages_hold_every_item_once()
    {
        await WriteAsync([.. Enumerable.Range(0, 700).Select(number => Track($"n{number}", $"Song {number}", "A") with { Popularity = number % 50 })]);
        var seen = new List<string>();
        var total = 0;
        for (var offset = 0; offset < 1000; offset += 50)
        {
            var hits = (await Search.SearchAsync(Index, new SearchRequest(SearchQuery.Parse("song"), [SearchKind.Track], Anybody, 50, offset)))![0];
            if (offset == 0)
                total = hits.Total;
            hits.Total.ShouldBe(total);
            seen.AddRange(hits.Items.Select(item => item.Id));
        }

        total.ShouldBe(700);
        seen.Count.ShouldBe(700);
        seen.Distinct().Count().ShouldBe(700);
    }

    [ContractFact]
    public async Task Suggestions_go_on_from_what_was_typed_so_far()
    {
        await WriteAsync(
            Track("1", "Dancing Queen", "ABBA") with { Popularity = 80 },
            Track("2", "Dancing On My Own", "Robyn") with { Popularity = 60 },
            new SearchDocument { Kind = SearchKind.Artist, Id = Id("3"), Name = "Dana International" },
            Track("4", "Waterloo", "ABBA"));
        (await SuggestAsync("da")).Select(one => one.Name).Order().ShouldBe(["Dana International", "Dancing On My Own", "Dancing Queen"]);
        (await SuggestAsync("dancing q"))[0].ShouldBe(new SearchSuggestion(SearchKind.Track, Id("1"), "Dancing Queen", "ABBA"));
        (await SuggestAsync("dacni"))[0].Name.ShouldStartWith("Dancing");
        (await SuggestAsync("xyz")).ShouldBeEmpty();
    }

    [ContractFact]
    public async Task Another_index_is_filled_beside_and_knows_nothing_of_the_first()
    {
        await WriteAsync(Track("1", "Dancing Queen", "ABBA"));
        await Search.CreateAsync("catalog-2");
        await Search.CreateAsync("catalog-2");
        (await Search.WriteAsync("catalog-2", [Track("2", "Waterloo", "ABBA")], [])).ShouldBeTrue();
        await Search.FinishAsync("catalog-2");
        await SettleAsync();
        (await Search.ListAsync()).ShouldBe([Index, "catalog-2"]);
        (await FindAsync("abba")).ShouldBe(["1"]);
        (await FindAsync("abba", index: "catalog-2")).ShouldBe(["2"]);
        await Search.DropAsync(Index);
        await Search.DropAsync(Index);
        (await Search.ListAsync()).ShouldBe(["catalog-2"]);
        (await Search.SearchAsync(Index, new SearchRequest(SearchQuery.Parse("abba"), [SearchKind.Track], Anybody, 10, 0))).ShouldBeNull();
        (await Search.SuggestAsync(Index, new SuggestRequest("abba", [SearchKind.Track], Anybody, 10))).ShouldBeNull();
        (await Search.WriteAsync(Index, [Track("3", "Lost", "A")], [])).ShouldBeFalse();
        (await Search.CountAsync(Index)).ShouldBeNull();
    }

    [ContractFact]
    public async Task A_name_that_no_index_can_have_is_a_bug()
    {
        foreach (var name in (string[])["Upper", "a/../b", "", "a--b", "1a"])
            await Should.ThrowAsync<ArgumentException>(() => Search.CreateAsync(name));
    }

    private protected static string Id(string number) => number.PadLeft(22, '0');

    private protected static SearchDocument Track(string number, string name, string artist) =>
        new() { Kind = SearchKind.Track, Id = Id(number), Name = name, Artists = [artist] };

    private protected static SearchDocument Album(string number, string name, string artist) =>
        new() { Kind = SearchKind.Album, Id = Id(number), Name = name, Artists = [artist] };

    private protected async Task WriteAsync(params SearchDocument[] documents)
    {
        (await Search.WriteAsync(Index, documents, [])).ShouldBeTrue();
        await SettleAsync();
    }

    /// <summary>Waits until what was written is found; at once where writing is all.</summary>
    protected virtual Task SettleAsync() => Task.CompletedTask;

    private protected async Task<IReadOnlyList<string>> FindAsync(string query, Searcher? searcher = null, SearchKind kind = SearchKind.Track, string index = Index)
    {
        var hits = await Search.SearchAsync(index, new SearchRequest(SearchQuery.Parse(query), [kind], searcher ?? Anybody, 20, 0));
        return [.. hits!.Single().Items.Select(item => item.Id.TrimStart('0'))];
    }

    private protected async Task<IReadOnlyList<SearchSuggestion>> SuggestAsync(string text, Searcher? searcher = null) =>
        (await Search.SuggestAsync(Index, new SuggestRequest(text, [SearchKind.Artist, SearchKind.Track, SearchKind.Album], searcher ?? Anybody, 10)))!;
}
