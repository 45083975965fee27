using System.Net;
using Shouldly;
using Spotify.Core.Recommendations.Lists;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Recommendations.Experiments;
using Spotify.Functions.Recommendations.Serving;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Recommendations.Products;
using Spotify.Functions.Tests.Recommendations.Weekly;
using Xunit;

namespace Spotify.Functions.Tests.Recommendations.Experiments;

/// <summary>Experiments as operators make them and listeners meet them.</summary>
[Collection(ProductsApplicationCollection.Name)]
public sealed class ExperimentRoutesTests(ProductsApplication application)
{
    private static object Body(string product, double second = 0.5) => new
    {
        product,
        description = "By popularity alone.",
        arms = (object[])[new { name = "control", share = 0.5 }, new { name = "popular", share = second, weights = new { collaborative = 0, content = 0, audio = 0, popularity = 1 } }],
    };

    [Fact]
    public async Task An_experiment_begins_grows_at_its_end_and_is_stopped_for_good()
    {
        (await PutAsync("mixes", Body("daily_mix", 0.2))).Status.ShouldBe(HttpStatusCode.Created);
        (await PutAsync("mixes", Body("daily_mix", 0.2))).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync("mixes", Body("daily_mix", 0.5))).Status.ShouldBe(HttpStatusCode.OK);
        (await PutAsync("mixes", Body("daily_mix", 0.3))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await PutAsync("mixes", Body("radio"))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await PutAsync("other-mixes", Body("daily_mix"))).Message.ShouldStartWith("'mixes' runs with this product");

        var there = (await application.OperateAsync(HttpMethod.Get, "admin/experiments/mixes")).Ok();
        (there["product"].GetString(), there["by"].GetString(), there["arms"].GetArrayLength()).ShouldBe(("daily_mix", "operator", 2));
        there["arms"][1].GetProperty("share").GetDouble().ShouldBe(0.5);
        (await application.OperateAsync(HttpMethod.Get, "admin/experiments")).Ok()["experiments"].EnumerateArray().ShouldContain(one => one.GetProperty("name").GetString() == "mixes");

