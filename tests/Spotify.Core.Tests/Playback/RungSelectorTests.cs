using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Xunit;

namespace Spotify.Core.Tests.Playback;

public class RungSelectorTests
{
    private static readonly IReadOnlyList<Rendition> Ladder =
    [
        Rung(Quality.Preview, AudioFormat.Mp3, 96),
        Rung(Quality.Low, AudioFormat.Aac, 24),
        Rung(Quality.Normal, AudioFormat.Ogg, 96),
        Rung(Quality.Normal, AudioFormat.Aac, 96),
        Rung(Quality.High, AudioFormat.Ogg, 160),
        Rung(Quality.High, AudioFormat.Aac, 160),
        Rung(Quality.High, AudioFormat.Mp3, 160),
        Rung(Quality.VeryHigh, AudioFormat.Ogg, 320),
        Rung(Quality.VeryHigh, AudioFormat.Aac, 256),
        Rung(Quality.Lossless, AudioFormat.Flac, 900),
    ];

    [Theory]
    // What is asked for is given, up to the plan.
    [InlineData(Tier.Premium, Quality.Low, null, NetworkType.Wifi, Quality.Low, AudioFormat.Aac)]
    [InlineData(Tier.Premium, Quality.Normal, null, NetworkType.Wifi, Quality.Normal, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, Quality.VeryHigh, null, NetworkType.Wifi, Quality.VeryHigh, AudioFormat.Ogg)]
    [InlineData(Tier.Family, Quality.Lossless, null, NetworkType.Wifi, Quality.Lossless, AudioFormat.Flac)]
    [InlineData(Tier.Free, Quality.VeryHigh, null, NetworkType.Wifi, Quality.High, AudioFormat.Ogg)]
    [InlineData(Tier.Free, Quality.Lossless, AudioFormat.Flac, NetworkType.Wifi, Quality.High, AudioFormat.Ogg)]
    // The network bounds what nobody asked for, and only that.
    [InlineData(Tier.Premium, null, null, NetworkType.SecondGeneration, Quality.Low, AudioFormat.Aac)]
    [InlineData(Tier.Premium, null, null, NetworkType.ThirdGeneration, Quality.Normal, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, null, null, NetworkType.FourthGeneration, Quality.High, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, null, null, NetworkType.FifthGeneration, Quality.VeryHigh, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, null, null, NetworkType.Ethernet, Quality.VeryHigh, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, null, null, NetworkType.Unknown, Quality.High, AudioFormat.Ogg)]
    [InlineData(Tier.Free, null, null, NetworkType.Wifi, Quality.High, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, Quality.VeryHigh, null, NetworkType.SecondGeneration, Quality.VeryHigh, AudioFormat.Ogg)]
    // A format comes before the rung; where it has none low enough, any format of the best rung.
    [InlineData(Tier.Premium, Quality.VeryHigh, AudioFormat.Aac, NetworkType.Wifi, Quality.VeryHigh, AudioFormat.Aac)]
    [InlineData(Tier.Premium, Quality.VeryHigh, AudioFormat.Mp3, NetworkType.Wifi, Quality.High, AudioFormat.Mp3)]
    [InlineData(Tier.Premium, Quality.Lossless, AudioFormat.Ogg, NetworkType.Wifi, Quality.VeryHigh, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, Quality.Low, AudioFormat.Ogg, NetworkType.Wifi, Quality.Low, AudioFormat.Aac)]
    [InlineData(Tier.Premium, Quality.Normal, AudioFormat.Mp3, NetworkType.Wifi, Quality.Normal, AudioFormat.Ogg)]
    [InlineData(Tier.Premium, Quality.High, AudioFormat.Flac, NetworkType.Wifi, Quality.High, AudioFormat.Ogg)]
    public void The_ladder_gives(Tier tier, Quality? asked, AudioFormat? format, NetworkType network, Quality quality, AudioFormat given)
    {
        var chosen = RungSelector.Select(Ladder, new RungRequest(tier, asked, format, network)).ShouldNotBeNull();
        (chosen.Quality, chosen.Format).ShouldBe((quality, given));
    }

