using System.Numerics;

namespace Spotify.Core.Royalties.Money;

/// <summary>
/// Cuts a whole amount into whole parts by the method of the largest remainder (Hamilton's): everybody first gets the whole units of the exact part, then those
/// with the largest rests one unit each until nothing is left. Of equal rests the one that is given first comes first: callers give parts in a stable order.
/// The parts come to exactly the amount, each within one unit of its exact part; who weighs nothing gets nothing.
/// </summary>
public static class LargestRemainder
{
    private static readonly Int128 Safe = (Int128)1 << 63;

    /// <summary>Divides an amount by weights.</summary>
    /// <param name="amount">Minor units, 0 or more.</param>
    /// <param name="weights">0 or more each.</param>
    /// <returns>A part for each weight. With no weight above 0 all parts are 0: the caller says what becomes of the amount.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The amount or a weight is below 0.</exception>
    public static long[] Divide(long amount, ReadOnlySpan<Int128> weights)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var (total, fits) = (Int128.Zero, true);
        foreach (var weight in weights)
        {
            if (Int128.IsNegative(weight))
                throw new ArgumentOutOfRangeException(nameof(weights), "A weight is below 0.");
            fits = fits && weight < Safe && total < Safe;
            if (fits)
                total += weight;
        }

        var parts = new long[weights.Length];
        if (!fits)
        {
            var large = new BigInteger[weights.Length];
            for (var i = 0; i < large.Length; i++)
                large[i] = weights[i];
            return Divide(amount, large);
        }

        if (total == 0)
            return parts;
        var rests = new Int128[weights.Length];
        var left = amount;
        for (var i = 0; i < parts.Length; i++)
        {
            var (part, rest) = Int128.DivRem(amount * weights[i], total);
            parts[i] = (long)part;
            rests[i] = rest;
            left -= parts[i];
        }

        foreach (var i in Largest(left, parts.Length, (x, y) => rests[y].CompareTo(rests[x])))
            parts[i]++;
        return parts;
    }

    /// <inheritdoc cref="Divide(long, ReadOnlySpan{Int128})"/>
    public static long[] Divide(long amount, IReadOnlyList<BigInteger> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        var total = BigInteger.Zero;
        foreach (var weight in weights)
            total += weight.Sign < 0 ? throw new ArgumentOutOfRangeException(nameof(weights), "A weight is below 0.") : weight;
        return total.IsZero ? new long[weights.Count] : Round(amount, [.. weights.Select(weight => new Fraction(amount * weight, total))]);
    }

    /// <summary>Rounds exact parts, which may be below 0, to whole ones that come to the same.</summary>
    /// <param name="amount">What the parts come to.</param>
    /// <param name="parts">The exact parts.</param>
    /// <exception cref="ArgumentException">The parts come to something else.</exception>
    public static long[] Round(long amount, IReadOnlyList<Fraction> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var (rounded, rests) = (new long[parts.Count], new Fraction[parts.Count]);
        BigInteger left = amount;
        for (var i = 0; i < rounded.Length; i++)
        {
            var floor = parts[i].Floor();
            rounded[i] = (long)floor;
            rests[i] = parts[i] with { Numerator = parts[i].Numerator - (floor * parts[i].Denominator) };
            left -= floor;
        }

        if (left.Sign < 0 || left > rests.Count(rest => !rest.Numerator.IsZero))
            throw new ArgumentException("The parts do not come to the amount.", nameof(parts));
        foreach (var i in Largest((long)left, rounded.Length, (x, y) => rests[y].CompareTo(rests[x])))
            rounded[i]++;
        return rounded;
    }

    private static ReadOnlySpan<int> Largest(long count, int of, Comparison<int> byRest)
    {
        if (count == 0)
            return [];
        var order = new int[of];
        for (var i = 0; i < of; i++)
            order[i] = i;
        Array.Sort(order, (x, y) =>
        {
            var rest = byRest(x, y);
            return rest == 0 ? x.CompareTo(y) : rest;
        });
        return order.AsSpan(0, (int)count);
    }
}
