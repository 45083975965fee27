using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Functions.Tests.Catalog;
using Xunit;

namespace Spotify.Functions.Tests.Playback;

public sealed class GetStreamUrlTests : IAsyncLifetime
{
    private readonly PlaybackHarness _harness = new();
    private readonly TestRelease _release = TestRelease.Create(tracks: 5);

    private string TrackId => _release.Tracks[0].Id;

    private string Context => $"context=spotify:album:{_release.Album.Id}";

    public Task InitializeAsync() => _harness.PublishAsync(_release);

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task It_answers_as_the_contract_says()
    {
        var answer = await _harness.StreamAsync(TrackId, "?quality=very_high&format=aac");
        answer.Status.ShouldBe(200);
        answer.Headers.ContentType.ToString().ShouldStartWith("application/json");
        answer.Body.EnumerateObject().Select(field => field.Name).ShouldBe(
        [
            "track", "url", "expires_at", "quality", "format", "bitrate_kbps", "duration_ms", "sample_rate", "encoder_delay", "padding", "gain_db",
            "album_gain_db", "peak_dbtp", "prefetch",
        ]);
        answer.Text("track").ShouldBe(TrackId);
        answer.Text("expires_at").ShouldBe("2026-11-20T11:00:00Z");
        answer.Text("quality").ShouldBe("very_high");
        answer.Text("format").ShouldBe("aac");
        Number(answer, "bitrate_kbps").ShouldBe(256);
        Number(answer, "duration_ms").ShouldBe(214_230);
        Number(answer, "sample_rate").ShouldBe(44_100);
        Number(answer, "encoder_delay").ShouldBe(1024);
        Number(answer, "padding").ShouldBe(312);
        Number(answer, "gain_db").ShouldBe(-3.2);
        Number(answer, "album_gain_db").ShouldBe(-3.1);
        Number(answer, "peak_dbtp").ShouldBe(-1.1);
        answer.Prefetch.ShouldBeEmpty();
        answer.Url.ShouldContain($"/audio/{TrackId}/aac-256".ToLowerInvariant(), Case.Insensitive);
    }

