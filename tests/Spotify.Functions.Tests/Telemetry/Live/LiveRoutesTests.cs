using System.Text.Json;
using Shouldly;
using Spotify.Core;
using Xunit;
using static Spotify.Functions.Tests.Telemetry.Live.LiveHarness;

namespace Spotify.Functions.Tests.Telemetry.Live;

public sealed class LiveRoutesTests : IAsyncLifetime
{
    private readonly LiveHarness _harness = new();
    private readonly string _track = EveryTrack.Track(1);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Theory]
    [InlineData("?market=se")]
    [InlineData("?market=SWE")]
    [InlineData("?market=")]
    [InlineData("?market=SE&market=NO")]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?limit=-1")]
    [InlineData("?limit=ten")]
    [InlineData("?limit=5&limit=6")]
    [InlineData("?limit=99999999999999999999")]
    public async Task A_query_that_is_none_is_refused_by_name(string query)
    {
        var answer = await _harness.NewInstance().TrendingAsync(query);
        (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
    }

    [Fact]
    public async Task A_caller_without_a_country_must_name_one()
    {
        (await _harness.NewInstance().TrendingAsync(country: "")).Reason.ShouldBe("INVALID_REQUEST");
        (await _harness.NewInstance().TrendingAsync("?market=SE", country: "")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_market_is_the_callers_unless_another_is_named_and_the_limit_cuts_the_chart()
    {
        await PlayAsync("SE", 12, _track);
        await PlayAsync("NO", 30, _track, EveryTrack.Track(2));
        var instance = _harness.NewInstance();
        var own = (await instance.TrendingAsync()).Body;
        own.GetProperty("market").GetString().ShouldBe("SE");
        own.GetProperty("window_minutes").GetInt32().ShouldBe(30);
        own.GetProperty("tracks").EnumerateArray().ShouldHaveSingleItem().GetProperty("listeners").GetInt64().ShouldBe(12);
        (await instance.TrendingAsync("?market=NO")).Body.GetProperty("tracks").GetArrayLength().ShouldBe(2);
        (await instance.TrendingAsync("?market=NO&limit=1")).Body.GetProperty("tracks").EnumerateArray().ShouldHaveSingleItem().GetProperty("rank").GetInt32().ShouldBe(1);
        (await instance.TrendingAsync("?market=FI")).Body.GetProperty("tracks").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_track_below_the_floor_or_taken_down_since_does_not_trend()
    {
        await PlayAsync("SE", 9, EveryTrack.Track(2));
        await PlayAsync("SE", 10, _track, EveryTrack.Track(3));
        _harness.Catalog.Hidden.Add(EveryTrack.Track(3));
        var tracks = (await _harness.NewInstance().TrendingAsync()).Body.GetProperty("tracks").EnumerateArray();
        tracks.ShouldHaveSingleItem().GetProperty("track").GetString().ShouldBe(_track);
    }

    [Fact]
    public async Task A_track_that_is_as_large_as_ever_is_below_one_that_grows()
    {
        var (steady, growing) = (EveryTrack.Track(2), EveryTrack.Track(3));
        for (var half = 0; half < 8; half++)
        {
            _harness.Clock.Now = Start.AddMinutes(30 * half);
            await _harness.DeliverAsync(Enumerable.Range(0, 60).Select(user => Play($"steady-{half}-{user}", "SE", steady)));
        }

        await PlayAsync("SE", 45, growing);
        var tracks = (await _harness.NewInstance().TrendingAsync()).Body.GetProperty("tracks").EnumerateArray().ToList();
        tracks.ConvertAll(one => one.GetProperty("track").GetString()).ShouldBe([growing, steady]);
        tracks[1].GetProperty("growth").GetDouble().ShouldBe(1, 0.01);
        tracks[0].GetProperty("growth").GetDouble().ShouldBe(70.0 / 25, 0.01);
    }

    [Fact]
    public async Task What_trended_half_an_hour_ago_does_not_any_more()
    {
        await PlayAsync("SE", 20, _track);
        _harness.Clock.Advance(TimeSpan.FromMinutes(31));
        (await _harness.NewInstance().TrendingAsync()).Body.GetProperty("tracks").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Listeners_now_are_those_of_five_minutes_and_one_in_two_markets_is_one_in_all()
    {
        await PlayAsync("SE", 3, _track);
        _harness.Clock.Advance(TimeSpan.FromMinutes(4));
        await _harness.DeliverAsync(Play("user-0", "NO", _track), Play("another", "NO", _track));
        var now = (await _harness.NewInstance().LiveAsync()).Body.GetProperty("listeners_now");
        now.GetProperty("all").GetInt64().ShouldBe(4);
        now.GetProperty("markets").GetProperty("SE").GetInt64().ShouldBe(3);
        now.GetProperty("markets").GetProperty("NO").GetInt64().ShouldBe(2);
        _harness.Clock.Advance(TimeSpan.FromMinutes(2));
        now = (await _harness.NewInstance().LiveAsync()).Body.GetProperty("listeners_now");
        now.GetProperty("all").GetInt64().ShouldBe(2);
        now.GetProperty("markets").TryGetProperty("SE", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Monthly_listeners_are_distinct_over_28_days_and_at_most_an_hour_old()
    {
        var artist = EveryTrack.ArtistOf(_track);
        for (var day = 0; day < 30; day++)
        {
            _harness.Clock.Now = Start.AddDays(day);
            // One who comes every day, one who never comes again.
            await _harness.DeliverAsync(Play("faithful", "SE", _track), Play($"once-{day}", "SE", _track));
        }

        var instance = _harness.NewInstance();
        (await instance.MonthlyListenersAsync(artist)).ShouldBe(29);
        await _harness.DeliverAsync(Play("new", "SE", _track));
        _harness.Clock.Advance(TimeSpan.FromMinutes(59));
        (await instance.MonthlyListenersAsync(artist)).ShouldBe(29);
        _harness.Clock.Advance(TimeSpan.FromMinutes(10));
        (await instance.MonthlyListenersAsync(artist)).ShouldBe(30);
        (await instance.ArtistAsync(artist)).Body.GetProperty("as_of").GetDateTimeOffset().ShouldBe(_harness.Clock.Now);
    }

    [Fact]
    public async Task An_artist_whom_nobody_has_played_has_no_listeners_and_a_wrong_id_is_an_invalid_request()
    {
        var instance = _harness.NewInstance();
        (await instance.MonthlyListenersAsync(_track)).ShouldBe(0);
        (await instance.ArtistAsync("x")).Reason.ShouldBe("INVALID_REQUEST");
        (await instance.TrackAsync("x")).Reason.ShouldBe("INVALID_REQUEST");
        (await instance.TrackAsync(_track)).Body.GetProperty("day").GetProperty("plays").GetInt64().ShouldBe(0);
    }

    [Fact]
    public async Task While_the_store_is_away_the_last_answers_are_given_and_without_one_it_says_so()
    {
        await PlayAsync("SE", 12, _track);
        var artist = EveryTrack.ArtistOf(_track);
        var instance = _harness.NewInstance();
        string[] before = [.. await AnswersAsync()];
        _harness.Store.Outage = () => new TransientException("away");
        _harness.Clock.Advance(TimeSpan.FromHours(3));
        (await AnswersAsync()).ShouldBe(before);
        foreach (var call in (Func<Task>[])[() => _harness.NewInstance().TrendingAsync(), () => _harness.NewInstance().LiveAsync(), () => _harness.NewInstance().ArtistAsync(artist)])
            await Should.ThrowAsync<TransientException>(call);

        async Task<IEnumerable<string>> AnswersAsync() =>
        [
            (await instance.TrendingAsync()).Body.GetRawText(), (await instance.LiveAsync()).Body.GetRawText(),
            (await instance.ArtistAsync(artist)).Body.GetRawText(), (await instance.TrackAsync(_track)).Body.GetRawText(),
        ];
    }

    [Fact]
    public async Task An_answer_is_kept_for_seconds_and_then_made_anew()
    {
        await PlayAsync("SE", 12, _track);
        var instance = _harness.NewInstance();
        (await ListenersAsync()).ShouldBe(12);
        await PlayAsync("SE", 15, _track);
        (await ListenersAsync()).ShouldBe(12);
        _harness.Clock.Advance(TimeSpan.FromSeconds(21));
        (await ListenersAsync()).ShouldBe(15);

        async Task<long> ListenersAsync() => (await instance.TrendingAsync()).Body.GetProperty("tracks")[0].GetProperty("listeners").GetInt64();
    }

    [Fact]
    public async Task The_skip_rate_of_a_track_is_that_of_all_its_plays_and_one_with_few_is_not_listed()
    {
        await _harness.DeliverAsync(Enumerable.Range(0, 30).Select(user => Afternoon.Pack(
            $"user-{user}",
            "SE",
            [
                Afternoon.Event("1", "start", _track, _harness.Clock.Now.AddMinutes(-2)),
                Afternoon.Event("2", "skip", _track, _harness.Clock.Now.AddMinutes(-1), user < 12 ? 10_000 : 31_000),
            ],
            _harness.Clock.Now)));
        await PlayAsync("SE", 19, EveryTrack.Track(2));
        var listed = (await _harness.NewInstance().LiveAsync()).Body.GetProperty("top_skip_rates").EnumerateArray().ShouldHaveSingleItem();
        listed.GetProperty("track").GetString().ShouldBe(_track);
        (listed.GetProperty("plays").GetInt64(), listed.GetProperty("skips").GetInt64(), listed.GetProperty("rate").GetDouble()).ShouldBe((30, 12, 0.4));
        (listed.GetProperty("low").GetDouble(), listed.GetProperty("high").GetDouble()).ShouldBe((0.2459, 0.5768));
    }

    [Fact]
    public async Task The_lag_of_the_ingest_is_that_of_the_process_that_is_furthest_behind()
    {
        var none = (await _harness.NewInstance().LiveAsync()).Body.GetProperty("ingest");
        (none.GetProperty("lag_seconds").ValueKind, none.GetProperty("writers").GetInt32()).ShouldBe((JsonValueKind.Null, 0));
        await _harness.DeliverAsync(Play("user", "SE", _track));
        _harness.Restart();
        var late = Play("user", "SE", _track);
        _harness.Clock.Advance(TimeSpan.FromSeconds(90));
        await _harness.DeliverAsync(late);
        var ingest = (await _harness.NewInstance().LiveAsync()).Body.GetProperty("ingest");
        (ingest.GetProperty("lag_seconds").GetDouble(), ingest.GetProperty("writers").GetInt32()).ShouldBe((90, 2));
    }

    private async Task PlayAsync(string market, int listeners, params string[] tracks) =>
        await _harness.DeliverAsync(tracks.SelectMany(track => Enumerable.Range(0, listeners).Select(user => Play($"user-{user}", market, track))));

    private byte[] Play(string user, string market, string track) =>
        Afternoon.Pack(user, market, [Afternoon.Event($"{track}-{_harness.Clock.Now.Ticks}", "start", track, _harness.Clock.Now)], _harness.Clock.Now);
}
