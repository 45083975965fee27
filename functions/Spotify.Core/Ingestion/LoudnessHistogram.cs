namespace Spotify.Core.Ingestion;

/// <summary>
/// The loudness of 400 ms blocks that overlap by three quarters, counted by tenths of a LU: what the gated measure of ITU-R BS.1770-4 needs. Counts of several
/// tracks added together give the loudness of the album, exactly as if it had been measured in one go but for the blocks across the seams.
/// </summary>
public sealed record LoudnessHistogram
{
    /// <summary>The absolute gate in LUFS; what is quieter counts as silence. The figure given where nothing is louder.</summary>
    public const double AbsoluteGate = -70;

    private const double RelativeGate = -10;
    private const int BinsPerUnit = 10;
    private const double Loudest = 10;
    private static readonly int BinCount = (int)((Loudest - AbsoluteGate) * BinsPerUnit);

    /// <summary>Blocks by bin: bin <c>i</c> holds those from <c>-70 + i/10</c> LUFS up to the next; only bins that hold any.</summary>
    public IReadOnlyDictionary<int, long> Bins { get; init; } = new Dictionary<int, long>();

    /// <summary>Counts blocks.</summary>
    /// <param name="blocks">The momentary loudness of each block in LUFS; not-a-number and what is below the gate is left out.</param>
    public static LoudnessHistogram FromBlocks(IEnumerable<double> blocks)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        var bins = new Dictionary<int, long>();
        foreach (var block in blocks)
        {
            // Not-a-number fails this comparison as well.
            if (!(block >= AbsoluteGate))
                continue;
            var bin = Math.Min(BinCount - 1, (int)((block - AbsoluteGate) * BinsPerUnit));
            bins[bin] = bins.GetValueOrDefault(bin) + 1;
        }

        return new LoudnessHistogram { Bins = bins };
    }

    /// <summary>All blocks of several pieces.</summary>
    public static LoudnessHistogram Sum(IEnumerable<LoudnessHistogram> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var bins = new Dictionary<int, long>();
        foreach (var (bin, count) in pieces.SelectMany(piece => piece.Bins))
            bins[bin] = bins.GetValueOrDefault(bin) + count;
        return new LoudnessHistogram { Bins = bins };
    }

    /// <summary>The gated, integrated loudness in LUFS; <see cref="AbsoluteGate"/> where nothing is louder.</summary>
    public double Integrated()
    {
        if (MeanPower(0) is not { } ungated)
            return AbsoluteGate;
        var gate = Math.Max(AbsoluteGate, ToLufs(ungated) + RelativeGate);
        return MeanPower((int)Math.Floor((gate - AbsoluteGate) * BinsPerUnit)) is { } gated ? Math.Round(ToLufs(gated), 2) : AbsoluteGate;
    }

    private static double ToLufs(double power) => 10 * Math.Log10(power);

    private double? MeanPower(int fromBin)
    {
        double sum = 0;
        long count = 0;
        foreach (var (bin, blocks) in Bins.Where(entry => entry.Key >= fromBin).OrderBy(entry => entry.Key))
        {
            sum += blocks * Math.Pow(10, (AbsoluteGate + ((bin + 0.5) / BinsPerUnit)) / 10);
            count += blocks;
        }

        return count == 0 ? null : sum / count;
    }
}