    [Fact]
    public void Where_nothing_is_low_enough_the_lowest_rung_plays() =>
        RungSelector.Select(Ladder.Where(rung => rung.Quality >= Quality.High).ToList(), new RungRequest(Tier.Free, Quality.Low))
            .ShouldNotBeNull().Quality.ShouldBe(Quality.High);

    [Fact]
    public void A_free_listener_gets_nothing_of_a_track_that_is_lossless_only() =>
        RungSelector.Select([Ladder[^1], Ladder[0]], new RungRequest(Tier.Free)).ShouldBeNull();

    [Fact]
    public void A_free_listener_never_gets_more_than_160_nor_lossless() => ForAll((ladder, request) =>
        RungSelector.Select(ladder, request with { Tier = Tier.Free }) is not { } given
        || (given.BitrateKbps <= 160 && given.Quality <= Quality.High && given.Format != AudioFormat.Flac));

    [Fact]
    public void The_preview_is_never_chosen() => ForAll((ladder, request) => RungSelector.Select(ladder, request)?.Quality != Quality.Preview);

    [Fact]
    public void Nothing_above_the_target_is_given_where_something_at_or_below_it_could_be() => ForAll((ladder, request) =>
        RungSelector.Select(ladder, request) is not { } given
        || given.Quality <= RungSelector.Target(request)
        || !ladder.Any(rung => rung.Quality <= RungSelector.Target(request) && RungSelector.Select([rung], request) is not null));

    [Fact]
    public void Something_is_given_wherever_one_rendition_alone_would_be() => ForAll((ladder, request) =>
        (RungSelector.Select(ladder, request) is not null) == ladder.Any(rung => RungSelector.Select([rung], request) is not null));

    [Fact]
    public void The_order_of_renditions_does_not_matter() => ForAll((ladder, request) =>
        RungSelector.Select(ladder, request) == RungSelector.Select([.. ladder.Reverse()], request)
        && RungSelector.Select(ladder, request) == RungSelector.Select([.. ladder.OrderBy(rung => rung.Blob, StringComparer.Ordinal)], request));

    private static Rendition Rung(Quality quality, AudioFormat format, int bitrate, int copy = 0) => new()
    {
        Quality = quality,
        Format = format,
        BitrateKbps = bitrate,
        Blob = $"{quality}-{format}-{bitrate}-{copy}",
        Bytes = 1,
        SampleRate = 44100,
        DurationMs = 1,
        EncoderDelay = 0,
        Padding = 0,
    };

    private static void ForAll(Func<IReadOnlyList<Rendition>, RungRequest, bool> property) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Arb.From(Ladders), Arb.From(Requests), property));

    private static readonly Gen<Rendition> Renditions = Gen.OneOf(
        Gen.Elements(Ladder.AsEnumerable()),
        from quality in Gen.Elements(Enum.GetValues<Quality>())
        from format in Gen.Elements(Enum.GetValues<AudioFormat>())
        from bitrate in Gen.Elements(24, 96, 160, 161, 320, 900)
        from copy in Gen.Choose(0, 2)
        select Rung(quality, format, bitrate, copy));

    private static readonly Gen<IReadOnlyList<Rendition>> Ladders = Gen.ArrayOf(Renditions).Select(rungs => (IReadOnlyList<Rendition>)rungs);

    private static readonly Gen<RungRequest> Requests =
        from tier in Gen.Elements(Enum.GetValues<Tier>())
        from quality in Gen.Elements<Quality?>(null, Quality.Low, Quality.Normal, Quality.High, Quality.VeryHigh, Quality.Lossless)
        from format in Gen.Elements<AudioFormat?>(null, AudioFormat.Ogg, AudioFormat.Aac, AudioFormat.Mp3, AudioFormat.Flac)
        from network in Gen.Elements(Enum.GetValues<NetworkType>())
        select new RungRequest(tier, quality, format, network);
}
