using System.Globalization;
using Shouldly;
using Spotify.Core.Ingestion;
using Spotify.Functions.Ingestion.Media;
using Spotify.TestSupport;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion.Media;

public sealed class SourceTests
{
    private static readonly string[] Noise = ["-f", "lavfi", "-i", "anoisesrc=r=44100:d=8:seed=3:a=0.2", "-ac", "2"];

    [Theory]
    [InlineData("wav", "pcm_s16le", "wav")]
    [InlineData("wav24", "pcm_s24le", "wav")]
    [InlineData("wavf", "pcm_f32le", "wav")]
    [InlineData("flac", "flac", "flac")]
    [InlineData("aiff", "pcm_s16be", "aiff")]
    [InlineData("mp3", "libmp3lame", "mp3")]
    [InlineData("ogg", "libvorbis", "ogg")]
    [InlineData("opus", "libopus", "ogg")]
    [InlineData("m4a", "aac", "ipod")]
    [InlineData("alac", "alac", "ipod")]
    public async Task Every_accepted_format_is_processed_to_its_exact_length(string name, string codec, string format)
    {
        using var kit = new MediaKit();
        kit.Make(name, [.. Noise, "-c:a", codec, "-f", format]);
        var (media, refusal) = await kit.ProcessAsync(name);
        refusal.ShouldBeNull();
        media!.Master.Samples.ShouldBe(codec == "libopus" ? 8 * 48_000 : 8 * 44_100);
        media.Fingerprint.Length.ShouldBeGreaterThan(40);
    }