        for (var times = 0; times < 2; times++)
            (await application.OperateAsync(HttpMethod.Post, "admin/experiments/mixes/stop")).Ok()["stopped_at"].GetString().ShouldNotBeNull();
        (await PutAsync("mixes", Body("daily_mix"))).Message.ShouldStartWith("It was stopped");
        (await application.OperateAsync(HttpMethod.Post, "admin/experiments/nothing/stop")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await application.OperateAsync(HttpMethod.Get, "admin/experiments/nothing")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("Bad_Name", """{"product":"radio","arms":[{"name":"a","share":0.5},{"name":"b","share":0.5}]}""", "'arms' or the name")]
    [InlineData("x", """{"product":"popular","arms":[{"name":"a","share":0.5},{"name":"b","share":0.5}]}""", "'product' must be")]
    [InlineData("x", """{"product":"radio","arms":[{"name":"a","share":0.5}]}""", "'arms' or the name")]
    [InlineData("x", """{"product":"radio","arms":[{"name":"a","share":0.6},{"name":"b","share":0.6}]}""", "'arms' or the name")]
    [InlineData("x", """{"product":"radio","arms":[{"name":"a","share":0.5},{"name":"a","share":0.5}]}""", "'arms' or the name")]
    [InlineData("x", """{"product":"radio","arms":[{"name":"a","share":0.5},null]}""", "'arms' must be")]
    [InlineData("x", """{"product":"radio","arms":[{"name":"a","share":0.5},{"name":"b","share":0.5,"weights":{"collaborative":0,"content":0,"audio":0,"popularity":0}}]}""", "'weights'")]
    [InlineData("x", """{"product":"radio","arms":[{"name":"a","share":0.5},{"name":"b","share":0.5,"weights":{"collaborative":2,"content":0,"audio":0,"popularity":0}}]}""", "'weights'")]
    public async Task An_experiment_that_makes_no_sense_is_refused_by_name(string name, string body, string message)
    {
        var answer = await PutAsync(name, body);
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task Listeners_make_no_experiments() =>
        (await application.SendAsync(HttpMethod.Put, "admin/experiments/mine", Body("radio"), "listener-1")).Status.ShouldBe(HttpStatusCode.Forbidden);

    [Fact]
    public async Task Who_is_shown_a_list_is_noted_once_a_day_and_nobody_else()
    {
        await PutAsync("fitting", Body("enhance"));
        try
        {
            var arms = new List<string>();
            var body = new { tracks = (string[])[TasteWorld.TrackOf(70)] };
            for (var number = 30; number < 50; number++)
            {
                for (var times = 0; times < 2; times++)
                    (await application.PostAsync("playlists/enhance", body, $"listener-{number}")).Ok();
                arms.Add((await ExposuresAsync($"listener-{number}", "fitting")).ShouldHaveSingleItem().Arm);
            }

            arms.Distinct().Order().ShouldBe(["control", "popular"]);
            (await application.GetAsync("me/top-songs", "listener-51")).Ok();
            (await ExposuresAsync("listener-51", "fitting")).ShouldBeEmpty();

            // Whoever was never seen has no pseudonym, and no arm.
            (await application.PostAsync("playlists/enhance", body, "unseen-0")).Ok();
            (await ExposuresAsync("unseen-0", "fitting")).ShouldBeEmpty();
        }
        finally
        {
            await application.OperateAsync(HttpMethod.Post, "admin/experiments/fitting/stop");
        }

        (await application.PostAsync("playlists/enhance", new { tracks = (string[])[TasteWorld.TrackOf(70)] }, "listener-52")).Ok();
        (await ExposuresAsync("listener-52", "fitting")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_list_of_the_weeks_run_that_an_arm_made_is_an_exposure_when_it_is_shown()
    {
        const string Listener = "listener-83";
        var id = WeeklyListDocument.IdOf(ListKind.DiscoverWeekly, ProductsApplication.Week);
        var stored = (await application.Documents.ReadAsync<WeeklyListDocument>(DocumentContainer.Users, Listener, id))!.Value;
        await application.Documents.WriteAsync(DocumentContainer.Users, Listener, DocumentOperation.Upsert(id, stored with { Experiment = "weekly-blend", Arm = "popular" }, WeeklyListDocument.Kept));
        (await ExposuresAsync(Listener, "weekly-blend")).ShouldBeEmpty();

        var list = (await application.GetAsync("me/discover-weekly", Listener)).Ok();
        list["source"].GetString().ShouldBe("this_week");
        var exposure = (await ExposuresAsync(Listener, "weekly-blend")).ShouldHaveSingleItem();
        exposure.Arm.ShouldBe("popular");
        exposure.Tracks.Select(track => track.Track).ShouldBe(list["items"].EnumerateArray().Select(item => item.GetProperty("track").GetProperty("id").GetString()!));
        exposure.Tracks.Count(track => track.Slot == ListSlot.Explore).ShouldBe(DiscoverWeekly.Explored);
    }

    /// <summary>Listeners who hear what is of their taste and nothing else: lists by popularity alone hold less of it, and the experiment is to find that.</summary>
    [Fact]
    public async Task What_an_arm_does_to_listeners_is_measured_with_its_uncertainty()
    {
        await PutAsync("by-popularity", Body("discover_weekly"));
        var now = application.Clock.GetUtcNow();
        for (var i = 0; i < 60; i++)
        {
            var (user, kind) = ($"trial-{i}", i % TasteWorld.Kinds);
            await application.PlayAsync(user, Enumerable.Range((kind * TasteWorld.TracksOfKind) + (i % 10), 4).Select(TasteWorld.TrackOf));
            var list = (await application.GetAsync("me/discover-weekly", user)).Ok();
            List<string> shown = [.. list["items"].EnumerateArray().Select(item => item.GetProperty("track").GetProperty("id").GetString()!)];
            foreach (var (at, track) in shown.Where(track => TasteWorld.KindOfTrack(track) == kind).Index())
                application.World.Plays.Add((user, track, now.AddMinutes(10 + (4 * at)), 1));
            await application.World.StoreAsync(application.Documents, user);
        }

        await application.OperateAsync(HttpMethod.Post, "admin/experiments/by-popularity/stop");
        (await application.OperateAsync(HttpMethod.Get, "admin/experiments/by-popularity")).Ok().Body.TryGetProperty("results", out var none).ShouldBe(none.ValueKind == System.Text.Json.JsonValueKind.Null);
        await MeasureExperiments.Run(new WeeklyStory(application.Services, application.Clock, "experiments", new MeasuringInput(now.AddDays(2), "ann"), 2));

        var experiment = (await application.OperateAsync(HttpMethod.Get, "admin/experiments/by-popularity")).Ok();
        experiment["arms"].EnumerateArray().Sum(arm => arm.GetProperty("listeners").GetInt32()).ShouldBe(60);
        experiment["arms"].EnumerateArray().Sum(arm => arm.GetProperty("shown").GetInt32()).ShouldBe(60 * DiscoverWeekly.Length);
        foreach (var measure in (string[])["heard_by_listener", "heard_by_listener_adjusted", "heard_of_shown"])
        {
            var result = experiment["results"].GetProperty(measure);
            var arm = result.GetProperty("arms")[0];
            arm.GetProperty("high").GetDouble().ShouldBeLessThan(0, measure);
            arm.GetProperty("low").GetDouble().ShouldBeLessThan(arm.GetProperty("difference").GetDouble());
            arm.GetProperty("p_value").GetDouble().ShouldBeLessThan(0.01);
            result.GetProperty("mismatch_p_value").GetDouble().ShouldBeGreaterThan(0.001);
        }

        foreach (var drawn in experiment["results"].GetProperty("drawn").EnumerateArray())
        {
            drawn.GetProperty("even_draw").GetProperty("choices").GetInt32().ShouldBeGreaterThan(100);
            drawn.GetProperty("mean_reward").GetDouble().ShouldBeInRange(0, 1);
            var value = drawn.GetProperty("even_draw").GetProperty("normalised");
            value.GetProperty("value").GetDouble().ShouldBeInRange(value.GetProperty("low").GetDouble(), value.GetProperty("high").GetDouble());
        }
    }

    private Task<WebAnswer> PutAsync(string name, object body) => application.OperateAsync(HttpMethod.Put, "admin/experiments/" + name, body);

    private async Task<IReadOnlyList<ExposureDocument>> ExposuresAsync(string user, string experiment)
    {
        var page = await application.Documents.RangeAsync<ExposureDocument>(DocumentContainer.Users, user, IdRange.Prefix(ExposureDocument.Prefix + experiment), 100);
        return [.. page.Documents.Select(one => one.Document.Value)];
    }
}