    [Fact]
    public async Task Who_filters_explicit_content_gets_none_of_it_nor_ahead_of_time()
    {
        var filtering = PlaybackHarness.Premium with { FiltersExplicit = true };
        var (plain, explicitTrack) = (_release.Tracks[0], _release.Tracks.Single(track => track.Explicit));
        var refused = await _harness.StreamAsync(explicitTrack.Id, "", filtering);
        (refused.Status, refused.Reason).ShouldBe((403, "SCOPE_MISSING"));
        refused.Message.ShouldContain("explicit");

        var answer = await _harness.StreamAsync(plain.Id, $"?{Context}", filtering);
        answer.Prefetch.Select(next => next.GetProperty("track").GetString()).ShouldBe(_release.Tracks.Where(track => !track.Explicit).Skip(1).Take(2).Select(track => track.Id));
        (await _harness.StreamAsync(explicitTrack.Id, "")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task What_one_listener_was_given_changes_nothing_for_the_next()
    {
        var instance = _harness.AnotherInstance();
        string[] queries = ["", "quality=low", "quality=lossless", "format=mp3", "network=wifi", "network=2g&format=aac", "quality=very_high&format=aac"];
        foreach (var _ in Enumerable.Range(0, 3))
        {
            foreach (var (first, second) in queries.SelectMany(first => queries.Select(second => (first, second))))
            {
                foreach (var (query, caller) in new[] { (first, PlaybackHarness.Premium), (second, PlaybackHarness.Free), (second, PlaybackHarness.Premium) })
                {
                    var given = await _harness.StreamAsync(TrackId, $"?{query}&{Context}", caller, instance);
                    var alone = await _harness.StreamAsync(TrackId, $"?{query}&{Context}", caller);
                    given.Body.ToString().ShouldBe(alone.Body.ToString(), $"{query} after others");
                }
            }

            // Into the next window, where addresses end later.
            _harness.Clock.Advance(TimeSpan.FromMinutes(5));
        }
    }

    [Theory]
    [InlineData(Tier.Free, "", "high", "ogg", 160)]
    [InlineData(Tier.Free, "?quality=lossless", "high", "ogg", 160)]
    [InlineData(Tier.Free, "?quality=very_high&format=aac", "high", "aac", 160)]
    [InlineData(Tier.Free, "?quality=lossless&format=flac", "high", "ogg", 160)]
    [InlineData(Tier.Free, "?quality=low", "low", "aac", 24)]
    [InlineData(Tier.Free, "?network=wifi", "high", "ogg", 160)]
    [InlineData(Tier.Premium, "", "high", "ogg", 160)]
    [InlineData(Tier.Premium, "?network=wifi", "very_high", "ogg", 320)]
    [InlineData(Tier.Family, "?network=2g", "low", "aac", 24)]
    [InlineData(Tier.Student, "?network=3g", "normal", "ogg", 96)]
    [InlineData(Tier.Trial, "?network=4g&format=mp3", "high", "mp3", 160)]
    [InlineData(Tier.Premium, "?network=2g&quality=lossless", "lossless", "flac", 912)]
    [InlineData(Tier.Premium, "?quality=normal&format=mp3", "normal", "ogg", 96)]
    public async Task Plan_wish_and_network_decide_the_rung(Tier tier, string query, string quality, string format, int bitrate)
    {
        var answer = await _harness.StreamAsync(TrackId, query, PlaybackHarness.Premium with { Tier = tier });
        (answer.Text("quality"), answer.Text("format"), Number(answer, "bitrate_kbps")).ShouldBe((quality, format, bitrate));
    }

    [Theory]
    [InlineData("?quality=best", "quality")]
    [InlineData("?quality=preview", "quality")]
    [InlineData("?quality=3", "quality")]
    [InlineData("?quality=", "quality")]
    [InlineData("?quality=low&quality=high", "quality")]
    [InlineData("?format=opus", "format")]
    [InlineData("?network=6g", "network")]
    [InlineData("?offset=-1", "offset")]
    [InlineData("?offset=first", "offset")]
    [InlineData("?offset=99999999999", "offset")]
    [InlineData("?context=album", "context")]
    [InlineData("?context=spotify:album:nonsense", "context")]
    public async Task A_parameter_that_is_not_right_is_named(string query, string name)
    {
        var answer = await _harness.StreamAsync(TrackId, query);
        (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
        answer.Message.ShouldContain($"'{name}'");
    }

    [Fact]
    public async Task Unknown_parameters_are_ignored() => (await _harness.StreamAsync(TrackId, "?device=d1&quality=low")).Status.ShouldBe(200);

    [Theory]
    [InlineData("nonsense")]
    [InlineData("4uLU6hMCjMI75M1A2tKUQ!")]
    public async Task An_id_of_the_wrong_form_is_an_invalid_request(string id)
    {
        var answer = await _harness.StreamAsync(id);
        (answer.Status, answer.Reason).ShouldBe((400, "INVALID_REQUEST"));
    }

    [Fact]
    public async Task A_track_that_nobody_published_is_not_found()
    {
        var answer = await _harness.StreamAsync(SpotifyId.Derive("track", "no", "such"));
        (answer.Status, answer.Reason).ShouldBe((404, "NOT_FOUND"));
    }

    [Fact]
    public async Task Each_restriction_is_refused_with_its_reason()
    {
        var now = _harness.Clock.Now;
        (await Refusal(TestRelease.World with { Markets = ["US"] })).ShouldBe((403, "MARKET_RESTRICTED"));
        (await Refusal(TestRelease.World with { Except = ["SE"] })).ShouldBe((403, "MARKET_RESTRICTED"));
        (await Refusal(TestRelease.World with { Uses = ["download"] })).ShouldBe((403, "MARKET_RESTRICTED"));
        (await Refusal(TestRelease.World with { Tiers = ["premium"] })).ShouldBe((403, "TIER_RESTRICTED"));
        (await Refusal(TestRelease.World with { From = now.AddTicks(1) })).ShouldBe((403, "NOT_YET_RELEASED"));
        (await Refusal(TestRelease.World with { Until = now })).ShouldBe((403, "TAKEN_DOWN"));
        (await Refusal()).ShouldBe((403, "MARKET_RESTRICTED"));
    }

    [Fact]
    public async Task A_caller_without_a_country_is_in_no_market()
    {
        var answer = await _harness.StreamAsync(TrackId, "", PlaybackHarness.Premium with { Country = "" });
        answer.Reason.ShouldBe("MARKET_RESTRICTED");
        answer.Message.ShouldContain("country");
    }

    [Fact]
    public async Task An_embargo_ends_at_its_minute()
    {
        var embargo = _harness.Clock.Now.AddMinutes(10);
        await Republish(track => track with { Rights = [TestRelease.World with { From = embargo }] });
        _harness.Clock.Now = embargo.AddTicks(-1);
        (await _harness.StreamAsync(TrackId)).Message.ShouldContain("2026-11-20T10:10:00Z");
        _harness.Clock.Now = embargo;
        (await _harness.StreamAsync(TrackId)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_free_listener_is_refused_a_track_that_is_lossless_only()
    {
        await Republish(track => track with
        {
            Audio = track.Audio with { Renditions = [.. track.Audio.Renditions.Where(rung => rung.Format == AudioFormat.Flac)] },
        });
        (await _harness.StreamAsync(TrackId, "", PlaybackHarness.Free)).Reason.ShouldBe("TIER_RESTRICTED");
        (await _harness.StreamAsync(TrackId, "", PlaybackHarness.Premium)).Text("format").ShouldBe("flac");
    }

    [Fact]
    public async Task The_next_two_of_the_album_are_signed_ahead()
    {
        var answer = await _harness.StreamAsync(TrackId, $"?{Context}&quality=low");
        answer.Prefetch.Select(next => next.GetProperty("track").GetString()).ShouldBe([_release.Tracks[1].Id, _release.Tracks[2].Id]);
        foreach (var next in answer.Prefetch)
        {
            next.GetProperty("url").GetString()!.ShouldContain("aac-24");
            next.GetProperty("expires_at").GetString().ShouldBe(answer.Text("expires_at"));
        }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public async Task The_album_ends(int place, int left) =>
        (await _harness.StreamAsync(_release.Tracks[place].Id, $"?{Context}")).Prefetch.Count.ShouldBe(left);

    [Theory]
    [InlineData(0, new[] { 1, 2 })]
    [InlineData(2, new[] { 3, 4 })]
    [InlineData(4, new int[0])]
    [InlineData(int.MaxValue, new int[0])]
    public async Task The_offset_says_where_in_the_album_the_listener_is(int offset, int[] next)
    {
        var answer = await _harness.StreamAsync(TrackId, $"?{Context}&offset={offset}");
        answer.Prefetch.Select(one => one.GetProperty("track").GetString()).ShouldBe(next.Select(place => _release.Tracks[place].Id));
    }

    [Fact]
    public async Task What_may_not_be_played_is_skipped_ahead()
    {
        var second = TestRelease.Create("v2", tracks: 5)
            .With(1, track => track with { Rights = [TestRelease.World with { Markets = ["US"] }] })
            .With(3, track => track with { Rights = [TestRelease.World with { Tiers = ["premium"] }] });
        await _harness.PublishAsync(second);
        var answer = await _harness.StreamAsync(TrackId, $"?{Context}", PlaybackHarness.Free);
        answer.Prefetch.Select(next => next.GetProperty("track").GetString()).ShouldBe([second.Tracks[2].Id, second.Tracks[4].Id]);
    }

    [Theory]
    [InlineData("?context=spotify:playlist:37i9dQZF1DXcBWIGoYBM5M")]
    [InlineData("?context=spotify:user:somebody:playlist:37i9dQZF1DXcBWIGoYBM5M")]
    [InlineData("?context=spotify:album:0000000000000000000000")]
    [InlineData("")]
    public async Task Another_kind_of_context_gives_nothing_ahead(string query)
    {
        var answer = await _harness.StreamAsync(TrackId, query);
        answer.Status.ShouldBe(200);
        answer.Prefetch.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_retry_within_the_five_minutes_gets_the_same_address_from_any_instance()
    {
        var first = await _harness.StreamAsync(TrackId, $"?{Context}");
        _harness.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromSeconds(1));
        var retry = await _harness.StreamAsync(TrackId, $"?{Context}");
        retry.Url.ShouldBe(first.Url);
        retry.Body.GetRawText().ShouldBe(first.Body.GetRawText());

        _harness.Clock.Advance(TimeSpan.FromSeconds(1));
        (await _harness.StreamAsync(TrackId)).Url.ShouldNotBe(first.Url);
    }

    [Fact]
    public async Task An_address_is_good_for_55_to_60_minutes()
    {
        for (var minute = 0; minute < 30; minute++)
        {
            var expires = DateTimeOffset.Parse((await _harness.StreamAsync(TrackId)).Text("expires_at"), System.Globalization.CultureInfo.InvariantCulture);
            (expires - _harness.Clock.Now).ShouldBeInRange(TimeSpan.FromMinutes(55), TimeSpan.FromMinutes(60));
            _harness.Clock.Advance(TimeSpan.FromSeconds(67));
        }
    }

    [Fact]
    public async Task A_client_may_keep_the_answer_for_five_minutes_but_not_for_another_token()
    {
        var answer = await _harness.StreamAsync(TrackId);
        answer.Headers.CacheControl.ToString().ShouldBe("private, max-age=300");
        answer.Headers.Vary.ToString().ShouldBe("Authorization");
    }

    [Fact]
    public async Task Nobody_keeps_an_answer_beyond_the_licence()
    {
        await Republish(track => track with { Rights = [TestRelease.World with { Until = _harness.Clock.Now.AddSeconds(90) }] });
        (await _harness.StreamAsync(TrackId)).Headers.CacheControl.ToString().ShouldBe("private, max-age=90");
    }

    [Fact]
    public async Task Playback_goes_on_while_the_store_is_in_trouble()
    {
        var instance = _harness.AnotherInstance();
        await _harness.StreamAsync(TrackId, "", null, instance);
        _harness.CatalogHarness.Store.ReadsFail = _ => true;
        _harness.Clock.Advance(TimeSpan.FromMinutes(20));
        // The track is remembered; what comes after it is not, and is left out.
        var answer = await _harness.StreamAsync(TrackId, $"?{Context}", null, instance);
        answer.Status.ShouldBe(200);
        answer.Prefetch.ShouldBeEmpty();
    }

    private static double Number(Answer answer, string name) => answer.Body.GetProperty(name).GetDouble();

    private async Task<(int Status, string Reason)> Refusal(params RightsGrant[] grants)
    {
        await Republish(track => track with { Rights = grants });
        var answer = await _harness.StreamAsync(TrackId, "", PlaybackHarness.Free);
        return (answer.Status, answer.Reason);
    }

    private int _version = 1;

    private Task Republish(Func<Track, Track> change) => _harness.PublishAsync(TestRelease.Create($"v{++_version}", tracks: 5).With(0, change));
}
