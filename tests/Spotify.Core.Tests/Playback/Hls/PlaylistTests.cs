using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Playback.Hls;
using Spotify.TestSupport.Hls;
using Xunit;

namespace Spotify.Core.Tests.Playback.Hls;

public class PlaylistTests
{
    private const string Url = "https://media.example/audio/t/s/hls-high.mp4?sv=2021-12-02&se=2026-11-20T11%3A00%3A00Z&sr=b&sp=r&sig=abc%2Bdef%3D";

    private static readonly HlsAudio Audio = new()
    {
        IndexBlob = "t/s/hls.json",
        Rungs =
        [
            Rung(Quality.Low, AudioFormat.Aac, 24), Rung(Quality.Normal, AudioFormat.Aac, 96), Rung(Quality.High, AudioFormat.Aac, 160), Rung(Quality.VeryHigh, AudioFormat.Aac, 256),
            Rung(Quality.Lossless, AudioFormat.Flac, 900),
        ],
    };

    [Theory]
    [InlineData(44_100, 176_128)]
    [InlineData(48_000, 192_512)]
    public void A_segment_is_whole_frames_of_AAC_and_whole_blocks_of_FLAC_and_about_four_seconds(int rate, int samples)
    {
        HlsIndex.SegmentSamplesAt(rate).ShouldBe(samples);
        (samples % 4096).ShouldBe(0);
        ((double)samples / rate).ShouldBe(4, 0.02);
    }

