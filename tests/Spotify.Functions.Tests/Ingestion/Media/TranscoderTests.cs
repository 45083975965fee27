using Shouldly;
using Spotify.Core.Playback;
using Spotify.Functions.Ingestion.Media;
using Xunit;

namespace Spotify.Functions.Tests.Ingestion.Media;

public sealed class TranscoderTests
{
    // A tone that climbs, with clicks: any shift shows.
    private static short Tune(int frame, int channel) =>
        (short)((8000 * Math.Sin(2 * Math.PI * (200 + (frame * 0.01)) * frame / 44_100)) + (frame % 9973 == 0 ? 15_000 : 0) + (channel * 10));

    [Theory]
    [InlineData(44_100, 44_100, 1.5)]
    [InlineData(48_000, 48_000, 2.0)]
    [InlineData(44_100, 44_100, 0.2)]
    public async Task Every_rung_says_exactly_how_many_samples_are_true_and_where_they_begin(int rate, int expectedRate, double seconds)
    {
        using var kit = new MediaKit();
        var frames = (int)(rate * seconds) + 777;
        var (media, refusal) = await kit.ProcessAsync(kit.Wav("source", rate, 2, frames, Tune));
        refusal.ShouldBeNull();
        media!.Master.SampleRate.ShouldBe(expectedRate);
        media.Master.Samples.ShouldBe(frames);
        media.Renditions.Select(file => file.Rung).ShouldBe(Rung.All);
        var original = kit.Decode(kit.Path("source"));
        foreach (var file in media.Renditions)
        {
            var raw = kit.Decode(kit.Path(file.Rung.FileName), "-flags2", "+skip_manual");
            (raw.Length / 2).ShouldBe((int)(file.Delay + file.Samples + file.Padding), file.Rung.FileName);
            file.Samples.ShouldBe(frames, file.Rung.FileName);
            var trimmed = raw.AsSpan(file.Delay * 2, (int)file.Samples * 2).ToArray();
            if (file.Rung.Quality != Quality.Low)
                BestShift(original, trimmed).ShouldBe(0, file.Rung.FileName);
            // ffmpeg misreads the beginning of an Ogg stream that is one page long, whoever made it.
            if (seconds < 1 && file.Rung.Format == AudioFormat.Ogg)
                continue;
            var asPlayed = kit.Decode(kit.Path(file.Rung.FileName)).Length / 2;
            asPlayed.ShouldBe(file.Rung.Format == AudioFormat.Aac ? (int)(file.Samples + file.Padding) : frames, file.Rung.FileName);
        }

        kit.Decode(kit.Path("lossless.flac")).ShouldBe(original);
    }

    [Fact]
    public async Task The_tag_of_every_MP3_file_has_the_right_checksum_and_padding_even_where_ffmpeg_cannot_write_it()
    {
        using var kit = new MediaKit();
        // 96,777 samples leave 1,190 of padding: more than the one frame that ffmpeg notes.
        foreach (var frames in (int[])[96_777, 96_000, 4_000])
        {
            (await kit.ProcessAsync(kit.Wav("source", 48_000, 2, frames, Tune))).Refusal.ShouldBeNull();
            using var file = File.OpenRead(kit.Path("high.mp3"));
            var tag = LameTag.TryRead(file)!;
            (tag.TotalSamples - tag.Delay - tag.Padding).ShouldBe(frames);
            var (written, right) = tag.Checksum();
            written.ShouldBe(right);
        }
    }

    [Fact]
    public async Task A_Vorbis_file_that_was_cut_without_recoding_gives_every_rung_the_length_of_the_master()
    {
        using var kit = new MediaKit();
        kit.Make("whole.ogg", "-f", "lavfi", "-i", "anoisesrc=d=12:seed=3:r=44100", "-ac", "2", "-c:a", "libvorbis");
        // Its first timestamp is not zero, and what it says of its length counts from there.
        kit.Make("cut.ogg", "-i", kit.Path("whole.ogg"), "-ss", "1.003", "-c", "copy");

        var (media, refusal) = await kit.ProcessAsync("cut.ogg");

        refusal.ShouldBeNull();
        media!.Renditions.Where(file => file.Rung.Quality != Quality.Preview).ShouldAllBe(file => file.Samples == media.Master.Samples);
    }

    [Fact]
    public async Task The_preview_holds_thirty_seconds_and_no_sample_more()
    {
        using var kit = new MediaKit();
        kit.Make("source", "-f", "lavfi", "-i", "sine=frequency=500:sample_rate=44100:duration=31", "-f", "wav");
        var (media, _) = await kit.ProcessAsync("source");
        var preview = media!.Renditions.Single(file => file.Rung.Quality == Quality.Preview);
        preview.Samples.ShouldBe(30 * 44_100);
        kit.Decode(kit.Path("preview.mp3")).Length.ShouldBe(30 * 44_100 * 2);
    }

