using System.Collections.Frozen;
using System.Net;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Core.Pipeline;
using Azure.Search.Documents;
using Azure.Search.Documents.Indexes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Spotify.Core;
using Spotify.Core.Search;
using Spotify.Functions.Platform.Search;
using Spotify.TestSupport;
using Xunit;
using SearchDocument = Spotify.Core.Search.SearchDocument;

namespace Spotify.Functions.Tests.Platform.Search;

/// <summary>What goes over the wire to AI Search, and what becomes of its answers.</summary>
public sealed class AzureSearchWireTests
{
    private static readonly Searcher Anybody = new(null, FrozenSet<string>.Empty, FrozenSet<string>.Empty, new DateOnly(2026, 11, 25));

    private readonly Service _service = new();
    private readonly FakeTimeProvider _time = new("2026-11-25T10:00:00Z");
    private readonly AzureSearchIndex _index;

    public AzureSearchWireTests()
    {
        var options = new SearchClientOptions { Transport = new HttpClientTransport(new HttpClient(_service)) };
        options.Retry.MaxRetries = 0;
        _index = new AzureSearchIndex(
            new SearchIndexClient(new Uri("https://test.search.windows.net"), new AzureKeyCredential("key"), options), _time, NullLogger<AzureSearchIndex>.Instance);
    }

    [Fact]
    public async Task An_index_is_made_with_its_fields_analyzer_suggester_and_scoring_profile()
    {
        _service.Answer = _ => (201, """{"name":"catalog-1","fields":[]}""");
        await _index.CreateAsync("catalog-1");
        var (method, address, body) = _service.Requests.Single();
        (method, address.AbsolutePath).ShouldBe(("PUT", "/indexes('catalog-1')"));
        var fields = body.GetProperty("fields").EnumerateArray().ToDictionary(field => field.GetProperty("name").GetString()!);
        fields["key"].GetProperty("key").GetBoolean().ShouldBeTrue();
        fields["name_words"].GetProperty("analyzer").GetString().ShouldBe("folded-words");
        fields["names"].GetProperty("analyzer").GetString().ShouldBe("keyword");
        fields["markets"].GetProperty("filterable").GetBoolean().ShouldBeTrue();
        body.GetProperty("analyzers")[0].GetProperty("tokenizer").GetString().ShouldBe("whitespace");
        body.GetProperty("suggesters")[0].GetProperty("sourceFields").EnumerateArray().Select(field => field.GetString()).ShouldBe(["title", "by"]);
        var profile = body.GetProperty("scoringProfiles")[0];
        profile.GetProperty("text").GetProperty("weights").GetProperty("name_words").GetDouble().ShouldBe(4);
        profile.GetProperty("functions").EnumerateArray().Select(function => function.GetProperty("type").GetString()).ShouldBe(["magnitude", "tag", "tag"]);
    }

    [Fact]
    public async Task Items_go_in_and_out_in_one_batch_under_keys_of_their_own()
    {
        _service.Answer = Taken;
        (await _index.WriteAsync(
            "catalog-1",
            [Track("1", "Dancing Queen") with { Artists = ["ABBA"], Markets = ["SE", "DE"], ReleaseDate = new DateOnly(1976, 8, 15) }, Track("1", "Fernando")],
            [new SearchKey(SearchKind.Album, Id("2"))])).ShouldBeTrue();
        var (_, address, body) = _service.Requests.Single();
        address.AbsolutePath.ShouldBe("/indexes('catalog-1')/docs/search.index");
        var actions = body.GetProperty("value").EnumerateArray().ToList();
        actions.Select(action => (action.GetProperty("@search.action").GetString(), action.GetProperty("key").GetString()))
            .ShouldBe([("delete", "album-" + Id("2")), ("upload", "track-" + Id("1"))]);
        actions[1].GetProperty("title").GetString().ShouldBe("Fernando");
        actions[1].GetProperty("markets")[0].GetString().ShouldBe("*");
    }

