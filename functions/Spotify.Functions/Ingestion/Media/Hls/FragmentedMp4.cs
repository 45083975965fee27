namespace Spotify.Functions.Ingestion.Media.Hls;

/// <summary>
/// Writes the frames of an MP4 track anew as fragmented MP4: an initialisation section, then one fragment a segment. ffmpeg's own muxer cannot cut where all rungs must be
/// cut: what an AAC encoder gives begins with a frame that is not to be heard, so the first segment has one frame more than the others, and there is no setting for that.
/// No time of day and no tool's name is in the file: the same frames give the same bytes.
/// </summary>
internal static class FragmentedMp4
{
    // Every frame of AAC and FLAC can be decoded without another one's help.
    private const int IsIndependent = 0x0200_0000;

    private const int DefaultBaseIsMoof = 0x02_0000;
    private const int HasDataOffset = 0x001;
    private const int HasDurations = 0x100;
    private const int HasSizes = 0x200;

    /// <summary>Writes it.</summary>
    /// <param name="source">The file that the track was read from.</param>
    /// <param name="track">The track.</param>
    /// <param name="samples">How many samples are true: what comes after them is left out as far as whole frames go.</param>
    /// <param name="frameSamples">Samples that every frame decodes to; the last of FLAC is shorter.</param>
    /// <param name="segmentSamples">Samples of every segment but the last.</param>
    /// <param name="target">The file to write.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>How the file is cut.</returns>
    /// <exception cref="InvalidDataException">No frame begins where a segment must, or the frames end before the track does.</exception>
    public static async Task<FragmentSizes> WriteAsync(
        string source, Mp4Track track, long samples, int frameSamples, int segmentSamples, string target, CancellationToken cancellationToken)
    {
        await using var input = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.Read, 1, useAsync: true);
        await using var output = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true);
        var boxes = new BoxWriter();
        WriteInit(boxes, track, samples, frameSamples);
        await output.WriteAsync(boxes.Written, cancellationToken);
        var (initBytes, segments, decodeTime, count) = (boxes.Length, new List<long>(), 0L, 0);
        foreach (var frames in Cut(track, samples, frameSamples, segmentSamples))
        {
            boxes.Clear();
            WriteFragment(boxes, segments.Count + 1, decodeTime, frameSamples, frames);
            await CopyAsync(input, boxes, frames, cancellationToken);
            await output.WriteAsync(boxes.Written, cancellationToken);
            segments.Add(boxes.Length);
            decodeTime += frames.Sum(frame => (long)frame.Duration);
            count += frames.Count;
        }

        return new FragmentSizes(initBytes, segments, count);
    }

    /// <summary>The frames of each segment. The first has those that are not to be heard besides, so that all begin at the same true sample in every rung.</summary>
    private static IEnumerable<List<Mp4Frame>> Cut(Mp4Track track, long samples, int frameSamples, int segmentSamples)
    {
        var (time, next, segment) = (-track.Delay, (long)segmentSamples, new List<Mp4Frame>());
        foreach (var frame in Frames(track, samples, frameSamples))
        {
            if (time >= next)
            {
                if (time > next)
                    throw new InvalidDataException($"No frame begins at sample {next}, where a segment must.");
                yield return segment;
                segment = [];
                next += segmentSamples;
            }

            segment.Add(frame);
            time += frame.Duration;
        }

        if (time != samples)
            throw new InvalidDataException($"The frames hold {time} true samples instead of {samples}.");
        yield return segment;
    }

    // The last frame is only as long as what is true of it; frames of padding alone are left out.
    private static IEnumerable<Mp4Frame> Frames(Mp4Track track, long samples, int frameSamples)
    {
        var left = track.Delay + samples;
        for (var i = 0; i < track.Frames.Count && left > 0; i++)
        {
            var frame = track.Frames[i];
            if (frame.Duration != frameSamples && i < track.Frames.Count - 1)
                throw new InvalidDataException($"Frame {i} has {frame.Duration} samples instead of {frameSamples}.");
            var duration = (int)Math.Min(left, frameSamples);
            left -= duration;
            yield return frame with { Duration = duration };
        }
    }

    private static void WriteInit(BoxWriter boxes, Mp4Track track, long samples, int frameSamples)
    {
        boxes.Box("ftyp"u8, () => boxes.Bytes("iso6"u8).Word(0).Bytes("iso6mp41"u8));
        boxes.Box("moov"u8, () =>
        {
            boxes.FullBox("mvhd"u8, 0, 0, () =>
            {
                boxes.Zeros(8).Word(track.TimeScale).Word(0).Word(0x1_0000).Half(0x100).Zeros(10);
                Matrix(boxes);
                boxes.Zeros(24).Word(2);
            });
            boxes.Box("trak"u8, () => WriteTrack(boxes, track));
            boxes.Box("mvex"u8, () =>
            {
                boxes.FullBox("mehd"u8, 1, 0, () => boxes.Long(samples));
                boxes.FullBox("trex"u8, 0, 0, () => boxes.Word(1).Word(1).Word(frameSamples).Word(0).Word(IsIndependent));
            });
        });
    }

    private static void WriteTrack(BoxWriter boxes, Mp4Track track)
    {
        // Enabled, in the movie and in its preview.
        boxes.FullBox("tkhd"u8, 0, 7, () =>
        {
            boxes.Zeros(8).Word(1).Zeros(4).Word(0).Zeros(8).Half(0).Half(1).Half(0x100).Half(0);
            Matrix(boxes);
            boxes.Zeros(8);
        });
        // No length: an edit of a fragmented file goes on to its end.
        if (track.Delay > 0)
            boxes.Box("edts"u8, () => boxes.FullBox("elst"u8, 0, 0, () => boxes.Word(1).Word(0).Word((int)track.Delay).Half(1).Half(0)));
        boxes.Box("mdia"u8, () =>
        {
            const int Undetermined = 0x55C4;
            boxes.FullBox("mdhd"u8, 0, 0, () => boxes.Zeros(8).Word(track.TimeScale).Word(0).Half(Undetermined).Half(0));
            boxes.FullBox("hdlr"u8, 0, 0, () => boxes.Word(0).Bytes("soun"u8).Zeros(13));
            boxes.Box("minf"u8, () =>
            {
                boxes.FullBox("smhd"u8, 0, 0, () => boxes.Word(0));
                boxes.Box("dinf"u8, () => boxes.FullBox("dref"u8, 0, 0, () =>
                {
                    boxes.Word(1);
                    boxes.FullBox("url "u8, 0, 1, () => { });
                }));
                boxes.Box("stbl"u8, () =>
                {
                    boxes.FullBox("stsd"u8, 0, 0, () => boxes.Word(1).Bytes(track.SampleEntry));
                    boxes.FullBox("stts"u8, 0, 0, () => boxes.Word(0));
                    boxes.FullBox("stsc"u8, 0, 0, () => boxes.Word(0));
                    boxes.FullBox("stsz"u8, 0, 0, () => boxes.Word(0).Word(0));
                    boxes.FullBox("stco"u8, 0, 0, () => boxes.Word(0));
                });
            });
        });
    }

    private static void Matrix(BoxWriter boxes) => boxes.Word(0x1_0000).Zeros(12).Word(0x1_0000).Zeros(12).Word(0x4000_0000);

    private static void WriteFragment(BoxWriter boxes, int number, long decodeTime, int frameSamples, List<Mp4Frame> frames)
    {
        var dataOffset = 0;
        var isEven = frames.TrueForAll(frame => frame.Duration == frameSamples);
        boxes.Box("moof"u8, () =>
        {
            boxes.FullBox("mfhd"u8, 0, 0, () => boxes.Word(number));
            boxes.Box("traf"u8, () =>
            {
                boxes.FullBox("tfhd"u8, 0, DefaultBaseIsMoof, () => boxes.Word(1));
                boxes.FullBox("tfdt"u8, 1, 0, () => boxes.Long(decodeTime));
                boxes.FullBox("trun"u8, 0, HasDataOffset | HasSizes | (isEven ? 0 : HasDurations), () =>
                {
                    boxes.Word(frames.Count);
                    dataOffset = boxes.Length;
                    boxes.Word(0);
                    foreach (var frame in frames)
                    {
                        if (!isEven)
                            boxes.Word(frame.Duration);
                        boxes.Word(frame.Bytes);
                    }
                });
            });
        });
        boxes.Patch(dataOffset, boxes.Length + 8);
    }

    private static async Task CopyAsync(FileStream input, BoxWriter boxes, List<Mp4Frame> frames, CancellationToken cancellationToken)
    {
        var total = frames.Sum(frame => frame.Bytes);
        var data = new byte[total];
        var at = 0;
        // Frames that lie side by side, as they nearly always do, are read in one go.
        for (var first = 0; first < frames.Count;)
        {
            var (count, bytes) = (1, frames[first].Bytes);
            while (first + count < frames.Count && frames[first + count].Offset == frames[first].Offset + bytes)
                bytes += frames[first + count++].Bytes;
            input.Position = frames[first].Offset;
            await input.ReadExactlyAsync(data.AsMemory(at, bytes), cancellationToken);
            (at, first) = (at + bytes, first + count);
        }

        boxes.Box("mdat"u8, () => boxes.Bytes(data));
    }
}

/// <summary>How a fragmented file is cut.</summary>
/// <param name="InitBytes">Bytes of the initialisation section.</param>
/// <param name="SegmentBytes">Bytes of each segment.</param>
/// <param name="Frames">How many frames it holds.</param>
internal sealed record FragmentSizes(long InitBytes, IReadOnlyList<long> SegmentBytes, int Frames);
