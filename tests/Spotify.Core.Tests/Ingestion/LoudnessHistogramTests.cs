using Shouldly;
using Spotify.Core.Ingestion;
using Xunit;

namespace Spotify.Core.Tests.Ingestion;

public sealed class LoudnessHistogramTests
{
    [Fact]
    public void A_steady_tone_is_as_loud_as_its_blocks() =>
        LoudnessHistogram.FromBlocks(Enumerable.Repeat(-23.0, 100)).Integrated().ShouldBe(-23, 0.06);

    [Fact]
    public void Quiet_parts_fall_below_the_relative_gate() =>
        LoudnessHistogram.FromBlocks([.. Enumerable.Repeat(-20.0, 100), .. Enumerable.Repeat(-60.0, 900)]).Integrated().ShouldBe(-20, 0.06);

    [Fact]
    public void Silence_is_at_the_gate() => LoudnessHistogram.FromBlocks([-120, double.NaN, double.NegativeInfinity]).Integrated().ShouldBe(-70);

    [Fact]
    public void An_album_is_as_loud_as_its_tracks_measured_in_one_go()
    {
        double[] first = [.. Enumerable.Range(0, 300).Select(i => -30 + (i % 17))];
        double[] second = [.. Enumerable.Range(0, 500).Select(i => -18 + (i % 5))];
        LoudnessHistogram.Sum([LoudnessHistogram.FromBlocks(first), LoudnessHistogram.FromBlocks(second)]).Integrated()
            .ShouldBe(LoudnessHistogram.FromBlocks([.. first, .. second]).Integrated());
    }
}
