using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Xunit;

namespace Spotify.Core.Tests.Playback;

public class LoudnessGainTests
{
    [Theory]
    [InlineData(-14, -3, 0)]
    [InlineData(-8, -0.1, -6)]
    // The field's own example: -20 LUFS with -5 dBFS true peak takes +4 dB to -16 LUFS, no more.
    [InlineData(-20, -5, 4)]
    [InlineData(-20, -12, 6)]
    // Already at the target, but peaking over the ceiling.
    [InlineData(-14, 0.5, -1.5)]
    [InlineData(-10.8, -1.1, -3.2)]
    public void Gain_reaches_the_target_or_the_ceiling(double lufs, double peak, double gain) => LoudnessGain.Decibels(lufs, peak).ShouldBe(gain);

    [Theory]
    [InlineData(-70, -70)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity)]
    public void Silence_is_left_as_it_is(double lufs, double peak) => LoudnessGain.Decibels(lufs, peak).ShouldBe(0);

    [Fact]
    public void The_true_peak_is_never_above_the_ceiling_nor_the_loudness_above_the_target() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(Arb.From(Gen.Choose(-6999, 500)), Arb.From(Gen.Choose(-9000, 600)), (lufs, peak) =>
        {
            var gain = LoudnessGain.Decibels(lufs / 100.0, peak / 100.0);
            var (loudness, after) = ((lufs / 100.0) + gain, (peak / 100.0) + gain);
            return after <= -1 + 1e-6 && loudness <= -14 + 1e-6 && (after >= -1 - 0.011 || loudness >= -14 - 0.011);
        }));
}
