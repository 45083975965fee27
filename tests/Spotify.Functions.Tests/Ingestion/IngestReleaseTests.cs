using Azure;
using Azure.Storage.Blobs;
using Shouldly;
using Spotify.Core;
using Spotify.Core.Ingestion;
using Spotify.Core.Playback;
using Spotify.Functions.Ingestion;
using Spotify.Functions.Platform.Blobs;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion;

public sealed class IngestReleaseTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    // Ten progressive renditions, five rungs for HTTP Live Streaming, and where those are cut.
    private const int FilesOfTrack = 18;

    [Fact]
    public async Task A_delivered_release_is_published_whole_and_acknowledged()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var release = new TestRelease("01.wav", "02.wav");
        var batch = await harness.UploadAsync(release);
        (await harness.Deliveries.FindAsync(harness.Label, batch, default))!.Status.ShouldBe(DeliveryState.AwaitingUpload);

        (await harness.RunAsync(batch)).Status.ShouldBe(DeliveryStatus.Accepted);

        var answer = await harness.AcknowledgementAsync(batch);
        answer!.Status.ShouldBe(DeliveryStatus.Accepted);
        answer.Tracks.Select(track => track.Track).ShouldBe([release.TrackId(0), release.TrackId(1)]);
        var published = await harness.Catalog.FindTrackAsync(release.TrackId(1));
        published!.Album.Upc.ShouldBe(release.Upc);
        published.Track.Audio.DurationMs.ShouldBe(1000);
        published.Track.Audio.Renditions.Count.ShouldBe(10);
        (await harness.AudioBlobsAsync(release.TrackId(1))).Count.ShouldBe(FilesOfTrack);
        var hls = published.Track.Audio.Hls!;
        hls.Rungs.Select(rung => rung.BitrateKbps).Take(4).ShouldBe([24, 96, 160, 256]);
        foreach (var blob in hls.Rungs.Select(rung => rung.Blob).Append(hls.IndexBlob))
            (await harness.Blobs.Container(BlobContainers.Audio).GetBlobClient(blob).ExistsAsync()).Value.ShouldBeTrue(blob);
        foreach (var rendition in published.Track.Audio.Renditions)
        {
            var properties = (await harness.Blobs.Container(BlobContainers.Audio).GetBlobClient(rendition.Blob).GetPropertiesAsync()).Value;
            properties.ContentLength.ShouldBe(rendition.Bytes);
            properties.ContentType.ShouldBe(rendition.Format switch
            {
                AudioFormat.Ogg => "audio/ogg",
                AudioFormat.Aac => "audio/mp4",
                AudioFormat.Mp3 => "audio/mpeg",
                _ => "audio/flac",
            });
            properties.CacheControl.ShouldContain("immutable");
        }

        var progress = await harness.Deliveries.FindAsync(harness.Label, batch, default);
        progress!.Status.ShouldBe(DeliveryState.Accepted);
        progress.Tracks.ShouldAllBe(track => track.Stage == TrackStage.Published);
        progress.Acknowledgement.ShouldNotBeNull();
        (await harness.Deliveries.FindAsync("other", batch, default)).ShouldBeNull();
        Directory.EnumerateFiles(harness.WorkFolder, "*", SearchOption.AllDirectories).Select(Path.GetExtension).ShouldBe([".lock"]);
    }

    [Fact]
    public async Task Bad_tracks_are_refused_by_name_and_the_rest_is_published()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite, new KeyValuePair<string, string?>("Ingestion:MaxFileBytes", "300000"));
        var release = new TestRelease("good.wav");
        release.Add("empty.wav", []);
        release.Add("text.wav", "This is a text and no sound."u8.ToArray());
        release.Add("hash.wav", TestRelease.Tone(500, 1));
        release.Track(3)["sha256"] = new string('0', 64);
        release.Add("missing.wav", TestRelease.Tone(510, 1));
        release.Files.Remove("missing.wav");
        release.Add("silent.wav", TestRelease.Tone(520, 1, level: 0));
        release.Add("none.wav", TestRelease.Tone(530, 0));
        release.Add("cut.wav", TestRelease.Tone(540, 1)[..50_000]);
        release.Add("../../etc/passwd", TestRelease.Tone(550, 1));
        release.Files.Remove("../../etc/passwd");
        release.Add("large.wav", TestRelease.Tone(560, 3.3));
        release.Files["large.wav"] = TestRelease.Tone(560, 4);
        release.Add("again.wav", release.Files["good.wav"]);

        var (batch, container) = ("own-batch", harness.Blobs.Container(BlobContainers.Deliveries));
        foreach (var (name, bytes) in release.Files)
            await container.GetBlobClient($"{harness.Label}/{batch}/{name}").UploadAsync(BinaryData.FromBytes(bytes));
        var answer = await harness.DeliverAsync(release, batch);

        answer!.Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        answer.Tracks.ToDictionary(track => track.File, track => track.Reasons.SingleOrDefault()?.Code).ShouldBe(
            new Dictionary<string, ReasonCode?>
            {
                ["good.wav"] = null,
                ["empty.wav"] = ReasonCode.EmptyFile,
                ["text.wav"] = ReasonCode.NotAudio,
                ["hash.wav"] = ReasonCode.HashMismatch,
                ["missing.wav"] = ReasonCode.FileMissing,
                ["silent.wav"] = ReasonCode.NoAudio,
                ["none.wav"] = ReasonCode.NoAudio,
                ["cut.wav"] = ReasonCode.Truncated,
                ["../../etc/passwd"] = ReasonCode.UnsafeName,
                ["large.wav"] = ReasonCode.TooLarge,
                ["again.wav"] = ReasonCode.DuplicateAudio,
            },
            ignoreOrder: true);
        var blob = harness.Blobs.Container(BlobContainers.Acknowledgements).GetBlobClient($"{harness.Label}/{batch}.json");
        (await blob.DownloadContentAsync()).Value.Content.ToString().ShouldContain("\"status\":\"partly_accepted\"");
        (await blob.DownloadContentAsync()).Value.Content.ToString().ShouldContain("{\"code\":\"HASH_MISMATCH\",\"detail\":");
        (await harness.Catalog.FindTrackAsync(release.TrackId(0))).ShouldNotBeNull();
        (await harness.Catalog.FindTrackAsync(release.TrackId(1))).ShouldBeNull();
        (await harness.Catalog.FindAlbumAsync(answer.Release.Album!))!.Tracks.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"release\":{}}")]
    public async Task A_manifest_that_is_not_valid_rejects_the_batch(string manifest)
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        await harness.Blobs.Container(BlobContainers.Deliveries).GetBlobClient($"{harness.Label}/b1/release.json").UploadAsync(BinaryData.FromString(manifest));
        (await harness.RunAsync("b1")).Status.ShouldBe(DeliveryStatus.Rejected);
        var answer = await harness.AcknowledgementAsync("b1");
        answer!.Release.Reasons.ShouldContain(reason => reason.Code == ReasonCode.InvalidManifest);
        (await harness.Deliveries.FindAsync(harness.Label, "b1", default))!.Status.ShouldBe(DeliveryState.Rejected);
    }

    [Fact]
    public async Task The_same_manifest_twice_is_answered_once_and_the_same_release_in_another_batch_is_a_duplicate()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var release = new TestRelease("01.wav");
        var batch = await harness.UploadAsync(release);
        await harness.RunAsync(batch);
        var first = await harness.AcknowledgementAsync(batch);

        await harness.UploadAsync(release, batch);
        var (status, called) = await harness.RunAsync(batch);
        status.ShouldBeNull();
        called.ShouldBe([nameof(ReadManifest)]);
        (await harness.AcknowledgementAsync(batch))!.Tracks.ShouldBe(first!.Tracks, new AsJson());

        var again = await harness.DeliverAsync(release);
        again!.Status.ShouldBe(DeliveryStatus.Rejected);
        again.Release.Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.DuplicateDelivery);
        (await harness.AudioBlobsAsync(release.TrackId(0))).Count.ShouldBe(FilesOfTrack);
        (await harness.Catalog.FindTrackAsync(release.TrackId(0))).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_changed_release_with_the_same_UPC_is_an_update_that_keeps_its_ids()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var release = new TestRelease("01.wav");
        await harness.DeliverAsync(release);
        release.Track(0)["title"] = "Another title";
        (await harness.DeliverAsync(release))!.Status.ShouldBe(DeliveryStatus.Accepted);
        (await harness.Catalog.FindTrackAsync(release.TrackId(0)))!.Track.Title.ShouldBe("Another title");
    }

    [Fact]
    public async Task Audio_that_an_update_replaces_goes_once_the_signed_addresses_have_run_out()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var release = new TestRelease("01.wav", "02.wav");
        await harness.DeliverAsync(release);
        var old = await harness.AudioBlobsAsync(release.TrackId(0));
        release.Replace(0, TestRelease.Tone(512, 1));
        var batch = await harness.UploadAsync(release);
        var during = new List<string>();
        harness.Before = step =>
        {
            if (step == nameof(DiscardReplacedAudio))
                during = harness.AudioBlobsAsync(release.TrackId(0)).GetAwaiter().GetResult();
        };

        (await harness.RunAsync(batch)).Called[^3..].ShouldBe([nameof(AcknowledgeDelivery), "wait 75 min", nameof(DiscardReplacedAudio)]);

        during.Count.ShouldBe(2 * FilesOfTrack);
        old.Except(during).ShouldBeEmpty();
        var left = await harness.AudioBlobsAsync(release.TrackId(0));
        left.Count.ShouldBe(FilesOfTrack);
        left.Intersect(old).ShouldBeEmpty();
        (await harness.AudioBlobsAsync(release.TrackId(1))).Count.ShouldBe(FilesOfTrack);
    }

    [Fact]
    public async Task Replaced_audio_stays_where_listeners_have_it_again_or_another_run_has_just_written_it()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var release = new TestRelease("01.wav");
        await harness.DeliverAsync(release);
        var version = new AudioVersion(release.TrackId(0), (string)release.Track(0)["sha256"]!);
        await harness.DiscardReplacedAsync(version, DateTime.UtcNow.AddMinutes(1));
        (await harness.AudioBlobsAsync(version.TrackId)).Count.ShouldBe(FilesOfTrack);

        release.Replace(0, TestRelease.Tone(512, 1));
        harness.Before = step =>
        {
            if (step == nameof(DiscardReplacedAudio))
                throw new TransientException("left to this test");
        };
        await harness.DeliverAsync(release);
        await harness.DiscardReplacedAsync(version, DateTime.UtcNow.AddMinutes(-10));
        (await harness.AudioBlobsAsync(version.TrackId)).Count.ShouldBe(2 * FilesOfTrack);
        await harness.DiscardReplacedAsync(version, DateTime.UtcNow.AddMinutes(1));
        (await harness.AudioBlobsAsync(version.TrackId)).Count.ShouldBe(FilesOfTrack);
    }

    [Fact]
    public async Task Another_labels_UPC_and_ISRC_are_conflicts()
    {
        await using var owner = await DeliveryHarness.StartAsync(azurite);
        var release = new TestRelease("01.wav");
        await owner.DeliverAsync(release);
        await using var thief = new OtherLabel(owner);
        (await thief.DeliverAsync(release)).Release.Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.IsrcConflict);

        var other = new TestRelease("x.wav", "y.wav");
        other.Track(0)["isrc"] = release.Track(0)["isrc"]!.DeepClone();
        var answer = await thief.DeliverAsync(other);
        answer.Status.ShouldBe(DeliveryStatus.PartlyAccepted);
        answer.Tracks[0].Reasons.ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.IsrcConflict);
        (await owner.Catalog.FindTrackAsync(release.TrackId(0)))!.Track.LabelId.ShouldBe(owner.Label);
    }

    [Fact]
    public async Task What_a_retry_mends_nobody_notices()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var failures = new HashSet<string>();
        harness.Before = step =>
        {
            lock (failures)
            {
                if (failures.Add(step))
                    throw new TransientException("once");
            }
        };
        (await harness.DeliverAsync(new TestRelease("01.wav")))!.Status.ShouldBe(DeliveryStatus.Accepted);
        failures.Count.ShouldBeGreaterThan(3);
    }

    [Theory]
    [InlineData(nameof(ProcessTrack))]
    [InlineData(nameof(PublishRelease))]
    public async Task What_no_retry_mends_is_told_and_kept_leaves_nothing_behind_and_goes_well_when_an_operator_has_it_run_again(string failing)
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var release = new TestRelease("01.wav");
        harness.Before = step =>
        {
            if (step == failing)
                throw new TransientException("always");
        };
        var batch = await harness.UploadAsync(release);
        var answer = await harness.DeliverAsync(release, batch);
        answer!.Status.ShouldBe(DeliveryStatus.Rejected);
        answer.Release.Reasons.Concat(answer.Tracks[0].Reasons).ShouldHaveSingleItem().Code.ShouldBe(ReasonCode.ProcessingFailed);
        (await harness.AudioBlobsAsync(release.TrackId(0))).ShouldBeEmpty();
        var failed = (await harness.Failures.FindAsync(harness.Label, batch, default))!.Steps.ShouldHaveSingleItem();
        (failed.Step, failed.Tries, failed.ErrorType, failed.Message).ShouldBe((failing, 5, typeof(TransientException).FullName, "always"));

        harness.Before = _ => { };
        await harness.Replays.ResetAsync(harness.Label, batch, failed.Run, default);
        (await harness.RunAsync(batch)).Status.ShouldBe(DeliveryStatus.Accepted);
        (await harness.Catalog.FindTrackAsync(release.TrackId(0))).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(1400, 1400, null)]
    [InlineData(640, 640, null, "640 x 640 pixels; 1400 x 1400 or more are wanted")]
    [InlineData(1450, 1400, null, "1450 x 1400 pixels; its middle is shown")]
    [InlineData(639, 640, ReasonCode.CoverUnusable)]
    [InlineData(1600, 1400, ReasonCode.CoverUnusable)]
    public async Task A_cover_is_stored_in_three_sizes_with_a_warning_where_it_should_be_better_or_named_unusable_and_spoils_nothing(int width, int height, ReasonCode? code, string? warning = null)
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        using var kit = new Media.MediaKit();
        kit.Make("cover.png", "-f", "lavfi", "-i", $"testsrc=s={width}x{height}:d=1", "-frames:v", "1");
        var release = new TestRelease("01.wav");
        release.Manifest["release"]!["cover"] = "cover.png";
        release.Files["cover.png"] = File.ReadAllBytes(kit.Path("cover.png"));
        var answer = await harness.DeliverAsync(release);
        answer!.Status.ShouldBe(DeliveryStatus.Accepted);
        (answer.Release.Reasons.SingleOrDefault()?.Code).ShouldBe(code);
        answer.Release.Warnings.Count.ShouldBe(warning is null ? 0 : 1);
        if (warning is not null)
            answer.Release.Warnings[0].ShouldContain(warning);
        var cover = (await harness.Catalog.FindAlbumAsync(answer.Release.Album!))!.CoverBlob;
        (cover is null).ShouldBe(code is not null);
        if (cover is not null)
        {
            foreach (var size in (string[])["640.jpg", "300.jpg", "64.jpg"])
            {
                var image = await harness.Blobs.Container(BlobContainers.Images).GetBlobClient(cover.Replace("640.jpg", size, StringComparison.Ordinal)).DownloadContentAsync();
                SizeOf(image.Value.Content.ToArray()).ShouldBe((int.Parse(size[..^4], System.Globalization.CultureInfo.InvariantCulture), int.Parse(size[..^4], System.Globalization.CultureInfo.InvariantCulture)));
            }
        }
    }

    [Fact]
    public async Task Deliveries_are_listed_newest_first_page_by_page()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var batches = new List<string>();
        for (var i = 0; i < 5; i++)
            batches.Add((await harness.Deliveries.OpenAsync(harness.Label, [new DeliveryFile("release.json", 1)], default)).Delivery!.Batch);
        var first = await harness.Deliveries.ListAsync(harness.Label, 3, null, default);
        var second = await harness.Deliveries.ListAsync(harness.Label, 3, first.Next, default);
        first.Items.Concat(second.Items).Select(item => item.Batch).ShouldBe(batches.OrderDescending(StringComparer.Ordinal));
        second.Next.ShouldBeNull();
        (await harness.Deliveries.ListAsync("someone-else", 3, null, default)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_upload_address_writes_its_one_blob_and_reads_none()
    {
        await using var harness = await DeliveryHarness.StartAsync(azurite);
        var (opened, _) = await harness.Deliveries.OpenAsync(harness.Label, [new DeliveryFile("a.wav", 3), new DeliveryFile("release.json", 1)], default);
        var address = opened!.Uploads[0].Url;
        await new BlobClient(address).UploadAsync(BinaryData.FromString("abc"));
        (await Should.ThrowAsync<RequestFailedException>(() => new BlobClient(address).DownloadContentAsync())).Status.ShouldBe(403);
        (await Should.ThrowAsync<RequestFailedException>(() => new BlobClient(address).DeleteAsync())).Status.ShouldBe(403);
        var other = new UriBuilder(address) { Path = address.AbsolutePath.Replace("a.wav", "b.wav", StringComparison.Ordinal) }.Uri;
        (await Should.ThrowAsync<RequestFailedException>(() => new BlobClient(other).UploadAsync(BinaryData.FromString("abc")))).Status.ShouldBe(403);
    }

    // A baseline JPEG's frame header: marker, length, precision, height, width.
    private static (int Width, int Height) SizeOf(byte[] jpeg)
    {
        var at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        return ((jpeg[at + 7] << 8) | jpeg[at + 8], (jpeg[at + 5] << 8) | jpeg[at + 6]);
    }

    private sealed class AsJson : IEqualityComparer<TrackAcknowledgement>
    {
        public bool Equals(TrackAcknowledgement? x, TrackAcknowledgement? y) =>
            System.Text.Json.JsonSerializer.Serialize(x) == System.Text.Json.JsonSerializer.Serialize(y);

        public int GetHashCode(TrackAcknowledgement obj) => 0;
    }

    /// <summary>A second label over the first one's stores.</summary>
    private sealed class OtherLabel(DeliveryHarness harness) : IAsyncDisposable
    {
        public async Task<Acknowledgement> DeliverAsync(TestRelease release)
        {
            var own = harness.Label;
            harness.Label = own + "x";
            try
            {
                return (await harness.DeliverAsync(release))!;
            }
            finally
            {
                harness.Label = own;
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