    [Fact]
    public async Task What_the_service_does_not_take_for_now_is_sent_again_alone()
    {
        var first = true;
        _service.Answer = request =>
        {
            var answer = first ? (207, Results(request, key => key.EndsWith('2') ? 503 : 200)) : Taken(request);
            first = false;
            return answer;
        };
        var writing = _index.WriteAsync("catalog-1", [Track("1", "A"), Track("2", "B"), Track("3", "C")], []);
        await PassAsync(writing);
        (await writing).ShouldBeTrue();
        _service.Requests.Count.ShouldBe(2);
        _service.Requests[1].Body.GetProperty("value").EnumerateArray().Select(action => action.GetProperty("key").GetString()).ShouldBe(["track-" + Id("2")]);
    }

    [Fact]
    public async Task What_the_service_never_takes_fails_the_whole_so_that_it_is_done_again()
    {
        _service.Answer = request => (207, Results(request, key => key.EndsWith('2') ? 429 : 200));
        var writing = _index.WriteAsync("catalog-1", [Track("1", "A"), Track("2", "B")], []);
        await PassAsync(writing);
        await Should.ThrowAsync<TransientException>(() => writing);
        _service.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_document_that_the_service_refuses_for_good_is_left_out()
    {
        _service.Answer = request => (207, Results(request, key => key.EndsWith('2') ? 400 : 200));
        (await _index.WriteAsync("catalog-1", [Track("1", "A"), Track("2", "B")], [])).ShouldBeTrue();
        _service.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_halved()
    {
        _service.Answer = request => request.GetProperty("value").GetArrayLength() > 1 ? (413, "{}") : Taken(request);
        (await _index.WriteAsync("catalog-1", [Track("1", "A"), Track("2", "B"), Track("3", "C")], [])).ShouldBeTrue();
        _service.Requests.Select(request => request.Body.GetProperty("value").GetArrayLength()).ShouldBe([3, 1, 2, 1, 1]);
    }

    [Fact]
    public async Task A_thousand_items_go_at_once_and_no_more()
    {
        _service.Answer = Taken;
        await _index.WriteAsync("catalog-1", [.. Enumerable.Range(0, 2500).Select(number => Track($"{number}", $"Song {number}"))], []);
        _service.Requests.Select(request => request.Body.GetProperty("value").GetArrayLength()).ShouldBe([1000, 1000, 500]);
    }

    [Fact]
    public async Task A_query_is_fuzzy_goes_on_and_is_bound_to_kind_market_and_profile()
    {
        _service.Answer = _ => (200, $$"""{"@odata.count":1234,"value":[{"@search.score":3.5,"id":"{{Id("7")}}"},{"@search.score":1.5,"id":"{{Id("8")}}"}]}""");
        var searcher = Anybody with { Market = "SE", Favourites = new[] { Id("a"), Id("b") }.ToFrozenSet(), Languages = new[] { "sv" }.ToFrozenSet() };
        var hits = (await _index.SearchAsync("catalog-1", new SearchRequest(SearchQuery.Parse("the beyoncé ac/dc halo"), [SearchKind.Track], searcher, 20, 40)))!.Single();
        hits.Items.Select(item => item.Id).ShouldBe([Id("7"), Id("8")]);
        hits.Total.ShouldBe(1000);
        var (_, address, body) = _service.Requests.Single();
        address.AbsolutePath.ShouldBe("/indexes('catalog-1')/docs/search.post.search");
        Text(body, "queryType").ShouldBe("full");
        Text(body, "searchMode").ShouldBe("all");
        Text(body, "scoringProfile").ShouldBe("popular-and-liked");
        Text(body, "filter").ShouldBe("kind eq 'track' and markets/any(m: search.in(m, '*,SE', ','))");
        Text(body, "search").ShouldEndWith(
            "^20 OR ((the^4) AND (beyonce^4 OR beyonce~1) AND ((acdc^4 OR acdc~1) OR ((ac^4) AND (dc^4))) AND (halo^4 OR halo*^2 OR halo~1))");
        Text(body, "search").ShouldStartWith("names:");
        Text(body, "searchFields").ShouldBe("name_words,artist_words,album_words");
        body.GetProperty("scoringParameters").EnumerateArray().Select(one => one.GetString()).ShouldBe([$"favourites-{Id("a")},{Id("b")}", "languages-sv"]);
        (body.GetProperty("top").GetInt32(), body.GetProperty("skip").GetInt32(), body.GetProperty("count").GetBoolean()).ShouldBe((20, 40, true));
    }

    [Theory]
    [InlineData("track:Doxy artist:\"Miles Davis\"", "name_words:((doxy^4 OR doxy~1)) AND artist_words:((miles^4 OR miles~1) AND (davis^4 OR davis~1))", "kind eq 'track'")]
    [InlineData("\"so what\"", "\"so what\"", "kind eq 'track'")]
    [InlineData("year:1990-1999", "*", "kind eq 'track' and year ge 1990 and year le 1999")]
    [InlineData("genre:\"hip hop\"", "genre_words:(hip AND hop)", "kind eq 'track'")]
    [InlineData("+", "(u2b^4 OR u2b*^2)", "kind eq 'track'")]
    public async Task Filters_of_fields_are_said_in_the_services_language(string query, string search, string filter)
    {
        _service.Answer = _ => (200, """{"@odata.count":0,"value":[]}""");
        await _index.SearchAsync("catalog-1", new SearchRequest(SearchQuery.Parse(query), [SearchKind.Track], Anybody, 20, 0));
        Text(_service.Requests.Single().Body, "search").ShouldContain(search);
        Text(_service.Requests.Single().Body, "filter").ShouldBe(filter);
    }

    [Fact]
    public async Task Each_kind_is_asked_for_by_itself_and_what_a_filter_excludes_is_not()
    {
        _service.Answer = _ => (200, """{"@odata.count":0,"value":[]}""");
        var hits = await _index.SearchAsync("catalog-1", new SearchRequest(SearchQuery.Parse("tag:new"), [SearchKind.Track, SearchKind.Album], Anybody, 20, 0));
        hits!.Select(one => one.Kind).ShouldBe([SearchKind.Track, SearchKind.Album]);
        Text(_service.Requests.Single().Body, "filter").ShouldBe("kind eq 'album' and released ge 2026-11-12T00:00:00Z and released le 2026-11-25T00:00:00Z");
    }

    [Fact]
    public async Task Suggestions_are_names_once_each_those_that_begin_so_first()
    {
        _service.Answer = _ => (200, JsonSerializer.Serialize(new
        {
            value = new[]
            {
                Suggested("track", "1", "Crazy Queen", "A", 90), Suggested("track", "2", "Queen Bee", "B", 10), Suggested("artist", "3", "Queen", "", 80), Suggested("track", "4", "queen bee", "B", 5),
            },
        }));
        var found = (await _index.SuggestAsync("catalog-1", new SuggestRequest("queen", [SearchKind.Artist, SearchKind.Track], Anybody with { Market = "SE" }, 5)))!;
        found.Select(one => one.Name).ShouldBe(["Queen", "Queen Bee", "Crazy Queen"]);
        var (_, address, body) = _service.Requests.Single();
        address.AbsolutePath.ShouldBe("/indexes('catalog-1')/docs/search.post.suggest");
        body.GetProperty("fuzzy").GetBoolean().ShouldBeTrue();
        Text(body, "suggesterName").ShouldBe("names");
        Text(body, "filter").ShouldBe("search.in(kind, 'artist,track', ',') and markets/any(m: search.in(m, '*,SE', ','))");
    }

    [Fact]
    public async Task An_index_that_is_not_there_is_an_outcome()
    {
        _service.Answer = _ => (404, """{"error":{"code":"","message":"No index"}}""");
        (await _index.SearchAsync("catalog-1", new SearchRequest(SearchQuery.Parse("a"), [SearchKind.Track], Anybody, 20, 0))).ShouldBeNull();
        (await _index.SuggestAsync("catalog-1", new SuggestRequest("a", [SearchKind.Track], Anybody, 5))).ShouldBeNull();
        (await _index.WriteAsync("catalog-1", [Track("1", "A")], [])).ShouldBeFalse();
        (await _index.CountAsync("catalog-1")).ShouldBeNull();
        await _index.DropAsync("catalog-1");
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    [InlineData(500)]
    public async Task Throttling_and_trouble_are_for_another_try(int status)
    {
        _service.Answer = _ => (status, "{}");
        await Should.ThrowAsync<TransientException>(async () => await _index.SearchAsync("catalog-1", new SearchRequest(SearchQuery.Parse("a"), [SearchKind.Track], Anybody, 20, 0)));
        await Should.ThrowAsync<TransientException>(() => _index.WriteAsync("catalog-1", [Track("1", "A")], []));
        await Should.ThrowAsync<TransientException>(() => _index.CreateAsync("catalog-1"));
    }

    [Fact]
    public async Task The_indexes_of_the_service_are_listed_and_counted()
    {
        _service.Answer = _ => (200, """{"value":[{"name":"catalog-2"},{"name":"catalog-1"},{"name":"Other_one"}]}""");
        (await _index.ListAsync()).ShouldBe(["catalog-1", "catalog-2"]);
        _service.Answer = _ => (200, "42");
        (await _index.CountAsync("catalog-1")).ShouldBe(42);
    }

    [Fact]
    public void A_market_that_is_none_never_gets_into_a_filter() =>
        Should.Throw<ArgumentException>(() => LuceneExpression.Filter([SearchKind.Track], Anybody with { Market = "S' or 1 eq 1" }));

    [Theory]
    [InlineData("Endpoint=https://x.search.windows.net;Key=abc", null, null, null)]
    [InlineData(null, "https://x.search.windows.net", "id", null)]
    [InlineData("Endpoint=https://x.search.windows.net;Key=abc", "https://x.search.windows.net", null, "both are set")]
    [InlineData("Endpoint=https://x.search.windows.net", null, null, "no connection string")]
    [InlineData("rubbish", null, null, "no connection string")]
    [InlineData(null, "http://x.search.windows.net", null, "absolute https address")]
    [InlineData("Endpoint=https://x.search.windows.net;Key=abc", null, "id", "Search__clientId")]
    public void Settings_that_lead_nowhere_are_refused_by_name(string? connection, string? endpoint, string? client, string? fault)
    {
        var result = new SearchServiceOptionsValidator().Validate(null, new SearchServiceOptions { ConnectionString = connection, Endpoint = endpoint, ClientId = client });
        if (fault is null)
            result.ShouldBe(ValidateOptionsResult.Success);
        else
            string.Join(' ', result.Failures!).ShouldContain(fault);
    }

    private async Task PassAsync(Task work)
    {
        // Each pause is waited for by the clock alone, so it is pushed on until the work ends.
        await Eventually.HoldsAsync("the writing has ended", TimeSpan.FromSeconds(30), () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return work.IsCompleted;
        });
    }

    private static Dictionary<string, object> Suggested(string kind, string number, string title, string by, int popularity) => new()
    {
        ["@search.text"] = title,
        ["kind"] = kind,
        ["id"] = Id(number),
        ["title"] = title,
        ["by"] = by,
        ["popularity"] = popularity,
    };

    private static (int Status, string Body) Taken(JsonElement request) => (200, Results(request, _ => 200));

    private static string Results(JsonElement request, Func<string, int> statusOf) => JsonSerializer.Serialize(new
    {
        value = request.GetProperty("value").EnumerateArray().Select(action => action.GetProperty("key").GetString()!)
            .Select(key => new { key, status = statusOf(key) < 300, errorMessage = statusOf(key) < 300 ? null : "no", statusCode = statusOf(key) }),
    });

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static string Id(string number) => number.PadLeft(22, '0');

    private static SearchDocument Track(string number, string name) => new() { Kind = SearchKind.Track, Id = Id(number), Name = name };

    /// <summary>The service, as far as a test needs it: notes what is asked and answers as told.</summary>
    private sealed class Service : HttpMessageHandler
    {
        public List<(string Method, Uri Address, JsonElement Body)> Requests { get; } = [];

        public Func<JsonElement, (int Status, string Body)> Answer { get; set; } = _ => (200, "{}");

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var text = request.Content is null ? "null" : await request.Content.ReadAsStringAsync(cancellationToken);
            var body = JsonDocument.Parse(text.Length == 0 ? "null" : text).RootElement;
            lock (Requests)
                Requests.Add((request.Method.Method, request.RequestUri!, body));
            var (status, answer) = Answer(body);
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(answer, Encoding.UTF8, "application/json"), RequestMessage = request };
        }
    }
}