    [Fact]
    public void Every_media_playlist_keeps_the_rules_of_the_RFC_and_lasts_as_long_as_the_track() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(200), Prop.ForAll(Arb.From(Gen.Choose(1, 40_000_000)), Arb.From(Gen.Elements(44_100, 48_000)), (samples, rate) =>
        {
            var index = Index(rate, samples);
            var text = MediaPlaylist.Write(index, index.Rungs[0], Url);
            PlaylistRules.FindFaultsOfMedia(text).ShouldBeEmpty();
            var playlist = Playlist.Read(text);
            playlist.Segments.Count.ShouldBe(index.SegmentCount);
            playlist.Segments.Sum(segment => segment.Duration).ShouldBe((double)samples / rate, 1e-6);
            (playlist.Map!.Value.Length + playlist.Segments.Sum(segment => segment.Length)).ShouldBe(index.Rungs[0].InitBytes + index.Rungs[0].SegmentBytes.Sum());
            playlist.Value("#EXT-X-PLAYLIST-TYPE").ShouldBe("VOD");
            playlist.Value("#EXT-X-VERSION").ShouldBe("7");
            playlist.Segments.ShouldAllBe(segment => segment.Uri == Url);
        }));

    [Theory]
    [InlineData(Tier.Free, "normal low high")]
    [InlineData(Tier.Premium, "normal low high veryhigh lossless")]
    [InlineData(Tier.Family, "normal low high veryhigh lossless")]
    [InlineData(Tier.Student, "normal low high veryhigh lossless")]
    [InlineData(Tier.Trial, "normal low high veryhigh lossless")]
    public void The_master_playlist_lists_what_the_tier_may_have_and_begins_with_the_rung_to_begin_with(Tier tier, string rungs)
    {
        var text = MasterPlaylist.Write(MasterPlaylist.RungsFor(Audio, tier), rung => $"{rung.Quality}.m3u8".ToLowerInvariant());
        PlaylistRules.FindFaultsOfMaster(text).ShouldBeEmpty();
        var variants = Playlist.Read(text).Variants;
        variants.Select(variant => variant.Uri[..^5]).ShouldBe(rungs.Split(' '));
        variants.Select(variant => variant.Text("CODECS")).ShouldAllBe(codecs => codecs == "mp4a.40.2" || codecs == "fLaC");
        variants[0].Number("BANDWIDTH").ShouldBe(110_000);
        variants[0].Number("AVERAGE-BANDWIDTH").ShouldBe(98_000);
    }

    [Fact]
    public void Bandwidths_are_the_mean_and_the_worst_half_to_one_and_a_half_of_the_target_duration()
    {
        // Three segments of 3.99 s and one of 1 s: alone the last is too short to count, with the one before it counts.
        var index = new HlsIndex(44_100, (3 * 176_128) + 44_100, 176_128, [new HlsRungIndex(Quality.High, 700, [80_000, 100_000, 60_000, 90_000])]);
        var bandwidth = HlsBandwidth.Of(index, index.Rungs[0]);
        bandwidth.Average.ShouldBe((long)Math.Ceiling(330_000 * 8.0 * 44_100 / index.Samples));
        bandwidth.Peak.ShouldBe((long)Math.Ceiling(150_000 * 8.0 * 44_100 / (176_128 + 44_100)));
    }

    [Fact]
    public void A_track_that_is_shorter_than_any_run_that_counts_has_its_mean_as_its_peak()
    {
        var index = new HlsIndex(48_000, 480, 192_512, [new HlsRungIndex(Quality.Low, 700, [100])]);
        HlsBandwidth.Of(index, index.Rungs[0]).ShouldBe(new HlsBandwidth(80_000, 80_000));
    }

    [Fact]
    public void An_index_is_read_as_it_was_written() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Arb.From(Gen.Choose(1, 10_000_000)), samples =>
        {
            var index = Index(48_000, samples);
            var read = HlsIndex.Read(index.Write());
            (read with { Rungs = index.Rungs }).ShouldBe(index);
            read.Rungs.Select(rung => (rung.Quality, rung.InitBytes)).ShouldBe(index.Rungs.Select(rung => (rung.Quality, rung.InitBytes)));
            read.Rungs[0].SegmentBytes.ShouldBe(index.Rungs[0].SegmentBytes);
        }));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"sample_rate":0,"samples":10,"segment_samples":10,"rungs":[]}""")]
    [InlineData("""{"sample_rate":44100,"samples":20,"segment_samples":10,"rungs":[{"quality":"low","init_bytes":1,"segment_bytes":[1]}]}""")]
    [InlineData("""{"sample_rate":44100,"samples":10,"segment_samples":10,"rungs":[{"quality":"low","init_bytes":1,"segment_bytes":[0]}]}""")]
    [InlineData("""{"sample_rate":44100,"samples":10,"segment_samples":10,"rungs":[{"quality":"best","init_bytes":1,"segment_bytes":[1]}]}""")]
    public void An_index_that_is_none_or_contradicts_itself_is_refused(string text) =>
        Should.Throw<InvalidDataException>(() => HlsIndex.Read(System.Text.Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void An_address_that_would_end_its_line_is_refused()
    {
        var index = Index(44_100, 1000);
        Should.Throw<ArgumentException>(() => MediaPlaylist.Write(index, index.Rungs[0], "https://a/\"b"));
        Should.Throw<ArgumentException>(() => MediaPlaylist.Write(index, index.Rungs[0], "https://a/\nb"));
    }

    [Theory]
    [InlineData("#EXTM3U\n", "")]
    [InlineData("#EXT-X-VERSION:7\n", "")]
    [InlineData("#EXT-X-VERSION:7", "#EXT-X-VERSION:5")]
    [InlineData("#EXT-X-TARGETDURATION:4", "#EXT-X-TARGETDURATION:3")]
    [InlineData("#EXT-X-TARGETDURATION:4\n", "")]
    [InlineData("#EXT-X-TARGETDURATION:4\n", "#EXT-X-TARGETDURATION:4\n#EXT-X-TARGETDURATION:4\n")]
    [InlineData("#EXT-X-ENDLIST\n", "")]
    [InlineData("#EXT-X-ENDLIST\n", "#EXT-X-STREAM-INF:BANDWIDTH=1\nother.m3u8\n#EXT-X-ENDLIST\n")]
    [InlineData("BYTERANGE:1007@700", "BYTERANGE:1007@701")]
    [InlineData("BYTERANGE:1007@700", "BYTERANGE:many")]
    [InlineData("#EXTINF:3.993832,\n", "")]
    [InlineData("#EXTINF:3.993832,", "#EXTINF:about four,")]
    [InlineData("BYTERANGE=\"700@0\"", "BYTERANGE=\"700@1\"")]
    [InlineData("URI=\"https", "URI=https")]
    public void The_rules_see_what_is_wrong(string right, string wrong)
    {
        var index = Index(44_100, 400_000);
        var text = MediaPlaylist.Write(index, index.Rungs[0], "https://media.example/a.mp4");
        PlaylistRules.FindFaultsOfMedia(text).ShouldBeEmpty();
        var at = text.IndexOf(right, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, text);
        PlaylistRules.FindFaultsOfMedia(text[..at] + wrong + text[(at + right.Length)..]).ShouldNotBeEmpty();
    }

    private static HlsIndex Index(int rate, long samples)
    {
        var index = new HlsIndex(rate, samples, HlsIndex.SegmentSamplesAt(rate), []);
        return index with { Rungs = [new HlsRungIndex(Quality.High, 700, [.. Enumerable.Range(0, index.SegmentCount).Select(segment => 1007L + (segment % 13))])] };
    }

    private static HlsRung Rung(Quality quality, AudioFormat format, int kbps) => new()
    {
        Quality = quality,
        Format = format,
        BitrateKbps = kbps,
        Codecs = format == AudioFormat.Flac ? "fLaC" : "mp4a.40.2",
        PeakBandwidth = (kbps * 1000) + 14_000,
        AverageBandwidth = (kbps * 1000) + 2000,
        Blob = $"t/s/hls-{quality}.mp4",
    };
}
