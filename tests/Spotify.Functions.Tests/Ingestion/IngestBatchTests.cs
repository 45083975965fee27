using Shouldly;
using Spotify.Core.Ingestion;
using Spotify.Core.Ingestion.Ddex;
using Spotify.Core.Playback;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Platform.Blobs;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion;

/// <summary>Batches of DDEX messages on the storage emulator with the real encoder: what becomes of them, and what later messages do to what is published.</summary>
public sealed class IngestBatchTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_batch_of_two_releases_is_published_and_answered_once_for_all_in_both_shapes()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var (one, two) = (TestMessage.New("A1", 2), TestMessage.New("A2") with { MessageId = "M2", Title = "The other" });
        var batch = await harness.UploadBatchAsync(Merge(one.Files(), two.Files()));

        var (status, called) = await harness.RunBatchAsync(batch);

        status.ShouldBe(DeliveryStatus.Accepted);
        called.Count(step => step == nameof(IngestRelease)).ShouldBe(2);
        called[^1].ShouldBe(nameof(AcknowledgeBatch));
        var answer = (await harness.AcknowledgementAsync(batch))!;
        answer.Releases!.Select(release => (release.Folder, release.MessageId, release.Status)).ShouldBe([("A1", "M1", DeliveryStatus.Accepted), ("A2", "M2", DeliveryStatus.Accepted)]);
        answer.Tracks.Select(track => track.Track).ShouldBe([one.TrackId(0), one.TrackId(1), two.TrackId(0)]);
        answer.Releases![1].Album.ShouldBe(two.AlbumId);
        (await harness.FormalAcknowledgementAsync(batch, "A1")).ShouldContain("FileOK");
        (await harness.FormalAcknowledgementAsync(batch, "A2")).ShouldContain("FileOK");
        foreach (var id in (string[])[one.TrackId(0), one.TrackId(1), two.TrackId(0)])
            (await harness.Catalog.FindTrackAsync(id))!.Track.Audio.Renditions.Count.ShouldBe(10);

        var progress = (await harness.Deliveries.FindAsync(harness.Label, batch, default))!;
        progress.Status.ShouldBe(DeliveryState.Accepted);
        progress.Counts.ShouldBe(new DeliveryCounts(2, 2, 3, 0, 0, 0, 0, 0, 3, 0));
        progress.Releases.Select(release => (release.Folder, release.Title, release.Tracks.Count)).ShouldBe([("A1", "A release", 2), ("A2", "The other", 1)]);
        progress.Acknowledgement!.Releases!.Count.ShouldBe(2);
        (await harness.Deliveries.ListAsync(harness.Label, 20, null, default)).Items.ShouldHaveSingleItem().Counts.Published.ShouldBe(3);
        (await harness.Deliveries.FindAsync("somebody-else", batch, default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_bad_release_spoils_nothing_else()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var good = TestMessage.New("good", 2);
        var wrong = TestMessage.New("wrong");
        wrong = wrong with { Sounds = [wrong.Sounds[0] with { Md5 = new string('0', 32) }] };
        good = good with { Sounds = [good.Sounds[0], good.Sounds[1] with { Bytes = null, Md5 = null }] };
        var files = Merge(good.Files(), wrong.Files(), new Dictionary<string, byte[]> { ["broken/broken.xml"] = "<"u8.ToArray(), ["empty/readme.txt"] = [1] });

        var answer = await harness.DeliverBatchAsync(files);

        answer.Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        answer.Releases!.ToDictionary(release => release.Folder, release => release.Status).ShouldBe(
            new Dictionary<string, DeliveryStatus>
            {
                ["broken"] = DeliveryStatus.Rejected,
                ["empty"] = DeliveryStatus.Rejected,
                ["good"] = DeliveryStatus.PartlyAccepted,
                ["wrong"] = DeliveryStatus.Rejected,
            },
            ignoreOrder: true);
        Of("broken").Reasons.ShouldContain(reason => reason.Code == ReasonCode.InvalidManifest);
        Of("empty").Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.FileMissing);
        Of("wrong").Tracks.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.HashMismatch);
        Of("good").Tracks.Select(track => track.Reasons.SingleOrDefault()?.Code).ShouldBe([null, ReasonCode.FileMissing]);
        (await harness.Catalog.FindAlbumAsync(good.AlbumId))!.Tracks.Count.ShouldBe(1);

        BatchRelease Of(string folder) => answer.Releases!.Single(release => release.Folder == folder);
    }

    [Fact]
    public async Task A_release_that_breaks_off_on_our_side_is_told_and_the_others_go_on()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var (one, two) = (TestMessage.New("A1"), TestMessage.New("A2"));
        harness.BeforeInput = (step, input) =>
        {
            if (step == nameof(AcknowledgeDelivery) && input is AcknowledgeInput { Delivery.Folder: "A1" })
                throw new Core.TransientException("always");
        };
        var answer = await harness.DeliverBatchAsync(Merge(one.Files(), two.Files()));
        answer.Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        answer.Releases![0].Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.ProcessingFailed);
        answer.Releases![1].Status.ShouldBe(DeliveryStatus.Accepted);
    }

    [Fact]
    public async Task A_batch_with_no_release_is_refused()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var answer = await harness.DeliverBatchAsync(new Dictionary<string, byte[]>());
        answer.Status.ShouldBe(DeliveryStatus.Rejected);
        answer.Release.Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.InvalidManifest);
        answer.Releases.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_update_of_words_and_deals_keeps_ids_and_audio_and_needs_no_file()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var first = TestMessage.New(sounds: 2);
        await harness.DeliverBatchAsync(first.Files());
        var before = await harness.AudioVersionsAsync(first.TrackId(0));

        var second = first.Next() with { Title = "A better title" };
        second = second with { Sounds = [second.Sounds[0] with { Title = "Renamed" }, second.Sounds[1] with { Md5 = null }] };
        (await harness.DeliverBatchAsync(second.Files(withSounds: false))).Status.ShouldBe(DeliveryStatus.Accepted);

        var track = (await harness.Catalog.FindTrackAsync(first.TrackId(0)))!;
        track.Album.Title.ShouldBe("A better title");
        track.Track.Title.ShouldBe("Renamed");
        track.Album.Tracks.Count.ShouldBe(2);
        (await harness.AudioVersionsAsync(first.TrackId(0))).ShouldBe(before);
    }

    [Fact]
    public async Task New_audio_replaces_the_old_under_the_same_id()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var first = TestMessage.New(sounds: 2);
        await harness.DeliverBatchAsync(first.Files());
        var old = await harness.AudioBlobsAsync(first.TrackId(0));
        var second = first.Next();
        second = second with { Sounds = [new TestSound(second.Sounds[0].Isrc, "Track 1", "resources/new.wav", TestRelease.Tone(777, 1)), second.Sounds[1]] };
        var batch = await harness.UploadBatchAsync(second.Files());

        (await harness.RunBatchAsync(batch)).Called[^3..].ShouldBe([nameof(AcknowledgeBatch), "wait 75 min", nameof(DiscardReplacedAudio)]);

        var left = await harness.AudioBlobsAsync(first.TrackId(0));
        left.Count.ShouldBe(DeliveryHarness.FilesOfTrack);
        left.Intersect(old).ShouldBeEmpty();
        (await harness.Catalog.FindTrackAsync(first.TrackId(0)))!.Track.Audio.Renditions.ShouldAllBe(rendition => left.Contains(rendition.Blob));
    }

    [Fact]
    public async Task A_track_whose_new_file_cannot_be_used_keeps_the_audio_that_listeners_have_until_a_better_one_comes()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var first = TestMessage.New(sounds: 2);
        await harness.DeliverBatchAsync(first.Files());
        var old = await harness.AudioVersionsAsync(first.TrackId(0));
        var second = first.Next() with { Title = "New words" };
        second = second with { Sounds = [new TestSound(second.Sounds[0].Isrc, "Renamed", "resources/new.wav", "no audio"u8.ToArray()), second.Sounds[1]] };

        var answer = await harness.DeliverBatchAsync(second.Files());

        answer.Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        answer.Tracks[0].Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.NotAudio);
        answer.Releases!.ShouldHaveSingleItem().Note.ShouldNotBeNull().ShouldContain("keep the audio");
        var track = (await harness.Catalog.FindTrackAsync(first.TrackId(0)))!;
        (track.Album.Title, track.Track.Title, track.Album.Tracks.Count).ShouldBe(("New words", "Renamed", 2));
        (await harness.AudioVersionsAsync(first.TrackId(0))).ShouldBe(old);

        var third = second.Next() with { Sounds = [new TestSound(second.Sounds[0].Isrc, "Renamed", "resources/new.wav", TestRelease.Tone(777, 1)), second.Sounds[1]] };
        (await harness.DeliverBatchAsync(third.Files())).Status.ShouldBe(DeliveryStatus.Accepted);
        (await harness.AudioVersionsAsync(first.TrackId(0))).ShouldNotBe(old);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_count_in_the_order_in_which_they_were_made_whenever_they_arrive(bool inOneBatch)
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var old = TestMessage.New("Z-old");
        var young = old.Next() with { Folder = "A-young", Title = "The last word" };
        if (inOneBatch)
        {
            var answer = await harness.DeliverBatchAsync(Merge(old.Files(), young.Files()));
            answer.Releases!.ShouldAllBe(release => release.Status == DeliveryStatus.Accepted && release.Note == null);
        }
        else
        {
            await harness.DeliverBatchAsync(young.Files());
            var answer = await harness.DeliverBatchAsync(old.Files());
            answer.Status.ShouldBe(DeliveryStatus.Accepted);
            answer.Release.Note.ShouldNotBeNull().ShouldContain("is newer and holds");
            answer.Release.Reasons.ShouldBeEmpty();
        }

        (await harness.Catalog.FindAlbumAsync(old.AlbumId))!.Title.ShouldBe("The last word");
        (await harness.AudioBlobsAsync(old.TrackId(0))).Count.ShouldBe(DeliveryHarness.FilesOfTrack);
    }

    [Fact]
    public async Task The_same_message_twice_changes_nothing()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var message = TestMessage.New();
        var batch = await harness.UploadBatchAsync(message.Files());
        await harness.RunBatchAsync(batch);
        var version = (await harness.Catalog.FindAlbumAsync(message.AlbumId))!.ReleaseVersion;

        await harness.DeliverBatchAsync(message.Files(), batch, complete: null);
        (await harness.AcknowledgementAsync(batch))!.Status.ShouldBe(DeliveryStatus.Accepted);
        var elsewhere = await harness.DeliverBatchAsync(message.Files());
        elsewhere.Status.ShouldBe(DeliveryStatus.Rejected);
        elsewhere.Release.Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DuplicateDelivery);
        (await harness.Catalog.FindAlbumAsync(message.AlbumId))!.ReleaseVersion.ShouldBe(version);
        (await harness.AudioBlobsAsync(message.TrackId(0))).Count.ShouldBe(DeliveryHarness.FilesOfTrack);
    }

    [Fact]
    public async Task A_purge_ends_all_rights_and_a_later_message_brings_the_release_back_with_its_ids()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var message = TestMessage.New();
        await harness.DeliverBatchAsync(message.Files());
        await DecideAsync(RightsDecision.Allowed);

        (await harness.DeliverBatchAsync(message.Next().Purge())).Status.ShouldBe(DeliveryStatus.Accepted);
        await DecideAsync(RightsDecision.TakenDown);
        (await harness.DeliverBatchAsync((message with { MessageId = "M0", CreatedAt = message.CreatedAt.AddSeconds(1) }).Files())).Release.Note.ShouldNotBeNull();
        await DecideAsync(RightsDecision.TakenDown);
        (await harness.Catalog.FindAlbumAsync(message.AlbumId)).ShouldNotBeNull();

        (await harness.DeliverBatchAsync(message.Next(5).Files(withSounds: false))).Status.ShouldBe(DeliveryStatus.Accepted);
        await DecideAsync(RightsDecision.Allowed);

        async Task DecideAsync(RightsDecision expected) => Rights.Decide(
            (await harness.Catalog.FindTrackAsync(message.TrackId(0)))!.Track.Rights, "SE", Tier.Premium, RightsUse.Stream, DateTimeOffset.UtcNow).ShouldBe(expected);
    }

    [Fact]
    public async Task A_purge_that_comes_before_its_release_keeps_it_away()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var message = TestMessage.New();
        var purge = await harness.DeliverBatchAsync(message.Next().Purge());
        purge.Status.ShouldBe(DeliveryStatus.Accepted);
        purge.Release.Note.ShouldNotBeNull();
        (await harness.DeliverBatchAsync(message.Files())).Release.Note.ShouldNotBeNull();
        (await harness.Catalog.FindAlbumAsync(message.AlbumId)).ShouldBeNull();
        (await harness.AudioBlobsAsync(message.TrackId(0))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_without_a_deal_is_refused_at_first_and_takes_down_what_is_published()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var message = TestMessage.New() with { StreamsFrom = null };
        (await harness.DeliverBatchAsync(message.Files())).Release.Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.NoDeal);
        var dealt = message.Next() with { StreamsFrom = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero) };
        await harness.DeliverBatchAsync(dealt.Files());

        (await harness.DeliverBatchAsync((dealt.Next() with { StreamsFrom = null }).Files(withSounds: false))).Status.ShouldBe(DeliveryStatus.Accepted);

        var rights = (await harness.Catalog.FindTrackAsync(message.TrackId(0)))!.Track.Rights;
        Rights.Decide(rights, "SE", Tier.Free, RightsUse.Stream, DateTimeOffset.UtcNow).ShouldBe(RightsDecision.TakenDown);
    }

    [Fact]
    public async Task A_test_message_is_checked_and_answered_and_publishes_nothing()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var message = TestMessage.New(sounds: 2) with { IsTest = true };
        message = message with { Sounds = [message.Sounds[0], message.Sounds[1] with { Bytes = "no sound"u8.ToArray(), Md5 = null }] };
        var answer = await harness.DeliverBatchAsync(message.Files());
        answer.Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        answer.Release.Note.ShouldNotBeNull().ShouldContain("test");
        answer.Tracks[1].Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.NotAudio);
        (await harness.Catalog.FindAlbumAsync(message.AlbumId)).ShouldBeNull();
        (await harness.AudioBlobsAsync(message.TrackId(0))).ShouldBeEmpty();

        var live = message with { IsTest = false, Sounds = [message.Sounds[0]] };
        await harness.DeliverBatchAsync(live.Files());
        (await harness.DeliverBatchAsync((live.Next() with { IsTest = true }).Purge())).Status.ShouldBe(DeliveryStatus.Accepted);
        (await harness.Catalog.FindTrackAsync(message.TrackId(0)))!.Track.Rights.ShouldAllBe(grant => grant.Until == null);
    }

    [Fact]
    public async Task The_same_file_on_two_releases_is_kept_once_until_the_last_of_them_lets_go()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var single = TestMessage.New("single");
        var album = TestMessage.New("album", 2);
        album = album with { Sounds = [album.Sounds[0] with { Bytes = single.Sounds[0].Bytes, Md5 = single.Sounds[0].Md5 }, album.Sounds[1]] };
        await harness.DeliverBatchAsync(single.Files());
        await harness.DeliverBatchAsync(album.Files());
        (await harness.AudioBlobsAsync(album.TrackId(0))).ShouldBeEmpty();
        var shared = (await harness.Catalog.FindTrackAsync(album.TrackId(0)))!.Track.Audio.Renditions;
        shared.Select(rendition => rendition.Blob).ShouldBe((await harness.Catalog.FindTrackAsync(single.TrackId(0)))!.Track.Audio.Renditions.Select(rendition => rendition.Blob));

        var other = single.Next();
        other = other with { Sounds = [new TestSound(single.Sounds[0].Isrc, "Track 1", "resources/01.wav", TestRelease.Tone(888, 1))] };
        await harness.DeliverBatchAsync(other.Files());
        (await harness.AudioBlobsAsync(single.TrackId(0))).Count.ShouldBe(2 * DeliveryHarness.FilesOfTrack);
        (await harness.Blobs.Container(BlobContainers.Audio).GetBlobClient(shared[0].Blob).ExistsAsync()).Value.ShouldBeTrue();

        var last = album.Next();
        last = last with { Sounds = [other.Sounds[0] with { Isrc = album.Sounds[0].Isrc }, album.Sounds[1]] };
        await harness.DeliverBatchAsync(last.Files());
        (await harness.AudioBlobsAsync(single.TrackId(0))).Count.ShouldBe(DeliveryHarness.FilesOfTrack);
        (await harness.Blobs.Container(BlobContainers.Audio).GetBlobClient(shared[0].Blob).ExistsAsync()).Value.ShouldBeFalse();
    }

    [Fact]
    public async Task An_ISRC_stands_for_one_recording_and_a_remaster_of_a_track_is_an_update()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var first = TestMessage.New();
        first = first with { Sounds = [new TestSound(first.Sounds[0].Isrc, "Track 1", "01.wav", TestSound.Melody(1))] };
        await harness.DeliverBatchAsync(first.Files());
        var second = TestMessage.New();
        second = second with { Sounds = [new TestSound(first.Sounds[0].Isrc, "Track 1", "01.wav", TestSound.Melody(2))] };
        (await harness.DeliverBatchAsync(second.Files())).Tracks.ShouldHaveSingleItem().Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.IsrcConflict);
        (await harness.AudioBlobsAsync(second.TrackId(0))).ShouldBeEmpty();

        var remaster = first.Next() with { Sounds = second.Sounds };
        (await harness.DeliverBatchAsync(remaster.Files())).Status.ShouldBe(DeliveryStatus.Accepted);
        var single = TestMessage.New();
        single = single with { Sounds = [second.Sounds[0] with { Isrc = single.Sounds[0].Isrc }] };
        (await harness.DeliverBatchAsync(single.Files())).Status.ShouldBe(DeliveryStatus.Accepted);
        (await harness.AudioBlobsAsync(single.TrackId(0))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_that_an_operator_has_run_again_mends_what_failed_and_is_answered_anew()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var (one, two) = (TestMessage.New("A1"), TestMessage.New("A2"));
        harness.BeforeInput = (step, input) =>
        {
            if (step == nameof(PublishRelease) && input is PublishInput { Delivery.Folder: "A1" })
                throw new Core.TransientException("always");
        };
        var batch = await harness.UploadBatchAsync(Merge(one.Files(), two.Files()));
        (await harness.RunBatchAsync(batch)).Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        (await harness.AudioBlobsAsync(one.TrackId(0))).ShouldBeEmpty();
        var failed = (await harness.Failures.FindAsync(harness.Label, batch, default))!.Steps.ShouldHaveSingleItem();

        harness.BeforeInput = (_, _) => { };
        await harness.Replays.ResetAsync(harness.Label, batch, failed.Run, default);
        (await harness.RunBatchAsync(batch)).Status.ShouldBe(DeliveryStatus.Accepted);

        (await harness.AcknowledgementAsync(batch))!.Releases!.ShouldAllBe(release => release.Status == DeliveryStatus.Accepted);
        (await harness.Catalog.FindTrackAsync(one.TrackId(0))).ShouldNotBeNull();
        (await harness.Deliveries.FindAsync(harness.Label, batch, default))!.Counts.Published.ShouldBe(2);
    }

    [Fact]
    public async Task Every_step_may_run_twice()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        harness.RunsTwice = true;
        var (one, two) = (TestMessage.New("A1"), TestMessage.New("A2"));
        (await harness.DeliverBatchAsync(Merge(one.Files(), two.Files()))).Status.ShouldBe(DeliveryStatus.Accepted);
        var newer = one.Next();
        newer = newer with { Sounds = [new TestSound(one.Sounds[0].Isrc, "Track 1", "resources/01.wav", TestRelease.Tone(444, 1))] };
        (await harness.DeliverBatchAsync(Merge(newer.Files(), two.Next().Purge()))).Status.ShouldBe(DeliveryStatus.Accepted);
        (await harness.AudioBlobsAsync(one.TrackId(0))).Count.ShouldBe(DeliveryHarness.FilesOfTrack);
        (await harness.Catalog.FindTrackAsync(two.TrackId(0)))!.Track.Rights.ShouldAllBe(grant => grant.Until != null);
    }

    private static Dictionary<string, byte[]> Merge(params IReadOnlyDictionary<string, byte[]>[] files) => files.SelectMany(some => some).ToDictionary(StringComparer.Ordinal);
}
