using System.Numerics;
using System.Runtime.InteropServices;

namespace Spotify.Core.Ingestion.Analysis;

/// <summary>
/// The power spectrum of real samples: a complex transform of half the length (radix 2, decimation in time, each stage's factors side by side so that the inner loops
/// are vectors), untangled at the end. One instance serves one thread.
/// </summary>
public sealed class RealFft
{
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
        for (var i = 0; i < _half; i++)
        {
            var from = 2 * _order[i];
            (_re[i], _im[i]) = (samples[from], samples[from + 1]);
        }

        Transform();
        var (first, second) = (_re[0] + _im[0], _re[0] - _im[0]);
        (power[0], power[_half]) = (first * first, second * second);
        for (int k = 1, mirror = _half - 1; k <= mirror; k++, mirror--)
        {
            var (evenRe, evenIm) = ((_re[k] + _re[mirror]) / 2, (_im[k] - _im[mirror]) / 2);
            var (oddRe, oddIm) = ((_im[k] + _im[mirror]) / 2, (_re[mirror] - _re[k]) / 2);
            var turnedRe = (oddRe * _lastCos[k]) - (oddIm * _lastSin[k]);
            var turnedIm = (oddRe * _lastSin[k]) + (oddIm * _lastCos[k]);
            power[k] = Square(evenRe + turnedRe) + Square(evenIm + turnedIm);
            power[mirror] = Square(evenRe - turnedRe) + Square(evenIm - turnedIm);
        }
    }

    private static float Square(float value) => value * value;

    private static (float Sin, float Cos) SinCos(double angle)
    {
        var (sin, cos) = Math.SinCos(angle);
        return ((float)sin, (float)cos);
    }

    private void Transform()
    {
        for (var half = 1; half < _half; half *= 2)
        {
            for (var start = 0; start < _half; start += 2 * half)
            {
                if (half >= Vector<float>.Count)
                    ButterflyVectors(start, half);
                else
                    Butterfly(start, half);
            }
        }
    }

    private void Butterfly(int start, int half)
    {
        for (int low = start, high = start + half, k = half; k < 2 * half; low++, high++, k++)
        {
            var re = (_re[high] * _cos[k]) - (_im[high] * _sin[k]);
            var im = (_re[high] * _sin[k]) + (_im[high] * _cos[k]);
            (_re[high], _im[high]) = (_re[low] - re, _im[low] - im);
            (_re[low], _im[low]) = (_re[low] + re, _im[low] + im);
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
}
