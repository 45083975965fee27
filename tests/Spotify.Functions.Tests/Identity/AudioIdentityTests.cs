using Shouldly;
using Spotify.Core.Ingestion.Identity;
using Spotify.Functions.Identity;
using Spotify.Functions.Platform.Http;
using Spotify.TestSupport;
using Xunit;
using static Spotify.Functions.Tests.Identity.IdentityHarness;

namespace Spotify.Functions.Tests.Identity;

public sealed class AudioIdentityTests : IAsyncLifetime
{
    private static readonly uint[] Song = Sounds.Of(1);
    private static readonly uint[] Remaster = Sounds.Noisy(Song, 0.01);
    private static readonly uint[] Other = Sounds.Of(2);

    private readonly IdentityHarness _harness = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _harness.DisposeAsync();

    [Fact]
    public async Task A_sound_that_nobody_delivered_is_new()
    {
        await _harness.AddAsync(Track(Isrc(1), Song));
        (await _harness.CheckAsync(Track(Isrc(2), Other))).ShouldBe(IdentityVerdict.New);
    }

    [Fact]
    public async Task The_same_recording_on_another_release_is_the_same_recording()
    {
        await _harness.AddAsync(Track(Isrc(1), Song));
        var verdict = await _harness.CheckAsync(Track(Isrc(1), Remaster, upc: "2"));
        verdict.Kind.ShouldBe(IdentityKind.SameRecording);
        verdict.Tracks.Single().Likeness.ShouldBe(Likeness.Same);
        (await _harness.FlagsAsync("label-a")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.01, Likeness.Same)]
    [InlineData(0.08, Likeness.Likely)]
    public async Task A_known_sound_under_another_isrc_is_told_to_both_labels_and_each_sees_its_own_side(double noise, Likeness likeness)
    {
        var (first, second) = (Track(Isrc(1), Song, "label-a"), Track(Isrc(2), Sounds.Noisy(Song, noise), "label-b", upc: "2"));
        await _harness.AddAsync(first);
        var verdict = await _harness.CheckAsync(second);
        (verdict.Kind, verdict.Tracks.Single().TrackId, verdict.Tracks[0].Likeness).ShouldBe((IdentityKind.KnownAudio, first.TrackId, likeness));
        (await _harness.FlagsAsync("label-b")).ShouldBeEmpty("a look changes nothing");

        await _harness.AddAsync(second);
        await _harness.AddAsync(second);
        var (mine, theirs) = ((await _harness.FlagsAsync("label-a")).Single(), (await _harness.FlagsAsync("label-b")).Single());
        mine.ShouldSatisfyAllConditions(
            flag => flag.Track.ShouldBe(first.TrackId), flag => flag.Isrc.ShouldBe(first.Isrc), flag => flag.OtherLabel.ShouldBe("label-b"),
            flag => flag.OtherTrack.ShouldBeNull(), flag => flag.Likeness.ShouldBe(likeness), flag => flag.Score.ShouldBe(1 - (2 * noise), 0.03));
        theirs.ShouldSatisfyAllConditions(
            flag => flag.Track.ShouldBe(second.TrackId), flag => flag.Isrc.ShouldBe(second.Isrc), flag => flag.OtherLabel.ShouldBe("label-a"), flag => flag.OtherTrack.ShouldBeNull());
    }

    [Fact]
    public async Task A_label_that_has_both_tracks_is_told_of_both()
    {
        await _harness.AddAsync(Track(Isrc(1), Song));
        await _harness.AddAsync(Track(Isrc(2), Remaster, upc: "2"));
        var flag = (await _harness.FlagsAsync("label-a")).Single();
        (flag.Isrc, flag.OtherTrack).ShouldBe((Isrc(2), Track(Isrc(1), Song).TrackId));
    }

