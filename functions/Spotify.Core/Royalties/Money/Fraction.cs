using System.Numerics;

namespace Spotify.Core.Royalties.Money;

/// <summary>An exact rational amount of minor units. It is never reduced: where denominators are the same object, they are not multiplied.</summary>
/// <param name="Numerator">May be below 0.</param>
/// <param name="Denominator">Above 0.</param>
public readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
{
    /// <summary>Nothing.</summary>
    public static Fraction Zero { get; } = new(BigInteger.Zero, BigInteger.One);

    /// <summary>The largest whole number that is not above it.</summary>
    public BigInteger Floor()
    {
        var floor = BigInteger.DivRem(Numerator, Denominator, out var rest);
        return rest.Sign < 0 ? floor - 1 : floor;
    }

    /// <summary>The sum.</summary>
    public static Fraction operator +(Fraction x, Fraction y) => x.Add(y);

    /// <summary>The difference.</summary>
    public static Fraction operator -(Fraction x, Fraction y) => x.Add(new Fraction(-y.Numerator, y.Denominator));

    /// <summary>The sum.</summary>
    public Fraction Add(Fraction other) => Denominator == other.Denominator
        ? new Fraction(Numerator + other.Numerator, Denominator)
        : new Fraction((Numerator * other.Denominator) + (other.Numerator * Denominator), Denominator * other.Denominator);

    /// <summary>The difference.</summary>
    public Fraction Subtract(Fraction other) => this - other;

    /// <summary>Which is more.</summary>
    public int CompareTo(Fraction other) => Denominator == other.Denominator
        ? Numerator.CompareTo(other.Numerator)
        : (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);
}
