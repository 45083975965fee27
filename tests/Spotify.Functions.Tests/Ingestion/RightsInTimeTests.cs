using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Core.Playback;
using Spotify.Core.Search;
using Spotify.Functions.Catalog;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Ingestion.Steps;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Playback;
using Spotify.Functions.Search;
using Spotify.Functions.Tests.Catalog;
using Spotify.Functions.Tests.Playback;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>What a release's windows in time do at every door, with the catalogue's real caches: nothing is switched on or off by anybody.</summary>
public sealed class RightsInTimeTests : IAsyncLifetime
{
    private static readonly Caller Auckland = PlaybackHarness.Premium with { Country = "NZ" };
    private static readonly Caller Stockholm = PlaybackHarness.Premium;

    // Friday begins at these moments there and there.
    private static readonly DateTimeOffset FridayInAuckland = new(2026, 11, 26, 11, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset FridayInStockholm = new(2026, 11, 26, 23, 0, 0, TimeSpan.Zero);

    private readonly PlaybackHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task An_embargoed_release_opens_at_every_door_at_its_minute_in_the_listener_s_market_whole_and_not_before()
    {
        var release = TestReleases.New(tracks: 3);
        release = release with { Tracks = [.. release.Tracks.Select(track => track with { Rights = [From("NZ", FridayInAuckland), From("SE", FridayInStockholm)] })] };
        await _harness.PublishAsync(release);
        var instance = _harness.AnotherInstance();

        await DoorsAsync(FridayInAuckland.AddMilliseconds(-1), auckland: false, stockholm: false);
        await DoorsAsync(FridayInAuckland, auckland: true, stockholm: false);
        await DoorsAsync(FridayInStockholm.AddMilliseconds(-1), auckland: true, stockholm: false);
        await DoorsAsync(FridayInStockholm, auckland: true, stockholm: true);

        async Task DoorsAsync(DateTimeOffset moment, bool auckland, bool stockholm)
        {
            _harness.Clock.Now = moment;
            foreach (var track in release.Tracks)
            {
                await PlaysAsync(track.Id, Auckland, auckland);
                await PlaysAsync(track.Id, Stockholm, stockholm);
            }

            foreach (var (caller, isOpen) in (IEnumerable<(Caller, bool)>)[(Auckland, auckland), (Stockholm, stockholm)])
            {
                var album = await _harness.AlbumAsync(release.Album.Id, caller);
                album.Body.GetProperty("tracks").GetProperty("items").EnumerateArray().Select(track => track.GetProperty("is_playable").GetBoolean()).ShouldAllBe(one => one == isOpen);
            }

            string[] open = [.. auckland ? (string[])["NZ"] : [], .. stockholm ? (string[])["SE"] : []];
            var found = await SearchAsync([new SearchKey(SearchKind.Album, release.Album.Id), .. release.Tracks.Select(track => new SearchKey(SearchKind.Track, track.Id))]);
            found.Select(item => item.Document?.Markets ?? []).ShouldAllBe(markets => markets.SequenceEqual(open));
            found.Select(item => item.ChangesAt).Distinct().ShouldHaveSingleItem().ShouldBe(!auckland ? FridayInAuckland : !stockholm ? FridayInStockholm : null);
        }

        async Task PlaysAsync(string track, Caller caller, bool isOpen)
        {
            var answer = await _harness.StreamAsync(track, "", caller, instance);
            if (isOpen)
                answer.Status.ShouldBe(200);
            else
                answer.Reason.ShouldBe("NOT_YET_RELEASED");
        }
    }

    [Fact]
    public async Task A_purge_stops_playback_at_once_where_it_was_done_and_within_a_minute_everywhere()
    {
        var release = TestReleases.New(tracks: 2);
        await _harness.PublishAsync(release);
        var here = new GetStreamUrl(new StreamAuthoriser(_harness.CatalogHarness.Catalog, new PlaybackUrlSigner(new MediaUrls(new(_harness.Accounts, _harness.Clock), _harness.Clock)), _harness.CatalogHarness.Metrics, _harness.Clock));
        var elsewhere = _harness.AnotherInstance();
        foreach (var instance in (GetStreamUrl[])[here, elsewhere])
            (await _harness.StreamAsync(release.Tracks[0].Id, "", Stockholm, instance)).Status.ShouldBe(200);

        await PurgeAsync(release.Album);

        (await _harness.StreamAsync(release.Tracks[0].Id, "", Stockholm, here)).Reason.ShouldBe("TAKEN_DOWN");
        (await _harness.StreamAsync(release.Tracks[1].Id, "", Auckland, here)).Reason.ShouldBe("TAKEN_DOWN");
        // A listener who asks all the time keeps the other instance's cache warm, which must not keep the music alive.
        for (var second = 0; second < 60; second++)
        {
            _harness.Clock.Advance(TimeSpan.FromSeconds(1));
            await _harness.StreamAsync(release.Tracks[0].Id, "", Stockholm, elsewhere);
        }

        (await _harness.StreamAsync(release.Tracks[0].Id, "", Stockholm, elsewhere)).Reason.ShouldBe("TAKEN_DOWN");
        var found = await SearchAsync([new SearchKey(SearchKind.Track, release.Tracks[0].Id), new SearchKey(SearchKind.Album, release.Album.Id)]);
        found.ShouldAllBe(item => item.Document == null && item.ChangesAt == null);
        (await _harness.AlbumAsync(release.Album.Id)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_label_cannot_purge_what_is_another_s()
    {
        var release = TestReleases.New();
        await _harness.PublishAsync(release);
        (await PurgeAsync(release.Album, label: "label-b")).Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.IsrcConflict);
        (await _harness.StreamAsync(release.Tracks[0].Id)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task A_purge_that_names_recordings_alone_ends_the_rights_of_these()
    {
        var release = TestReleases.New(tracks: 2);
        await _harness.PublishAsync(release);
        await PurgeAsync(release.Album, isrcs: [release.Tracks[0].Isrc]);
        (await _harness.StreamAsync(release.Tracks[0].Id)).Reason.ShouldBe("TAKEN_DOWN");
        (await _harness.StreamAsync(release.Tracks[1].Id)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task An_older_message_never_takes_the_place_of_a_newer_one()
    {
        var release = TestReleases.New();
        await _harness.PublishAsync(release with { Album = release.Album with { Edition = "2" } });
        (await Publish("v2", "1")).ShouldBe(PublishOutcome.Superseded);
        (await Publish("v3", "2")).ShouldBe(PublishOutcome.Published);
        (await Publish("v4", "")).ShouldBe(PublishOutcome.Published);
        (await Publish("v5", "1")).ShouldBe(PublishOutcome.Superseded);
        (await Publish("v6", "3")).ShouldBe(PublishOutcome.Published);

        Task<PublishOutcome> Publish(string version, string edition)
        {
            var next = release.Next(version, album => album with { Edition = edition });
            return _harness.CatalogHarness.AnotherInstance().PublishAsync(next.Album, next.Tracks);
        }
    }

    private static RightsGrant From(string market, DateTimeOffset moment) => new() { Markets = [market], Tiers = ["free", "premium"], Uses = ["stream"], From = moment };

    private async Task<PublishResult> PurgeAsync(Album album, string label = "label-a", IReadOnlyList<string>? isrcs = null)
    {
        var store = new DeliveryStore(_harness.CatalogHarness.Store);
        var run = new IngestInput(label, "b1", "", "run1", "R1", $"{label}/b1/R1/R1.xml", "batch1");
        var header = new MessageHeader("P1", _harness.Clock.Now, "PADPIDA2013042401U", "PADPIDA2009101501Y", false, "ern/43");
        var purge = new PurgeRelease(header, isrcs is null ? album.Upc : null, null, isrcs ?? []);
        await store.SaveManifestAsync(run, "", new DeliveredMessage(null, [], purge), CancellationToken.None);
        return await new Withdrawal(store, _harness.CatalogHarness.Catalog, _harness.Clock).WithdrawAsync(run, CancellationToken.None);
    }

    private Task<IReadOnlyList<SearchItem>> SearchAsync(IReadOnlyList<SearchKey> keys) =>
        new SearchSource(_harness.CatalogHarness.AnotherInstance(), new NoPopularity(), _harness.Clock).ReadAsync(keys, CancellationToken.None);

    private sealed class NoPopularity : IPopularity
    {
        public ValueTask<IReadOnlyDictionary<string, int>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default) =>
            new(new Dictionary<string, int>());
    }
}
