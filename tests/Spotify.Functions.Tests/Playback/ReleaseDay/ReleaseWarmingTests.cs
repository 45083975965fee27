using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Azure;
using Azure.Storage.Blobs.Models;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Moq;
using Shouldly;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Blobs;
using Spotify.Functions.Platform.Flags;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Playback;
using Spotify.Functions.Playback.Edge;
using Spotify.Functions.Playback.ReleaseDay;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Hosting;
using Spotify.Functions.Tests.Platform.Durable;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Playback.ReleaseDay;

public sealed class ReleaseWarmingTests
{
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly Dictionary<string, string?> ThroughEdge = new() { ["Edge:Address"] = "https://edge.example", ["Edge:ProbeEvery"] = "00:00:00" };
    private static readonly DateTimeOffset Opens = new(2026, 11, 20, 10, 15, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_release_is_read_ahead_and_nobody_plays_it_before_its_moment_because_of_that()
    {
        var (clock, edge) = (new TestClock(), new RecordedEdge());
        await using var application = await StartAsync(clock, edge);
        var release = TestReleases.New(tracks: 3, rights: TestRelease.World with { From = Opens });
        await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks);
        await application.Services.GetRequiredService<Embargoes>().NoteAsync(release.Album with { Rights = [.. release.Tracks.SelectMany(track => track.Rights)] }, CancellationToken.None);
        var warming = application.Services.GetRequiredService<ReleaseWarming>();
        using var listener = application.Listener();
        var stream = $"/v1/tracks/{release.Tracks[0].Id}/stream";

        var due = (await warming.DueAsync(CancellationToken.None)).ShouldHaveSingleItem();
        due.ShouldBe(new OpeningRelease(release.Album.Id, Opens));
        var report = new WarmingReport(0, 0, 0, 0, 0);
        foreach (var part in await warming.PlanAsync(due, 2, CancellationToken.None))
            report = report.Plus(await warming.ReadThroughEdgeAsync(part, CancellationToken.None));
        await warming.FinishAsync(new FinishWarmingInput(due, report), CancellationToken.None);
        (await warming.FillCachesAsync(CancellationToken.None)).ShouldBe(3);

        report.Tracks.ShouldBe(3);
        report.Objects.ShouldBe(edge.Asked.Count);
        report.Objects.ShouldBeGreaterThanOrEqualTo(3);
        report.Bytes.ShouldBe(report.Objects * RecordedEdge.Bytes);
        (report.EdgeHits, report.Failed).ShouldBe((0, 0));

        // Up to the last moment nothing is to be had, and what is read ahead is in no answer.
        foreach (var moment in (DateTimeOffset[])[clock.Now, Opens.AddSeconds(-1), Opens.AddTicks(-1)])
        {
            clock.Now = moment;
            var refused = await listener.GetAsync(stream);
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            var text = await refused.Content.ReadAsStringAsync();
            text.ShouldContain("NOT_YET_RELEASED");
            text.ShouldNotContain("sig=");
        }

        clock.Now = Opens;
        var answer = await listener.GetFromJsonAsync<StreamAnswer>(stream, ApiJson.Options);
        // The first listener's address is one that the edge has been asked for, byte for byte.
        edge.Asked.ShouldContain(answer!.Url.ToString());

        using var client = application.Operator();
        var opening = (await client.GetFromJsonAsync<OpeningsView>("/v1/admin/releases/openings?date=2026-11-20", ApiJson.Options))!.Items.ShouldHaveSingleItem();
        (opening.Album, opening.At, opening.Warmed).ShouldBe((release.Album.Id, Opens, report));
        (await client.GetAsync("/v1/admin/releases/openings?date=today")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("Shared", "2026-11-20T10:15:00Z")]
    [InlineData("Bound", "2026-11-20T10:15:00Z")]
    // A new window, and a new day with a key of its own: when most releases open.
    [InlineData("Shared", "2026-11-21T00:00:00Z")]
    [InlineData("Bound", "2026-11-21T00:00:00Z")]
    public async Task Whatever_the_form_of_addresses_the_first_listener_is_led_to_one_that_the_edge_was_asked_for(string form, string opens)
    {
        var at = DateTimeOffset.Parse(opens, CultureInfo.InvariantCulture);
        var (clock, edge, asked) = (new TestClock { Now = at.AddMinutes(-15) }, new RecordedEdge(), 0);
        await using var application = await ComposedApplication.StartAsync(
            [typeof(GetStreamUrl), typeof(FetchAudio)],
            new Dictionary<string, string?>(ThroughEdge)
            {
                ["Edge:Form"] = form,
                ["Edge:TokenAddress"] = "https://api.example/v1",
                ["Edge:Window"] = "06:00:00",
                ["Media"] = null,
                ["Media:blobServiceUri"] = "https://music.blob.core.windows.net",
            },
            services => services.AddSingleton<TimeProvider>(clock).AddSingleton(Reader(edge)).AddSingleton<DelegationKeySource>(_ => (start, end, _) =>
            {
                asked++;
                // As storage does: the moment it is from must not lie in the future.
                start!.Value.ShouldBeLessThanOrEqualTo(clock.Now);
                return Task.FromResult(Response.FromValue(BlobsModelFactory.UserDelegationKey("oid", "tid", "b", "2021-12-02", Key, end, start.Value), Mock.Of<Response>()));
            }));
        var release = TestReleases.New(tracks: 1, rights: TestRelease.World with { From = at });
        await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks);
        var warming = application.Services.GetRequiredService<ReleaseWarming>();
        using var listener = application.Listener();
        var track = release.Tracks[0];

        var report = await warming.ReadThroughEdgeAsync(new WarmTracksInput(release.Album.Id, at, [track.Id]), CancellationToken.None);
        (report.Tracks, report.Failed).ShouldBe((1, 0));
        report.Objects.ShouldBe(edge.Asked.Count);
        clock.Now = at.AddTicks(-1);
        (await listener.GetAsync($"/v1/tracks/{track.Id}/stream")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Nor by a path that somebody guesses.
        var guessed = await listener.GetAsync($"/v1/audio/{track.Audio.Renditions[0].Blob}");
        guessed.StatusCode.ShouldBe(form == "Bound" ? HttpStatusCode.Unauthorized : HttpStatusCode.NotFound);
        guessed.Headers.Location.ShouldBeNull();

        clock.Now = at;
        var url = (await listener.GetFromJsonAsync<StreamAnswer>($"/v1/tracks/{track.Id}/stream", ApiJson.Options))!.Url.ToString();
        if (form == "Bound")
        {
            edge.Asked.ShouldNotContain(url);
            using var led = await listener.GetAsync(new Uri(url).PathAndQuery);
            led.StatusCode.ShouldBe(HttpStatusCode.TemporaryRedirect);
            url = led.Headers.Location!.AbsoluteUri;
        }

        edge.Asked.ShouldContain(url);
        asked.ShouldBe(1);
    }

    [Fact]
    public async Task Past_an_edge_that_is_switched_off_nothing_is_read_and_what_was_not_is_counted()
    {
        var edge = new RecordedEdge();
        await using var application = await StartAsync(new TestClock(), edge);
        var release = TestReleases.New(tracks: 1, rights: TestRelease.World with { From = Opens });
        await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks);
        await application.Services.GetRequiredService<FlagDesk>().SetAsync(FlagNames.EdgeAddresses, 100, killed: true, "test", CancellationToken.None);

        var report = await application.Services.GetRequiredService<ReleaseWarming>().ReadThroughEdgeAsync(new WarmTracksInput(release.Album.Id, Opens, [release.Tracks[0].Id]), CancellationToken.None);

        (report.Tracks, report.Objects, report.Bytes).ShouldBe((1, 0, 0L));
        report.Failed.ShouldBeGreaterThan(0);
        edge.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task It_is_begun_once_for_each_moment_within_the_lead_and_not_where_the_feature_is_off()
    {
        var clock = new TestClock();
        await using var application = await StartAsync(clock, new RecordedEdge());
        var release = TestReleases.New(tracks: 1, rights: TestRelease.World with { From = Opens });
        var album = release.Album with
        {
            // Market by market, one moment over already, one of a grant that never holds, one of a use that is no playing.
            Rights =
            [
                TestRelease.World with { From = Opens }, TestRelease.World with { From = Opens.AddHours(1), Markets = ["GB"] }, TestRelease.World with { From = clock.Now.AddDays(-1) },
                TestRelease.World with { From = Opens.AddMinutes(1), Until = Opens }, TestRelease.World with { From = Opens.AddMinutes(2), Uses = ["download"] },
            ],
        };
        (await application.Services.GetRequiredService<Embargoes>().NoteAsync(album, CancellationToken.None)).ShouldBe(2);
        var (runs, start) = (new ScheduledRuns(), new StartWarming(application.Services.GetRequiredService<ReleaseWarming>()));

        for (var i = 0; i < 3; i++)
            await start.Run(new(), runs, CancellationToken.None);
        runs.Started.ShouldHaveSingleItem().Instance.ShouldBe($"warm-{album.Id}-20261120101500");

        clock.Now = Opens.AddMinutes(50);
        await application.Services.GetRequiredService<FlagDesk>().SetAsync(FlagNames.ReleaseWarming, 100, killed: true, "test", CancellationToken.None);
        await start.Run(new(), runs, CancellationToken.None);
        runs.Started.Count.ShouldBe(1);
        await application.Services.GetRequiredService<FlagDesk>().SetAsync(FlagNames.ReleaseWarming, 100, killed: false, "test", CancellationToken.None);
        await start.Run(new(), runs, CancellationToken.None);
        runs.Started.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_release_that_no_longer_opens_then_is_left_alone()
    {
        await using var application = await StartAsync(new TestClock(), new RecordedEdge());
        var release = TestReleases.New(tracks: 1, rights: TestRelease.World with { From = Opens.AddDays(7) });
        await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks);
        var warming = application.Services.GetRequiredService<ReleaseWarming>();

        (await warming.PlanAsync(new OpeningRelease(release.Album.Id, Opens), 10, CancellationToken.None)).ShouldBeEmpty();
        (await warming.PlanAsync(new OpeningRelease(TestReleases.New().Album.Id, Opens), 10, CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_the_edge_does_not_give_is_counted_and_what_it_had_is_told_apart()
    {
        var edge = new RecordedEdge { Answers = path => path.EndsWith('1') ? HttpStatusCode.NotFound : HttpStatusCode.OK, HadAlready = path => path.EndsWith('2') };
        using var reader = new EdgeReader(new HttpMessageInvoker(edge), Options.Create(new ReleaseDayOptions()), TimeProvider.System);

        (await reader.ReadAsync([new("https://edge.example/1"), new("https://edge.example/2"), new("https://edge.example/3")], CancellationToken.None))
            .ShouldBe(new WarmingReport(0, 2, 2 * RecordedEdge.Bytes, 1, 1));
    }

    [Fact]
    public async Task From_the_publication_to_the_report_the_parts_work_together()
    {
        var edge = new RecordedEdge();
        await using var application = await ComposedApplication.StartAsync(
            [typeof(FollowReleases), typeof(WarmRelease), typeof(PlanWarming), typeof(WarmTracks), typeof(FinishWarming)], ThroughEdge, services => services.AddSingleton(Reader(edge)));
        var opens = DateTimeOffset.UtcNow.AddMinutes(15);
        var release = TestReleases.New(tracks: 12, rights: TestRelease.World with { From = opens });
        await application.Services.GetRequiredService<ICatalog>().PublishAsync(release.Album, release.Tracks);
        var warming = application.Services.GetRequiredService<ReleaseWarming>();
        await Eventually.HoldsAsync("the moment is noted", TimeSpan.FromSeconds(30), async () => (await warming.DueAsync(CancellationToken.None)).Count == 1);

        var client = application.Services.GetRequiredService<DurableTaskClient>();
        await new StartWarming(warming).Run(new(), client, CancellationToken.None);
        var due = (await warming.DueAsync(CancellationToken.None))[0];
        await client.WaitForInstanceCompletionAsync(EmbargoDocument.InstanceOf(due.At, due.AlbumId)).WaitAsync(TimeSpan.FromSeconds(30));

        var noted = (await application.Services.GetRequiredService<Embargoes>().ReadAsync(due.At, due.At.AddSeconds(1), CancellationToken.None)).ShouldHaveSingleItem();
        noted.Warmed!.Tracks.ShouldBe(12);
        noted.Warmed.Objects.ShouldBe(edge.Asked.Count);
        noted.Warmed.Failed.ShouldBe(0);
    }

    private static Task<ComposedApplication> StartAsync(TestClock clock, RecordedEdge edge) => ComposedApplication.StartAsync(
        [typeof(GetStreamUrl), typeof(ListOpenings)], ThroughEdge, services => services.AddSingleton<TimeProvider>(clock).AddSingleton(Reader(edge)));

    private static EdgeReader Reader(RecordedEdge edge) => new(new HttpMessageInvoker(edge), Options.Create(new ReleaseDayOptions()), TimeProvider.System);

    /// <summary>An edge that remembers what it was asked for.</summary>
    private sealed class RecordedEdge : HttpMessageHandler
    {
        public const int Bytes = 1_000;

        public ConcurrentBag<string> Asked { get; } = [];

        public Func<string, HttpStatusCode> Answers { get; init; } = _ => HttpStatusCode.OK;

        public Func<string, bool> HadAlready { get; init; } = _ => false;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            Asked.Add(request.RequestUri.AbsoluteUri);
            var answer = new HttpResponseMessage(Answers(path)) { Content = new ByteArrayContent(new byte[Bytes]) };
            answer.Headers.Add("X-Cache", HadAlready(path) ? "TCP_HIT" : "TCP_MISS");
            return Task.FromResult(answer);
        }
    }
}
