using System.Buffers.Binary;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Playback.Hls;
using Spotify.Functions.Ingestion.Media;
using Spotify.Functions.Ingestion.Media.Hls;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion.Media.Hls;

public sealed class HlsPackagerTests
{
    // A tone that climbs, with clicks: any shift shows.
    private static short Tune(int frame, int channel) =>
        (short)((8000 * Math.Sin(2 * Math.PI * (200 + (frame * 0.001)) * frame / 44_100)) + (frame % 9973 == 0 ? 15_000 : 0) + (channel * 10));

    [Theory]
    [InlineData(44_100, 400_777, 3)]
    [InlineData(48_000, 192_512, 1)]
    [InlineData(44_100, 176_129, 2)]
    [InlineData(44_100, 5_000, 1)]
    public async Task All_rungs_are_cut_at_the_same_samples_and_every_segment_decodes_alone_with_the_beginning_of_its_file(int rate, int frames, int segments)
    {
        using var kit = new MediaKit();
        var (media, refusal) = await kit.ProcessAsync(kit.Wav("source", rate, 2, frames, Tune));
        refusal.ShouldBeNull();
        var index = HlsIndex.Read(File.ReadAllBytes(kit.Path(HlsPackage.IndexFileName)));
        (index.SampleRate, index.Samples, index.SegmentCount).ShouldBe((rate, (long)frames, segments));
        index.Rungs.Select(rung => rung.Quality).ShouldBe(Rung.Hls.Select(rung => rung.Quality));
        foreach (var (rung, cuts) in Rung.Hls.Zip(index.Rungs))
        {
            var isAac = rung.Format == AudioFormat.Aac;
            var bytes = File.ReadAllBytes(kit.Path(rung.HlsFileName));
            bytes.Length.ShouldBe((int)(cuts.InitBytes + cuts.SegmentBytes.Sum()), rung.HlsFileName);
            var (at, whole) = ((int)cuts.InitBytes, new List<short>());
            for (var segment = 0; segment < segments; segment++)
            {
                var part = bytes.AsSpan(at, (int)cuts.SegmentBytes[segment]);
                part[4..8].SequenceEqual("moof"u8).ShouldBeTrue();
                // Where it is in the track: the same for all rungs, once what is not to be heard is taken off.
                var delay = isAac ? 1024 : 0;
                (DecodeTimeOf(part) - (segment == 0 ? 0 : delay)).ShouldBe(index.StartOf(segment), $"{rung.HlsFileName}, segment {segment}");
                File.WriteAllBytes(kit.Path("alone.mp4"), [.. bytes.AsSpan(0, (int)cuts.InitBytes), .. part]);
                var alone = kit.Decode(kit.Path("alone.mp4"), "-flags2", "+skip_manual");
                var heard = index.StartOf(segment + 1) - index.StartOf(segment) + (segment == 0 ? delay : 0);
                (alone.Length / 2).ShouldBe((int)(isAac ? (heard + 1023) / 1024 * 1024 : heard), $"{rung.HlsFileName}, segment {segment}");
                whole.AddRange(alone);
                at += part.Length;
            }

            // Without the rest of the file a frame lacks only what the one before would add to it; together nothing is missing.
            var asFile = kit.Decode(kit.Path(rung.HlsFileName), "-flags2", "+skip_manual");
            asFile.Length.ShouldBe(whole.Count);
            var progressive = kit.Decode(kit.Path(rung.FileName), "-flags2", "+skip_manual");
            asFile.ShouldBe(progressive[..asFile.Length], rung.HlsFileName);
            if (!isAac)
                asFile.ShouldBe(kit.Decode(kit.Path("source")));
        }

        media!.Hls.Files.Select(file => file.Codecs).ShouldBe(["mp4a.40.2", "mp4a.40.2", "mp4a.40.2", "mp4a.40.2", "fLaC"]);
        media.Hls.Files.ShouldAllBe(file => file.Bandwidth.Peak >= file.Bandwidth.Average && file.Bandwidth.Average > 0);
    }

    [Fact]
    public async Task A_decoder_that_honours_the_file_begins_with_the_first_true_sample_in_every_rung()
    {
        using var kit = new MediaKit();
        (await kit.ProcessAsync(kit.Wav("source", 44_100, 2, 200_000, Tune))).Refusal.ShouldBeNull();
        var original = kit.Decode(kit.Path("source"));
        foreach (var rung in Rung.Hls)
        {
            // ffmpeg's newer handling of edit lists leaves fragmented files alone; the older one does as players do.
            var played = kit.Decode(kit.Path(rung.HlsFileName), "-advanced_editlist", "0");
            (played.Length / 2).ShouldBeInRange(200_000, 200_000 + 1023, rung.HlsFileName);
            played.ShouldBe(kit.Decode(kit.Path(rung.FileName))[..played.Length], rung.HlsFileName);
        }

        kit.Decode(kit.Path("hls-lossless.mp4")).ShouldBe(original);
    }

    [Fact]
    public async Task A_second_run_gives_the_same_bytes()
    {
        using var first = new MediaKit();
        using var second = new MediaKit();
        foreach (var kit in (MediaKit[])[first, second])
            (await kit.ProcessAsync(kit.Wav("source", 44_100, 2, 190_000, Tune))).Refusal.ShouldBeNull();
        foreach (var name in Rung.Hls.Select(rung => rung.HlsFileName).Append(HlsPackage.IndexFileName))
            File.ReadAllBytes(first.Path(name)).ShouldBe(File.ReadAllBytes(second.Path(name)), name);
    }

    [Fact]
    public async Task A_file_of_24_bits_keeps_every_bit()
    {
        using var kit = new MediaKit();
        kit.Make("source", "-f", "lavfi", "-i", "sine=frequency=331:sample_rate=48000:duration=5", "-af", "volume=0.37", "-c:a", "pcm_s24le", "-ac", "2", "-f", "wav");
        (await kit.ProcessAsync("source")).Refusal.ShouldBeNull();
        kit.Make("a.raw", "-i", kit.Path("source"), "-f", "s32le");
        kit.Make("b.raw", "-i", kit.Path("hls-lossless.mp4"), "-f", "s32le");
        File.ReadAllBytes(kit.Path("b.raw")).ShouldBe(File.ReadAllBytes(kit.Path("a.raw")));
    }

    [Fact]
    public void What_is_no_MP4_file_of_ours_is_refused_and_not_misread()
    {
        using var kit = new MediaKit();
        foreach (var bytes in (byte[][])[[], [1, 2, 3], [0, 0, 0, 16, .. "ftypisom"u8, 0, 0, 0, 0], [255, 255, 255, 255, .. "moov"u8, 0, 0, 0, 0, 0, 0, 0, 0]])
        {
            File.WriteAllBytes(kit.Path("odd"), bytes);
            Should.Throw<InvalidDataException>(() => Mp4Track.Read(kit.Path("odd")));
        }
    }

    // moof / traf / tfdt, version 1.
    private static long DecodeTimeOf(ReadOnlySpan<byte> fragment)
    {
        var at = fragment.IndexOf("tfdt"u8);
        return BinaryPrimitives.ReadInt64BigEndian(fragment[(at + 8)..]);
    }
}
