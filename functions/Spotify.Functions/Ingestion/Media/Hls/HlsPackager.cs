using Spotify.Core;
using Spotify.Core.Playback;
using Spotify.Core.Playback.Hls;

namespace Spotify.Functions.Ingestion.Media.Hls;

/// <summary>A track's files for HTTP Live Streaming, made and checked, in the work folder.</summary>
/// <param name="Index">Where they are cut.</param>
/// <param name="Files">The files, in the order of <see cref="Rung.Hls"/>.</param>
internal sealed record HlsPackage(HlsIndex Index, IReadOnlyList<HlsFile> Files)
{
    /// <summary>The index's file.</summary>
    public const string IndexFileName = "hls.json";
}

/// <summary>One rung's file.</summary>
/// <param name="Rung">Which it is.</param>
/// <param name="Codecs">The codec as RFC 6381 writes it.</param>
/// <param name="Bandwidth">What it needs of the network.</param>
internal sealed record HlsFile(Rung Rung, string Codecs, HlsBandwidth Bandwidth);

/// <summary>
/// Puts the AAC rungs and the master into fragmented MP4, one file a rung, all cut at the same true samples. Nothing is encoded again: the frames are those of the
/// progressive files, byte for byte. Each file is then decoded to its end and its samples counted, as those are.
/// </summary>
internal sealed class HlsPackager(MediaTool tool, Transcoder transcoder)
{
    private const int AacFrame = 1024;
    private const string MasterInMp4 = "lossless.mp4";

    /// <summary>Makes the files and their index.</summary>
    /// <param name="folder">The work folder, with the rungs of <see cref="Rung.Hls"/> in it.</param>
    /// <param name="master">The master.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The files; null where it took longer than is allowed.</returns>
    /// <exception cref="TransientException">A file cannot be made, or does not decode to what it should.</exception>
    public async Task<HlsPackage?> MakeAsync(string folder, Master master, CancellationToken cancellationToken)
    {
        // A FLAC file does not say where its blocks are; put into MP4, it does.
        var wrapped = await tool.FfmpegAsync(
            folder,
            [
                "-loglevel", "level+error", "-xerror", "-protocol_whitelist", "file,pipe", "-f", "flac", "-i", Rung.Lossless.FileName,
                "-map", "0:a:0", "-map_metadata", "-1", "-fflags", "+bitexact", "-c:a", "copy", "-strict", "experimental", "-f", "mp4", MasterInMp4,
            ],
            cancellationToken);
        if (wrapped.HitLimit)
            return null;
        if (!wrapped.IsSuccess)
            throw new TransientException($"The master cannot be put into MP4: {wrapped.FirstError}");
        try
        {
            var index = new HlsIndex(master.SampleRate, master.Samples, HlsIndex.SegmentSamplesAt(master.SampleRate), []);
            var expected = new List<long>();
            foreach (var rung in Rung.Hls)
            {
                var sizes = await WriteAsync(folder, rung, index, cancellationToken);
                index = index with { Rungs = [.. index.Rungs, new HlsRungIndex(rung.Quality, sizes.InitBytes, sizes.SegmentBytes)] };
                expected.Add(rung.Format == AudioFormat.Aac ? (long)sizes.Frames * AacFrame : master.Samples);
            }

            File.Delete(Path.Combine(folder, MasterInMp4));
            if (await transcoder.DecodeAsync(folder, [.. Rung.Hls.Select(rung => rung.HlsFileName)], cancellationToken) is not { } decoded)
                return null;
            if (!decoded.SequenceEqual(expected))
                throw new TransientException($"The files for HTTP Live Streaming decode to {string.Join(", ", decoded)} samples instead of {string.Join(", ", expected)}");
            await File.WriteAllBytesAsync(Path.Combine(folder, HlsPackage.IndexFileName), index.Write(), cancellationToken);
            return new HlsPackage(index, [.. Rung.Hls.Zip(index.Rungs, (rung, cuts) => new HlsFile(rung, CodecsOf(rung), HlsBandwidth.Of(index, cuts)))]);
        }
        catch (InvalidDataException problem)
        {
            throw new TransientException($"A rung cannot be cut: {problem.Message}", problem);
        }
    }

    private static Task<FragmentSizes> WriteAsync(string folder, Rung rung, HlsIndex index, CancellationToken cancellationToken)
    {
        var isAac = rung.Format == AudioFormat.Aac;
        var source = Path.Combine(folder, isAac ? rung.FileName : MasterInMp4);
        var track = Mp4Track.Read(source);
        if (track.TimeScale != index.SampleRate)
            throw new InvalidDataException($"{rung.FileName} counts in 1/{track.TimeScale} s");
        return FragmentedMp4.WriteAsync(
            source, track, index.Samples, isAac ? AacFrame : HlsIndex.BlockSamples, index.SegmentSamples, Path.Combine(folder, rung.HlsFileName), cancellationToken);
    }

    // The encoder makes AAC-LC, object type 2 of MPEG-4 audio.
    private static string CodecsOf(Rung rung) => rung.Format == AudioFormat.Aac ? "mp4a.40.2" : "fLaC";
}