    [Theory]
    [InlineData("pcm_s16le", "wav", 0.6)]
    [InlineData("pcm_s16be", "aiff", 0.6)]
    [InlineData("flac", "flac", 0.6)]
    [InlineData("libvorbis", "ogg", 0.6)]
    [InlineData("libmp3lame", "mp3", 0.6)]
    [InlineData("aac", "ipod", 0.6)]
    [InlineData("pcm_s16le", "wav", 0.99)]
    [InlineData("aac", "ipod", 0.99)]
    public async Task A_file_that_ends_early_is_truncated(string codec, string format, double part)
    {
        using var kit = new MediaKit();
        kit.Make("whole", [.. Noise, "-c:a", codec, "-f", format]);
        var bytes = File.ReadAllBytes(kit.Path("whole"));
        File.WriteAllBytes(kit.Path("source"), bytes[..(int)(bytes.Length * part)]);
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.Truncated);
    }

    [Fact]
    public async Task A_flac_file_with_zeroes_in_the_middle_is_truncated()
    {
        using var kit = new MediaKit();
        kit.Make("source", [.. Noise, "-f", "flac"]);
        var bytes = File.ReadAllBytes(kit.Path("source"));
        bytes.AsSpan(bytes.Length / 2, 3000).Clear();
        File.WriteAllBytes(kit.Path("source"), bytes);
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.Truncated);
    }

    [Theory]
    [InlineData(2, 0.3)]
    [InlineData(4, 0.5)]
    [InlineData(2, 0.9)]
    public async Task A_flac_file_with_one_wrong_bit_is_truncated_and_without_it_is_taken(int channels, double place)
    {
        using var kit = new MediaKit();
        kit.Make("whole", "-f", "lavfi", "-i", "anoisesrc=r=44100:d=3:seed=3:a=0.2", "-ac", $"{channels}", "-f", "flac");
        var bytes = File.ReadAllBytes(kit.Path("whole"));
        bytes[(int)(bytes.Length * place)] ^= 1;
        File.WriteAllBytes(kit.Path("source"), bytes);
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.Truncated);
        var (media, refusal) = await kit.ProcessAsync("whole");
        refusal.ShouldBeNull();
        media!.Master.Samples.ShouldBe(3 * 44_100);
    }

    // 31 of its 192 frames do not have the checksum that they end with: 10,368 of 220,500 samples are lost.
    [DataFact("audio/encodings")]
    public async Task The_four_channel_file_from_elsewhere_is_damaged_and_the_others_are_whole()
    {
        using var kit = new MediaKit();
        var mastering = new Mastering(kit.Tool, kit.Options);
        foreach (var path in Directory.EnumerateFiles(TestData.Path("audio/encodings")))
        {
            var name = Path.GetFileName(path);
            File.Copy(path, kit.Path(name));
            var (source, _) = await kit.Probe.ProbeAsync(kit.Folder.Path, name, CancellationToken.None);
            var (_, refusal) = await mastering.MakeAsync(kit.Folder.Path, name, source!, CancellationToken.None);
            refusal?.Code.ShouldBe(ReasonCode.Truncated, $"{name}: {refusal.Detail}");
            (refusal is null).ShouldBe(name != "4channels.flac", name);
        }
    }

    [Theory]
    [InlineData("This is a text, whatever its name says. It goes on for a while so that nobody can call it empty.")]
    [InlineData("ffconcat version 1.0\nfile bait.wav\n")]
    [InlineData("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nbait.wav\n#EXT-X-ENDLIST\n")]
    [InlineData("[playlist]\nFile1=bait.wav\n")]
    [InlineData("v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 5004 RTP/AVP 0\r\n")]
    public async Task Text_is_no_audio_and_reads_no_other_file(string text)
    {
        using var kit = new MediaKit();
        kit.Make("bait.wav", [.. Noise]);
        File.WriteAllText(kit.Path("source"), text);
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.NotAudio);
        File.Exists(kit.Path(Rung.Lossless.FileName)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_picture_is_no_audio()
    {
        using var kit = new MediaKit();
        kit.Make("source", "-f", "lavfi", "-i", "color=red:s=64x64:d=1", "-frames:v", "1", "-f", "image2", "-c:v", "png");
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.NotAudio);
    }

    [Fact]
    public async Task A_file_without_samples_has_no_audio()
    {
        using var kit = new MediaKit();
        (await kit.ProcessAsync(kit.Wav("source", 44_100, 2, 0, (_, _) => 0))).Refusal!.Code.ShouldBe(ReasonCode.NoAudio);
    }

    [Theory]
    [InlineData("wav", "pcm_s16le")]
    [InlineData("wav", "pcm_u8")]
    [InlineData("mp3", "libmp3lame")]
    [InlineData("ogg", "libvorbis")]
    public async Task Minutes_of_digital_silence_are_no_audio(string format, string codec)
    {
        using var kit = new MediaKit();
        kit.Make("source", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=stereo", "-t", TestScale.Of(120, 600).ToString(CultureInfo.InvariantCulture), "-c:a", codec, "-f", format);
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.NoAudio);
    }

    [Fact]
    public async Task A_file_of_twelve_hours_is_too_long()
    {
        using var kit = new MediaKit();
        kit.Make("source", "-f", "lavfi", "-i", "anoisesrc=r=1000:d=43200:a=0.1", "-c:a", "pcm_u8", "-f", "wav");
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.TooLong);
    }

    [Fact]
    public async Task A_long_file_whose_container_does_not_tell_is_too_long_once_it_is_decoded()
    {
        using var kit = new MediaKit(options => options.MaxDuration = TimeSpan.FromSeconds(5));
        kit.Make("source", [.. Noise, "-c:a", "aac", "-f", "adts"]);
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.TooLong);
    }

    // The first stops the probe, the second mostly the decoder: on a busy machine that may be the probe too.
    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    public async Task A_file_that_takes_longer_than_is_allowed_is_refused_and_not_tried_again(int milliseconds)
    {
        using var kit = new MediaKit(options => options.ToolTimeLimit = TimeSpan.FromMilliseconds(milliseconds));
        kit.Make("source", "-f", "lavfi", "-i", "anoisesrc=r=44100:d=3000:a=0.1", "-ac", "2", "-f", "wav");
        (await kit.ProcessAsync("source")).Refusal!.Code.ShouldBe(ReasonCode.ProcessingFailed);
    }

    [DataFact("audio/broken")]
    public async Task Broken_files_from_elsewhere_get_their_reasons()
    {
        using var kit = new MediaKit();
        var seen = new Dictionary<string, string>();
        foreach (var path in Directory.EnumerateFiles(TestData.Path("audio/broken")))
        {
            File.WriteAllBytes(kit.Path("source"), File.ReadAllBytes(path));
            File.Delete(kit.Path(Rung.Lossless.FileName));
            var (media, refusal) = await kit.ProcessAsync("source");
            seen[Path.GetFileName(path)] = refusal?.Code.ToString() ?? media!.Master.Samples.ToString(CultureInfo.InvariantCulture);
        }

        seen.ShouldBe(
            new Dictionary<string, string>
            {
                ["1024_samples.wav"] = "1024",
                ["1989_samples.wav"] = "1989",
                ["empty.aiff"] = "NoAudio",
                ["empty.mp3"] = "NoAudio",
                ["empty.ogg"] = "NoAudio",
                ["empty.wav"] = "NoAudio",
                ["impulses_1second_44100_st_bad_stream_info.flac"] = "441000",
            },
            ignoreOrder: true);
    }

    [DataFact("audio/ebur128")]
    public async Task Loudness_of_the_EBU_signals_is_what_the_EBU_says()
    {
        var expected = new Dictionary<string, double>
        {
            ["seq-3341-1-16bit.flac"] = -23,
            ["seq-3341-2-16bit.flac"] = -33,
            ["seq-3341-3-16bit-v02.flac"] = -23,
            ["seq-3341-4-16bit-v02.flac"] = -23,
            ["seq-3341-5-16bit-v02.flac"] = -23,
            ["seq-3341-7_seq-3342-5-16bit.flac"] = -23,
            ["1kHz_sine_-20LUFS-16bit.flac"] = -20,
            ["1kHz_sine_-26LUFS-16bit.flac"] = -26,
            ["1kHz_sine_-40LUFS-16bit.flac"] = -40,
        };
        using var kit = new MediaKit();
        var mastering = new Mastering(kit.Tool, kit.Options);
        foreach (var (name, loudness) in expected)
        {
            File.Copy(TestData.Path($"audio/ebur128/{name}"), kit.Path(name));
            var (source, _) = await kit.Probe.ProbeAsync(kit.Folder.Path, name, CancellationToken.None);
            var (master, refusal) = await mastering.MakeAsync(kit.Folder.Path, name, source!, CancellationToken.None);
            refusal.ShouldBeNull(name);
            master!.IntegratedLufs.ShouldBe(loudness, 0.11, name);
            master.Blocks.Integrated().ShouldBe(loudness, 0.11, name);
        }
    }
}
