using System.Globalization;
using Spotify.Core;
using Spotify.Core.Playback;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>A rendition's file, made and checked.</summary>
/// <param name="Rung">Which it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Kbps">Its bit rate: nominal, for FLAC measured.</param>
/// <param name="Samples">True samples in it.</param>
/// <param name="Delay">Samples before the first true one; see <see cref="Gapless"/>.</param>
/// <param name="Padding">Samples after the last true one.</param>
internal sealed record RenditionFile(Rung Rung, long Bytes, int Kbps, long Samples, int Delay, int Padding);

/// <summary>
/// Makes every rung from the master and decodes each again before it is let out. The encoders of a group share one process and one decode; the groups run beside
/// each other. Everything is bit-exact and without metadata, so that a rerun gives the same bytes.
/// </summary>
internal sealed class Transcoder(MediaTool tool)
{
    private const string CheckFile = "check.txt";
    private const int LongestPadding = 8192;

    private static readonly string[] FromMaster = ["-loglevel", "level+error", "-xerror", "-protocol_whitelist", "file,pipe", "-f", "flac", "-i", Rung.Lossless.FileName];

    /// <summary>Encodes and checks.</summary>
    /// <param name="folder">The work folder, with the master in it.</param>
    /// <param name="master">The master.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Every rung, in the order of <see cref="Rung.All"/>.</returns>
    /// <exception cref="TransientException">An encoder failed, or one of its files is not what it should be.</exception>
    public async Task<IReadOnlyList<RenditionFile>> MakeAsync(string folder, Master master, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Rung.Encoded.Select(group => EncodeAsync(folder, group, master, cancellationToken)));
        return await CheckAsync(folder, master, cancellationToken);
    }

    /// <summary>The arguments that encode some rungs from an input, for one process; also what the benchmark gives to ffmpeg alone.</summary>
    internal static IEnumerable<string> OutputArguments(IEnumerable<Rung> rungs, int sampleRate, long samples) => rungs.SelectMany(rung => (IEnumerable<string>)
    [
        "-map", "0:a:0", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact",
        .. rung.Quality == Quality.Preview
            ? (IEnumerable<string>)["-af", string.Create(CultureInfo.InvariantCulture, $"atrim=end_sample={rung.SamplesOf(samples, sampleRate)}")]
            : [],
        .. rung.Encoder,
        // In the movie's usual milliseconds the edit list could not say how many samples are true.
        .. rung.Format == AudioFormat.Aac ? (IEnumerable<string>)["-movie_timescale", sampleRate.ToString(CultureInfo.InvariantCulture)] : [],
        rung.FileName,
    ]);

    private async Task EncodeAsync(string folder, IReadOnlyList<Rung> group, Master master, CancellationToken cancellationToken)
    {
        var result = await tool.FfmpegAsync(folder, [.. FromMaster, .. OutputArguments(group, master.SampleRate, master.Samples)], cancellationToken);
        if (!result.IsSuccess)
            throw new TransientException($"Encoding failed: {result.FirstError}");
    }

    private async Task<IReadOnlyList<RenditionFile>> CheckAsync(string folder, Master master, CancellationToken cancellationToken)
    {
        // Every packet of every rung is decoded, nothing trimmed; long frames keep the listing short.
        var inputs = Rung.All.SelectMany(rung => (IEnumerable<string>)["-flags2", "+skip_manual", "-i", rung.FileName]);
        var filter = string.Join(';', Rung.All.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"[{i}:a:0]asetnsamples=n=65536:p=0[o{i}]")));
        var maps = Rung.All.SelectMany((_, i) => (IEnumerable<string>)["-map", string.Create(CultureInfo.InvariantCulture, $"[o{i}]")]);
        var result = await tool.FfmpegAsync(
            folder,
            ["-loglevel", "level+error", "-xerror", "-protocol_whitelist", "file,pipe", .. inputs, "-filter_complex", filter, .. maps, "-f", "framecrc", CheckFile],
            cancellationToken);
        if (!result.IsSuccess || ToolMessages.HasError(result.Messages))
            throw new TransientException($"A rendition does not decode: {result.FirstError}");
        var decoded = CountSamples(Path.Combine(folder, CheckFile));
        return [.. Rung.All.Select((rung, i) => Describe(folder, rung, master, decoded.GetValueOrDefault(i)))];
    }

    private static Dictionary<int, long> CountSamples(string path)
    {
        var counts = new Dictionary<int, long>();
        foreach (var line in File.ReadLines(path))
        {
            // stream, dts, pts, samples, bytes, checksum
            var fields = line.Split(',');
            if (line.StartsWith('#') || fields.Length < 6)
                continue;
            var stream = int.Parse(fields[0], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
            counts[stream] = counts.GetValueOrDefault(stream) + long.Parse(fields[3], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
        }

        return counts;
    }

    private static RenditionFile Describe(string folder, Rung rung, Master master, long decoded)
    {
        var path = Path.Combine(folder, rung.FileName);
        var expected = rung.SamplesOf(master.Samples, master.SampleRate);
        var gapless = Gapless.TryRead(path, rung);
        if (rung.Format == AudioFormat.Mp3 && gapless is not null && gapless.Valid != expected)
            gapless = MendPadding(path, rung, decoded - expected - gapless.Delay);
        if (gapless is null || gapless.Valid != expected)
            throw new TransientException($"{rung.FileName} does not say that it holds {expected} samples");
        var padding = decoded - gapless.Delay - gapless.Valid;
        if (gapless.Delay < 0 || padding is < 0 or > LongestPadding)
            throw new TransientException($"{rung.FileName} decodes to {decoded} samples instead of {gapless.Delay} + {expected} and a little padding");
        var bytes = new FileInfo(path).Length;
        var kbps = rung.Kbps > 0 ? rung.Kbps : (int)Math.Round(bytes * 8 / ((double)expected / master.SampleRate) / 1000);
        return new RenditionFile(rung, bytes, kbps, expected, (int)gapless.Delay, (int)padding);
    }

    private static Gapless? MendPadding(string path, Rung rung, long padding)
    {
        if (padding is >= 0 and <= 2 * 1152)
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1);
            LameTag.TryRead(file)?.WritePadding(file, (int)padding + LameTag.DecoderDelay);
        }

        return Gapless.TryRead(path, rung);
    }
}
