using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// The power spectrum of real samples: a complex transform of half the length (decimation in time: the first two stages at once while
/// the samples are brought into order, the others in radix 2, each stage's factors side by side so that the inner loops are vectors), untangled at the end. One instance serves one thread.
/// </summary>
public sealed class RealFft
{
    // The first stage that is left after loading joins halves of this length.
    private const int FirstHalf = 4;

    private readonly int _half;
    private readonly int[] _order;
    private readonly float[] _re;
    private readonly float[] _im;
    private readonly float[] _cos;
    private readonly float[] _sin;
    private readonly float[] _lastCos;
    private readonly float[] _lastSin;

    /// <param name="size">Samples of a frame, a power of two from 8.</param>
    public RealFft(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 8);
        if (!BitOperations.IsPow2(size))
            throw new ArgumentOutOfRangeException(nameof(size), size, "not a power of two");
        Size = size;
        _half = size / 2;
        (_re, _im, _order) = (new float[_half], new float[_half], new int[_half]);
        var bits = BitOperations.Log2((uint)_half);
        for (var i = 1; i < _half; i++)
            _order[i] = (_order[i >> 1] >> 1) | ((i & 1) << (bits - 1));
        // The stage of length L has its L/2 factors from place L/2 on.
        (_cos, _sin) = (new float[_half], new float[_half]);
        for (var half = 1; half < _half; half *= 2)
        {
            for (var k = 0; k < half; k++)
                (_sin[half + k], _cos[half + k]) = SinCos(-Math.PI * k / half);
        }