    [Theory]
    [InlineData(8_000, 1, 48_000)]
    [InlineData(11_025, 1, 44_100)]
    [InlineData(22_050, 2, 44_100)]
    [InlineData(32_000, 2, 48_000)]
    [InlineData(88_200, 2, 44_100)]
    [InlineData(96_000, 6, 48_000)]
    public async Task Odd_rates_and_channels_become_stereo_at_44_1_or_48_kHz(int rate, int channels, int expectedRate)
    {
        using var kit = new MediaKit();
        var (media, refusal) = await kit.ProcessAsync(kit.Wav("source", rate, channels, rate, (i, _) => (short)(9000 * Math.Sin(2 * Math.PI * 440 * i / rate))));
        refusal.ShouldBeNull();
        media!.Master.SampleRate.ShouldBe(expectedRate);
        media.Master.Samples.ShouldBe(expectedRate);
        foreach (var file in media.Renditions)
            file.Samples.ShouldBe(expectedRate);
        // Loud enough to show that channels are copied, not halved, and never over full scale.
        var samples = kit.Decode(kit.Path("lossless.flac"));
        ((double)samples.Max(sample => Math.Abs((int)sample))).ShouldBeInRange(channels == 6 ? 3000 : 8900, channels == 6 ? 32_767 : 9100);
    }

    [Fact]
    public async Task What_is_over_full_scale_is_cut_off_alike_in_every_rung_and_the_stored_peak_is_that_of_what_is_left()
    {
        using var kit = new MediaKit();
        // 6 dB over full scale, as floating point may be.
        kit.Make("source", "-f", "lavfi", "-i", "aevalsrc=2*sin(2*PI*220*t)|2*sin(2*PI*220*t):s=44100:d=3", "-c:a", "pcm_f32le", "-f", "wav");
        var (media, refusal) = await kit.ProcessAsync("source");
        refusal.ShouldBeNull();
        media!.Master.TruePeakDbtp.ShouldBeInRange(-0.1, 2);
        var whole = kit.DecodeFloat(kit.Path("source"));
        Peak(whole).ShouldBeInRange(1.99f, 2.01f);
        var power = Power(kit.DecodeFloat(kit.Path(Rung.Lossless.FileName)));
        foreach (var rung in Rung.All.Where(rung => rung.Kbps is 0 or >= 96))
        {
            var samples = kit.DecodeFloat(kit.Path(rung.FileName));
            // What a lossy coder leaves out of a clipped wave rings around its corners; unclipped, it would reach 2 and have more than twice the power.
            Peak(samples).ShouldBeLessThan(1.35f, rung.FileName);
            // Coders lower such a sound by up to a seventh.
            (Power(samples) / power).ShouldBeInRange(0.8, 1.1, rung.FileName);
        }

        static float Peak(float[] samples) => samples.Max(Math.Abs);
        static double Power(float[] samples) => samples.Sum(sample => (double)sample * sample) / samples.Length;
    }

    [Fact]
    public async Task A_second_run_gives_the_same_bytes_without_any_metadata()
    {
        using var first = new MediaKit();
        using var second = new MediaKit();
        foreach (var kit in (MediaKit[])[first, second])
        {
            kit.Make("source", "-f", "lavfi", "-i", "anoisesrc=r=44100:d=3:seed=7:a=0.3", "-ac", "2", "-metadata", "title=A secret title", "-f", "flac");
            (await kit.ProcessAsync("source")).Refusal.ShouldBeNull();
        }

        foreach (var rung in Rung.All)
        {
            var bytes = File.ReadAllBytes(first.Path(rung.FileName));
            bytes.ShouldBe(File.ReadAllBytes(second.Path(rung.FileName)), rung.FileName);
            bytes.AsSpan().IndexOf("secret"u8).ShouldBe(-1, rung.FileName);
        }
    }

    [Fact]
    public async Task The_master_of_a_24_bit_source_keeps_every_bit()
    {
        using var kit = new MediaKit();
        kit.Make("source", "-f", "lavfi", "-i", "sine=frequency=331:sample_rate=48000:duration=1", "-af", "volume=0.37", "-c:a", "pcm_s24le", "-ac", "2", "-f", "wav");
        (await kit.ProcessAsync("source")).Refusal.ShouldBeNull();
        kit.Make("a.raw", "-i", kit.Path("source"), "-f", "s32le");
        kit.Make("b.raw", "-i", kit.Path("lossless.flac"), "-f", "s32le");
        File.ReadAllBytes(kit.Path("b.raw")).ShouldBe(File.ReadAllBytes(kit.Path("a.raw")));
    }

    private static int BestShift(short[] expected, short[] actual)
    {
        var (best, at) = (double.MinValue, 0);
        var middle = expected.Length / 4;
        for (var shift = -1500; shift <= 1500; shift++)
        {
            double sum = 0;
            for (var i = middle; i < middle + 3000; i++)
            {
                var other = i + shift;
                if (other >= 0 && other < actual.Length / 2)
                    sum += (double)expected[i * 2] * actual[other * 2];
            }

            if (sum > best)
                (best, at) = (sum, shift);
        }

        return at;
    }
}
