using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Net.Http.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using Shouldly;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Tests.Hosting;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Flags;

public sealed class FeatureFlagsTests
{
    [Fact]
    public void A_share_is_kept_to_and_one_that_grows_takes_the_feature_from_nobody()
    {
        var listeners = Enumerable.Range(0, 20_000).Select(i => $"listener-{i}").ToList();
        HashSet<string> On(int share, string flag = "search") => [.. listeners.Where(one => new FlagState(share, false).IsOnFor(flag, one))];
        var (few, more) = (On(1_000), On(3_000));
        few.Count.ShouldBeInRange(1_800, 2_200);
        more.Count.ShouldBeInRange(5_700, 6_300);
        few.ShouldBeSubsetOf(more);
        On(0).ShouldBeEmpty();
        On(FlagState.Everybody).Count.ShouldBe(listeners.Count);
        // Those who have the one feature are no others' guinea pigs too.
        few.Intersect(On(1_000, "live-taste")).Count().ShouldBeInRange(140, 270);
        listeners.ShouldAllBe(one => !new FlagState(FlagState.Everybody, true).IsOnFor("search", one));
    }

    [Fact]
    public void A_percentage_of_two_decimals_is_a_share_and_nothing_else_is() =>
        Prop.ForAll<int>(hundredths =>
            FlagState.ShareOf(hundredths / 100m) == (hundredths is >= 0 and <= 10_000 ? hundredths : null) && FlagState.ShareOf(hundredths / 100m + 0.001m) is null).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("search=101")]
    [InlineData("searches=10")]
    [InlineData("search")]
    [InlineData("search=-1")]
    public void Settings_that_mean_nothing_are_refused(string defaults) =>
        new FlagOptions { Defaults = defaults }.Validate(new ValidationContext(new object())).ShouldHaveSingleItem().ErrorMessage!.ShouldContain("edge-addresses");

    [Fact]
    public async Task Nothing_fails_where_the_store_is_away_and_what_was_known_last_holds()
    {
        var (time, away) = (new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), true);
        var store = new Mock<IDocumentStore>();
        var document = new FlagDocument { Share = 10_000, Killed = true };
        store.Setup(one => one.RangeAsync<FlagDocument>(It.IsAny<DocumentContainer>(), It.IsAny<PartitionKeyValue>(), It.IsAny<IdRange>(), It.IsAny<int>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .Returns(() => away ? throw new TransientException("away") : ValueTask.FromResult(new DocumentPage<FlagDocument>([("search", new StoredDocument<FlagDocument>(document, "1"))], null)));
        var flags = new FeatureFlags(store.Object, Options.Create(new FlagOptions { Defaults = "live-taste=0" }), time, NullLogger<FeatureFlags>.Instance);

        await flags.StartAsync(CancellationToken.None);
        flags.IsOn(FlagNames.Search).ShouldBeTrue();
        flags.IsOn(FlagNames.LiveTaste).ShouldBeFalse();

        away = false;
        time.Advance(TimeSpan.FromSeconds(11));
        flags.IsOn(FlagNames.Search);
        flags.IsOn(FlagNames.Search).ShouldBeFalse();

        away = true;
        time.Advance(TimeSpan.FromDays(1));
        flags.IsOn(FlagNames.Search).ShouldBeFalse();
        flags.IsOn(FlagNames.Search).ShouldBeFalse();
    }

    [Fact]
    public async Task A_store_that_hangs_holds_no_start_up()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var store = new Mock<IDocumentStore>();
        store.Setup(one => one.RangeAsync<FlagDocument>(It.IsAny<DocumentContainer>(), It.IsAny<PartitionKeyValue>(), It.IsAny<IdRange>(), It.IsAny<int>(), It.IsAny<string?>(), It.IsAny<CancellationToken>()))
            .Returns(() => new ValueTask<DocumentPage<FlagDocument>>(new TaskCompletionSource<DocumentPage<FlagDocument>>().Task));
        var flags = new FeatureFlags(store.Object, Options.Create(new FlagOptions()), time, NullLogger<FeatureFlags>.Instance);
        var start = flags.StartAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(3));
        await start;
        flags.IsOn(FlagNames.Search).ShouldBeTrue();
    }

    [Fact]
    public async Task Operators_switch_features_and_requests_follow_at_once_and_after_a_restart()
    {
        using var folder = new TempFolder();
        Type[] functions = [typeof(ListFlags), typeof(GetFlag), typeof(PutFlag), typeof(Asked)];
        await using (var application = await ComposedApplication.StartAsync(functions, folder: folder.Path))
        {
            using var client = application.Operator();
            using var listener = application.Listener();
            (await listener.GetAsync("/test/searched")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            var list = await client.GetFromJsonAsync<FlagList>("/v1/admin/flags", ApiJson.Options);
            list!.Items.Select(one => one.Name).ShouldBe(FlagNames.All.Select(one => one.Name));
            list.Items.ShouldAllBe(one => one.Percent == 100 && !one.Killed && one.Source == "settings");

            (await client.PutAsJsonAsync("/v1/admin/flags/search", new { percent = 25.5, killed = true, reason = "too hot" })).StatusCode.ShouldBe(HttpStatusCode.OK);
            (await listener.GetAsync("/test/searched")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        }

        await using (var application = await ComposedApplication.StartAsync(functions, folder: folder.Path))
        {
            using var client = application.Operator();
            using var listener = application.Listener();
            (await listener.GetAsync("/test/searched")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            var flag = (await client.GetFromJsonAsync<FlagView>("/v1/admin/flags/search", ApiJson.Options))!;
            (flag.Percent, flag.Killed, flag.Source).ShouldBe((25.5m, true, "operator"));
            flag.Changes.ShouldHaveSingleItem().Reason.ShouldBe("too hot");

            await client.PutAsJsonAsync("/v1/admin/flags/search", new { percent = 100, killed = false, reason = "well again" });
            (await listener.GetAsync("/test/searched")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
            (await client.GetFromJsonAsync<FlagView>("/v1/admin/flags/search", ApiJson.Options))!.Changes.Count.ShouldBe(2);
        }
    }

    [Theory]
    [InlineData("search", """{"percent":101,"killed":false,"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("search", """{"percent":0.001,"killed":false,"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("search", """{"killed":false,"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("search", """{"percent":1,"reason":"x"}""", HttpStatusCode.BadRequest)]
    [InlineData("search", """{"percent":1,"killed":true}""", HttpStatusCode.BadRequest)]
    [InlineData("nothing", """{"percent":1,"killed":true,"reason":"x"}""", HttpStatusCode.NotFound)]
    public async Task What_says_nothing_clear_changes_nothing(string flag, string body, HttpStatusCode status)
    {
        await using var application = await ComposedApplication.StartAsync([typeof(PutFlag)]);
        using var client = application.Operator();
        using var content = new StringContent(body);
        (await client.PutAsync($"/v1/admin/flags/{flag}", content)).StatusCode.ShouldBe(status);
        (await application.Services.GetRequiredService<FlagDesk>().ListAsync(CancellationToken.None)).ShouldAllBe(one => one.Source == "settings");
    }

    internal sealed class Asked
    {
        [Function("AskedForFlag")]
        [Access(AccessKind.Listener)]
        [Limit(LimitKind.Search)]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "test/searched")] HttpRequest request) => ApiResults.NoContent();
    }
}
