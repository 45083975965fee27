namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// Pitch classes from the peaks of a long spectrum (HPCP, Gómez 2006): each peak between 55 Hz and 2,100 Hz counts for the pitch that it is and, ever less, for those of which
/// it may be a harmonic. Bins are thirds of a semitone; how the recording is tuned is known at its end, and <see cref="Fold"/> takes it into account.
/// </summary>
internal sealed class ChromaReader
{
    /// <summary>Bins of an octave.</summary>
    public const int Bins = 36;

    private const double Lowest = 55;
    private const double Highest = 2_100;
    private const int Harmonics = 4;
    private const double HarmonicDecay = 0.6;
    private const float PeakFloor = 1e-5f;
    private const float QuietestPower = 1e-9f;

    // A note stands this far (natural logarithm of power) above the middle of its surroundings; noise hardly ever does.
    private const double Prominence = 3;
    private const int Around = 24;

    private readonly RealFft _fft;
    private readonly float[] _window;
    private readonly float[] _windowed;
    private readonly float[] _power;
    private readonly double[] _logs;
    private readonly double[] _bins = new double[Bins];
    private double _tuningCos;
    private double _tuningSin;

    /// <param name="size">Samples of a frame.</param>
    public ChromaReader(int size)
    {
        _fft = new RealFft(size);
        (_window, _windowed, _power, _logs) = (RealFft.Hann(size), new float[size], new float[(size / 2) + 1], new double[(size / 2) + 2]);
    }

    /// <summary>How far the notes are from 440 Hz and its neighbours, in semitones.</summary>
    public double Tuning => _tuningCos == 0 && _tuningSin == 0 ? 0 : Math.Atan2(_tuningSin, _tuningCos) / (2 * Math.PI);

    /// <summary>Twelve pitch classes from C on.</summary>
    /// <param name="bins">Sums or means of frames.</param>
    /// <param name="tuning">Where the recording is tuned, in semitones.</param>
    public static double[] Fold(ReadOnlySpan<double> bins, double tuning)
    {
        var folded = new double[12];
        for (var pitch = 0; pitch < 12; pitch++)
        {
            for (var bin = 0; bin < Bins; bin++)
            {
                var distance = (bin / 3.0) - pitch - tuning;
                distance -= 12 * Math.Round(distance / 12);
                if (Math.Abs(distance) < 0.6)
                    folded[pitch] += bins[bin] * Math.Pow(Math.Cos(Math.PI * distance / 1.2), 2);
            }
        }

        return folded;
    }

    /// <summary>Reads a frame and appends its bins.</summary>
    public void Read(ReadOnlySpan<float> samples, List<Half> output)
    {
        MelBank.Multiply(samples, _window, _windowed);
        _fft.Power(_windowed, _power);
        Array.Clear(_bins);
        var perBin = (double)AudioFrames.SampleRate / _fft.Size;
        var (first, last) = ((int)(Lowest / perBin), (int)(Highest / perBin));
        var strongest = QuietestPower;
        foreach (var power in _power.AsSpan(first, last - first))
            strongest = Math.Max(strongest, power);
        SumLogs(last + Around + 1);
        for (var bin = first; bin < last; bin++)
        {
            var (before, power, after) = (_power[bin - 1], _power[bin], _power[bin + 1]);
            if (power > strongest * PeakFloor && power > QuietestPower && power >= before && power > after && IsProminent(bin, power))
                AddPeak(bin, before, power, after, perBin);
        }

        var most = _bins.Max();
        foreach (var value in _bins)
            output.Add((Half)(most > 0 ? value / most : 0));
    }

    // Sums of logarithms up to each bin, from which the mean of any stretch follows at once.
    private void SumLogs(int count)
    {
        for (var bin = 0; bin < count; bin++)
            _logs[bin + 1] = _logs[bin] + MathF.Log(_power[bin] + 1e-20f);
    }

    private bool IsProminent(int bin, float power)
    {
        var (from, to) = (Math.Max(0, bin - Around), bin + Around + 1);
        return Math.Log(power) - ((_logs[to] - _logs[from]) / (to - from)) > Prominence;
    }

    private void AddPeak(int bin, float before, float power, float after, double perBin)
    {
        var (left, middle, right) = (Math.Log(before + 1e-20), Math.Log(power), Math.Log(after + 1e-20));
        var shift = 0.5 * (left - right) / (left - (2 * middle) + right);
        var semitones = 12 * Math.Log2((bin + shift) * perBin / 440);
        // The square root of the amplitude: a loud bass does not drown the chord above it.
        var weight = Math.Sqrt(Math.Sqrt(power));
        var (sin, cos) = Math.SinCos(2 * Math.PI * semitones);
        _tuningCos += weight * cos;
        _tuningSin += weight * sin;
        for (int harmonic = 1; harmonic <= Harmonics; harmonic++, weight *= HarmonicDecay)
        {
            // A is nine semitones above C.
            var place = (semitones + 9 - (12 * Math.Log2(harmonic))) * 3;
            place -= Bins * Math.Floor(place / Bins);
            var low = (int)place % Bins;
            var part = place - Math.Floor(place);
            _bins[low] += weight * (1 - part);
            _bins[(low + 1) % Bins] += weight * part;
        }
    }
}