        (_lastCos, _lastSin) = (new float[(_half / 2) + 1], new float[(_half / 2) + 1]);
        for (var k = 0; k < _lastCos.Length; k++)
            (_lastSin[k], _lastCos[k]) = SinCos(-Math.PI * k / _half);
    }

    /// <summary>Samples of a frame.</summary>
    public int Size { get; }

    /// <summary>A Hann window of some length, scaled so that a sine of full scale has power 1 in its bin.</summary>
    public static float[] Hann(int size) => [.. Enumerable.Range(0, size).Select(i => (float)((1 - Math.Cos(2 * Math.PI * i / size)) * 2 / size))];

    /// <summary>The squared magnitude of every bin from zero to half of the sampling rate.</summary>
    /// <param name="samples">One frame, windowed.</param>
    /// <param name="power">One more than half as many figures.</param>
    public void Power(ReadOnlySpan<float> samples, Span<float> power)
    {
        Load(samples);
        Transform();
        var (first, second) = (_re[0] + _im[0], _re[0] - _im[0]);
        (power[0], power[_half]) = (first * first, second * second);
        var k = UntangleVectors(power);
        for (var mirror = _half - k; k <= mirror; k++, mirror--)
        {
            var (evenRe, evenIm) = ((_re[k] + _re[mirror]) / 2, (_im[k] - _im[mirror]) / 2);
            var (oddRe, oddIm) = ((_im[k] + _im[mirror]) / 2, (_re[mirror] - _re[k]) / 2);
            var turnedRe = (oddRe * _lastCos[k]) - (oddIm * _lastSin[k]);
            var turnedIm = (oddRe * _lastSin[k]) + (oddIm * _lastCos[k]);
            power[k] = Square(evenRe + turnedRe) + Square(evenIm + turnedIm);
            power[mirror] = Square(evenRe - turnedRe) + Square(evenIm - turnedIm);
        }
    }

    // Eight bins and their mirrors at a time, from the first on; says which is the next.
    private int UntangleVectors(Span<float> power)
    {
        var k = 1;
        if (!Vector256.IsHardwareAccelerated)
            return k;
        var backwards = Vector256.Create(7, 6, 5, 4, 3, 2, 1, 0);
        var half = Vector256.Create(0.5f);
        for (; k + 7 < _half - k - 7; k += 8)
        {
            var mirror = _half - k - 7;
            var (re, im) = (Vector256.Create(_re.AsSpan(k)), Vector256.Create(_im.AsSpan(k)));
            var mirrorRe = Vector256.Shuffle(Vector256.Create(_re.AsSpan(mirror)), backwards);
            var mirrorIm = Vector256.Shuffle(Vector256.Create(_im.AsSpan(mirror)), backwards);
            var (cos, sin) = (Vector256.Create(_lastCos.AsSpan(k)), Vector256.Create(_lastSin.AsSpan(k)));
            var (evenRe, evenIm) = ((re + mirrorRe) * half, (im - mirrorIm) * half);
            var (oddRe, oddIm) = ((im + mirrorIm) * half, (mirrorRe - re) * half);
            var turnedRe = (oddRe * cos) - (oddIm * sin);
            var turnedIm = (oddRe * sin) + (oddIm * cos);
            var (sumRe, sumIm, differenceRe, differenceIm) = (evenRe + turnedRe, evenIm + turnedIm, evenRe - turnedRe, evenIm - turnedIm);
            ((sumRe * sumRe) + (sumIm * sumIm)).CopyTo(power[k..]);
            Vector256.Shuffle((differenceRe * differenceRe) + (differenceIm * differenceIm), backwards).CopyTo(power[mirror..]);
        }

        return k;
    }

    private static float Square(float value) => value * value;

    private static (float Sin, float Cos) SinCos(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return ((float)sin, (float)cos);
    }

    // Brings the samples into order, and does the first two stages on the way, whose factors are 1 and -i.
    private void Load(ReadOnlySpan<float> samples)
    {
        var pairs = MemoryMarshal.Cast<float, Complex32>(samples[..Size]);
        var order = _order.AsSpan();
        for (var i = 0; i + 3 < order.Length; i += 4)
        {
            var (a, b, c, d) = (pairs[order[i]], pairs[order[i + 1]], pairs[order[i + 2]], pairs[order[i + 3]]);
            var (sumRe, sumIm, differenceRe, differenceIm) = (a.Re + b.Re, a.Im + b.Im, a.Re - b.Re, a.Im - b.Im);
            var (otherRe, otherIm, turnedRe, turnedIm) = (c.Re + d.Re, c.Im + d.Im, c.Im - d.Im, d.Re - c.Re);
            (_re[i], _im[i]) = (sumRe + otherRe, sumIm + otherIm);
            (_re[i + 1], _im[i + 1]) = (differenceRe + turnedRe, differenceIm + turnedIm);
            (_re[i + 2], _im[i + 2]) = (sumRe - otherRe, sumIm - otherIm);
            (_re[i + 3], _im[i + 3]) = (differenceRe - turnedRe, differenceIm - turnedIm);
        }
    }

    private void Transform()
    {
        for (var half = FirstHalf; half < _half; half *= 2)
        {
            for (var start = 0; start < _half; start += 2 * half)
            {
                if (half >= Vector<float>.Count)
                    ButterflyVectors(start, half);
                else
                    ButterflyFours(start, half);
            }
        }
    }

    private void ButterflyFours(int start, int half)
    {
        for (int low = start, high = start + half, k = half; k < 2 * half; low += 4, high += 4, k += 4)
        {
            var (lowRe, lowIm) = (Vector128.Create(_re.AsSpan(low)), Vector128.Create(_im.AsSpan(low)));
            var (highRe, highIm) = (Vector128.Create(_re.AsSpan(high)), Vector128.Create(_im.AsSpan(high)));
            var (cos, sin) = (Vector128.Create(_cos.AsSpan(k)), Vector128.Create(_sin.AsSpan(k)));
            var re = (highRe * cos) - (highIm * sin);
            var im = (highRe * sin) + (highIm * cos);
            (lowRe - re).CopyTo(_re.AsSpan(high));
            (lowIm - im).CopyTo(_im.AsSpan(high));
            (lowRe + re).CopyTo(_re.AsSpan(low));
            (lowIm + im).CopyTo(_im.AsSpan(low));
        }
    }

    private void ButterflyVectors(int start, int half)
    {
        var lowRe = Vectors(_re, start, half);
        var lowIm = Vectors(_im, start, half);
        var highRe = Vectors(_re, start + half, half);
        var highIm = Vectors(_im, start + half, half);
        var cos = Vectors(_cos, half, half);
        var sin = Vectors(_sin, half, half);
        for (var i = 0; i < lowRe.Length; i++)
        {
            var re = (highRe[i] * cos[i]) - (highIm[i] * sin[i]);
            var im = (highRe[i] * sin[i]) + (highIm[i] * cos[i]);
            (highRe[i], highIm[i]) = (lowRe[i] - re, lowIm[i] - im);
            (lowRe[i], lowIm[i]) = (lowRe[i] + re, lowIm[i] + im);
        }
    }

    private static Span<Vector<float>> Vectors(float[] array, int start, int length) => MemoryMarshal.Cast<float, Vector<float>>(array.AsSpan(start, length));

    // Two samples side by side: one complex number of the transform of half the length.
    private readonly record struct Complex32(float Re, float Im);
}
