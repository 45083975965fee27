namespace Spotify.Core.Ingestion.Analysis;

/// <summary>Sums log-mel frames up into the parts of a <see cref="MelSummary"/>. A track of fewer frames than parts shows a frame in several.</summary>
internal sealed class MelPooling
{
    private readonly long _expected;
    private readonly int _parts;
    private readonly double[] _sums;
    private readonly double[] _squares;
    private readonly long[] _counts;

    /// <param name="expected">How many frames there will be, about.</param>
    public MelPooling(long expected)
    {
        _expected = expected;
        _parts = (int)Math.Min(MelSummary.Frames, expected);
        (_sums, _squares, _counts) = (new double[_parts * MelSummary.Bands], new double[_parts * MelSummary.Bands], new long[_parts]);
    }

    /// <summary>Takes a frame.</summary>
    public void Add(long index, ReadOnlySpan<float> decibels)
    {
        var part = (int)Math.Min(_parts - 1, index * _parts / _expected);
        _counts[part]++;
        for (var band = 0; band < MelSummary.Bands; band++)
        {
            double value = decibels[band];
            _sums[(part * MelSummary.Bands) + band] += value;
            _squares[(part * MelSummary.Bands) + band] += value * value;
        }
    }

    /// <summary>The summary of all frames.</summary>
    public MelSummary ToSummary(uint durationMs)
    {
        // Where the audio ended sooner than was said, its last part fills what is left.
        var filled = Math.Max(1, Array.FindLastIndex(_counts, count => count > 0) + 1);
        int Place(int band, int frame) => ((frame * filled / MelSummary.Frames) * MelSummary.Bands) + band;
        long Count(int frame) => Math.Max(1, _counts[frame * filled / MelSummary.Frames]);
        double Mean(int band, int frame) => _counts[0] == 0 ? AudioFrames.Silence : _sums[Place(band, frame)] / Count(frame);
        return MelSummary.Create(
            durationMs,
            Mean,
            (band, frame) => Math.Sqrt(Math.Max(0, (_squares[Place(band, frame)] / Count(frame)) - Math.Pow(_sums[Place(band, frame)] / Count(frame), 2))));
    }
}