    [Fact]
    public async Task Flags_come_the_newest_first_page_by_page()
    {
        await _harness.AddAsync(Track(Isrc(0), Song, "label-a"));
        for (var i = 1; i <= 5; i++)
            await _harness.AddAsync(Track(Isrc(i), Sounds.Noisy(Song, 0.01, i), $"label-{i}"));
        var first = await _harness.Flags.ListAsync("label-a", new RowsRequest(3, null), CancellationToken.None);
        first.Items.Select(flag => flag.OtherLabel).ShouldBe(["label-5", "label-4", "label-3"]);
        var second = await _harness.Flags.ListAsync("label-a", new RowsRequest(3, first.Next), CancellationToken.None);
        second.Items.Select(flag => flag.OtherLabel).ShouldBe(["label-2", "label-1"]);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task An_isrc_that_stands_for_another_sound_is_a_conflict_for_whoever_delivers_it()
    {
        var owner = Track(Isrc(1), Song, "label-a");
        await _harness.AddAsync(owner);
        foreach (var label in (string[])["label-a", "label-b"])
        {
            var verdict = await _harness.CheckAsync(Track(Isrc(1), Other, label, upc: "2"));
            (verdict.Kind, verdict.Tracks.Single().TrackId).ShouldBe((IdentityKind.IsrcConflict, owner.TrackId));
        }
    }

    [Fact]
    public async Task The_same_sound_that_lasts_more_than_seven_seconds_longer_is_a_conflict()
    {
        var owner = Track(Isrc(1), Song);
        await _harness.AddAsync(owner);
        (await _harness.CheckAsync(Track(Isrc(1), Song, upc: "2", durationMs: owner.DurationMs + 7001))).Kind.ShouldBe(IdentityKind.IsrcConflict);
        (await _harness.CheckAsync(Track(Isrc(1), Song, upc: "2", durationMs: owner.DurationMs + 7000))).Kind.ShouldBe(IdentityKind.SameRecording);
    }

    [Fact]
    public async Task A_remaster_for_its_own_track_is_an_update_whatever_it_sounds_like()
    {
        await _harness.AddAsync(Track(Isrc(1), Song));
        await _harness.AddAsync(Track(Isrc(1), Remaster, upc: "2"));
        (await _harness.CheckAsync(Track(Isrc(1), Other, file: "remaster"))).ShouldBe(IdentityVerdict.New);
        (await _harness.CheckAsync(Track(Isrc(1), Other, "label-b", file: "remaster"))).Kind.ShouldBe(IdentityKind.IsrcConflict);
    }

    [Fact]
    public async Task A_sound_that_says_nothing_is_known_by_its_file_and_its_length()
    {
        var tone = Enumerable.Repeat(0x1234_5678u, 500).ToArray();
        var owner = Track(Isrc(1), tone, file: "tone");
        await _harness.AddAsync(owner);
        (await _harness.CheckAsync(Track(Isrc(2), tone, file: "another tone"))).ShouldBe(IdentityVerdict.New);
        (await _harness.CheckAsync(Track(Isrc(1), tone, file: "another tone", upc: "2"))).Kind.ShouldBe(IdentityKind.SameRecording);
        (await _harness.CheckAsync(Track(Isrc(1), tone, file: "another tone", upc: "2", durationMs: owner.DurationMs + 8000))).Kind.ShouldBe(IdentityKind.IsrcConflict);
        (await _harness.CheckAsync(Track(Isrc(2), tone, file: "tone"))).Kind.ShouldBe(IdentityKind.KnownAudio);
        (await _harness.CheckAsync(Track(Isrc(3), tone) with { Fingerprint = "" })).ShouldBe(IdentityVerdict.New);
    }

    [Fact]
    public async Task A_track_that_is_taken_back_is_forgotten_and_its_sound_with_the_last_of_its_tracks()
    {
        var (one, two) = (Track(Isrc(1), Song, file: "song"), Track(Isrc(1), Song, file: "song", upc: "2"));
        await _harness.AddAsync(one);
        await _harness.AddAsync(two);
        await _harness.RemoveAsync(one);
        (await _harness.FindAsync(Song)).ShouldBe(one.Sha256);
        (await _harness.CheckAsync(Track(Isrc(2), Remaster))).Tracks.Single().TrackId.ShouldBe(two.TrackId);
        await _harness.RemoveAsync(two);
        await _harness.RemoveAsync(two);
        (await _harness.FindAsync(Song)).ShouldBeNull();
        (await _harness.CheckAsync(Track(Isrc(1), Other, upc: "3"))).ShouldBe(IdentityVerdict.New);
        await _harness.AddAsync(two);
        (await _harness.FindAsync(Song)).ShouldBe(two.Sha256);
    }

    [Fact]
    public async Task Taking_back_an_earlier_sound_leaves_the_later_one()
    {
        var (before, after) = (Track(Isrc(1), Song, file: "before"), Track(Isrc(1), Other, file: "after"));
        await _harness.AddAsync(before);
        await _harness.AddAsync(after);
        await _harness.RemoveAsync(before);
        (await _harness.FindAsync(Song)).ShouldBeNull();
        (await _harness.FindAsync(Other)).ShouldBe(after.Sha256);
        (await _harness.CheckAsync(Track(Isrc(1), Song, upc: "2"))).Kind.ShouldBe(IdentityKind.IsrcConflict);
    }

    [Fact]
    public async Task Of_two_labels_that_publish_one_sound_at_once_both_are_told()
    {
        for (var i = 0; i < 10; i++)
        {
            var (song, again) = (Sounds.Of(100 + i), Sounds.Noisy(Sounds.Of(100 + i), 0.01));
            var (one, two) = (Track(Isrc(2 * i), song, "label-a"), Track(Isrc((2 * i) + 1), again, "label-b"));
            var other = _harness.NewInstance().Identity;
            await Task.WhenAll(Task.Run(() => _harness.Identity.AddAsync(one, default)), Task.Run(() => other.AddAsync(two, default)));
            (await _harness.FlagsAsync("label-a")).Count.ShouldBe(i + 1);
            (await _harness.FlagsAsync("label-b")).Count.ShouldBe(i + 1);
        }
    }
}
