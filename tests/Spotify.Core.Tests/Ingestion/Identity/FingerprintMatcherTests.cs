using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Ingestion.Identity;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Core.Tests.Ingestion.Identity;

public sealed class FingerprintMatcherTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_sound_is_itself()
    {
        var sound = Sounds.Of(1, 500);
        FingerprintMatcher.Compare(sound, sound).ShouldBe(new FingerprintMatch(1, 0, 500));
    }

    [Theory]
    [InlineData(0.014, Likeness.Same)] // two encodings of music
    [InlineData(0.045, Likeness.Same)]
    [InlineData(0.074, Likeness.Likely)] // two encodings of animal sounds
    [InlineData(0.12, Likeness.Likely)]
    [InlineData(0.14, Likeness.Other)]
    public void The_share_of_differing_bits_decides(double share, Likeness likeness)
    {
        var sound = Sounds.Of(2, 2000);
        var match = FingerprintMatcher.Compare(Sounds.Noisy(sound, share, 3), sound);
        match.Likeness.ShouldBe(likeness);
        match.Offset.ShouldBe(0);
        match.Score.ShouldBe(1 - (2 * share), 0.02);
    }

    [Fact]
    public void Unrelated_sounds_are_far_below() =>
        Prop.ForAll(Gen.Choose(1, 100_000).ToArbitrary(), seed =>
            FingerprintMatcher.Compare(Sounds.Of(seed, 400), Sounds.Of(seed + 1_000_000, 600)).Score.ShouldBeLessThan(0.4)).Check(Config.QuickThrowOnFailure.WithMaxTest(50));

    [Fact]
    public void An_excerpt_is_found_wherever_it_is_with_its_place() =>
        Prop.ForAll((from start in Gen.Choose(0, 1700) from length in Gen.Choose(80, 240) from seed in Gen.Choose(1, 1000) select (start, length, seed)).ToArbitrary(), one =>
        {
            var sound = Sounds.Of(one.seed, 2000);
            var excerpt = Sounds.Noisy(sound[one.start..(one.start + one.length)], 0.03, one.seed);
            var match = FingerprintMatcher.Compare(excerpt, sound);
            (match.Offset, match.Items, match.Likeness).ShouldBe((one.start, one.length, Likeness.Same));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void An_excerpt_may_begin_before_the_sound_does()
    {
        var sound = Sounds.Of(5, 300);
        FingerprintMatcher.Compare([.. Sounds.Of(6, 40), .. sound[..150]], sound).ShouldSatisfyAllConditions(match => match.Offset.ShouldBe(-40), match => match.Items.ShouldBe(150));
    }

    [Fact]
    public void Less_than_eighty_items_say_nothing()
    {
        var sound = Sounds.Of(7, 500);
        FingerprintMatcher.Compare(sound.AsSpan(100, 79), sound).ShouldBe(default);
        FingerprintMatcher.Compare(sound.AsSpan(100, 80), sound).Score.ShouldBe(1);
    }

    [Fact]
    public void A_held_tone_says_nothing()
    {
        var tone = Enumerable.Repeat(0x1234_5678u, 500).ToArray();
        FingerprintMatcher.Compare(tone, tone).ShouldBe(default);
        new Fingerprint(1, tone).IsTelling.ShouldBeFalse();
        new Fingerprint(1, Sounds.Of(8, 500)).IsTelling.ShouldBeTrue();
    }

    [Fact]
    public void Tracks_are_the_same_with_at_most_eighty_items_of_shift()
    {
        var sound = Sounds.Of(9, 1000);
        var whole = new Fingerprint(1, sound);
        FingerprintMatcher.CompareTracks(new Fingerprint(1, sound.AsSpan(80).ToArray()), Minute, whole, Minute).ShouldBe(new FingerprintMatch(1, 80, 920));
        FingerprintMatcher.CompareTracks(new Fingerprint(1, sound.AsSpan(81).ToArray()), Minute, whole, Minute).Likeness.ShouldBe(Likeness.Other);
    }

    [Fact]
    public void Tracks_are_the_same_with_at_most_seven_seconds_of_difference()
    {
        var sound = new Fingerprint(1, Sounds.Of(10, 500));
        FingerprintMatcher.CompareTracks(sound, Minute, sound, Minute + TimeSpan.FromSeconds(7)).Score.ShouldBe(1);
        FingerprintMatcher.CompareTracks(sound, Minute, sound, Minute + TimeSpan.FromSeconds(7.001)).ShouldBe(default);
        FingerprintMatcher.CompareTracks(sound, Minute + TimeSpan.FromSeconds(7.001), sound, Minute).ShouldBe(default);
    }

    [Fact]
    public void Bits_are_counted_as_one_by_one() =>
        Prop.ForAll(Gen.Choose(0, 70).ToArbitrary(), length =>
        {
            var (one, other) = (Sounds.Of(length, length), Sounds.Of(length + 1, length));
            BitErrors.Count(one, other).ShouldBe(one.Zip(other, (a, b) => (long)System.Numerics.BitOperations.PopCount(a ^ b)).Sum());
        }).QuickCheckThrowOnFailure();
}
