using System.Numerics;

namespace Spotify.Core.Royalties.Money;

/// <summary>How much of another currency one major unit is, as an exact rational: the decimal text that is stored, digit for digit.</summary>
public readonly record struct ExchangeRate
{
    /// <summary>Digits at most, before and after the point together.</summary>
    public const int MaxDigits = 30;

    private ExchangeRate(string text, BigInteger numerator, BigInteger denominator) => (Text, Numerator, Denominator) = (text, numerator, denominator);

    /// <summary>Of a currency to itself.</summary>
    public static ExchangeRate One { get; } = new("1", BigInteger.One, BigInteger.One);

    /// <summary>The text that it was read from.</summary>
    public string Text { get; }

    /// <summary>The digits as a whole number, above 0.</summary>
    public BigInteger Numerator { get; }

    /// <summary>A power of ten.</summary>
    public BigInteger Denominator { get; }

    /// <summary>Reads a decimal text such as <c>1.0873</c>: digits with at most one point between them, above 0, without sign or exponent.</summary>
    /// <returns>False for any other text.</returns>
    public static bool TryParse(string? text, out ExchangeRate rate)
    {
        rate = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxDigits + 1)
            return false;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point == 0 || point == text.Length - 1)
            return false;
        var numerator = BigInteger.Zero;
        for (var i = 0; i < text.Length; i++)
        {
            if (i == point)
                continue;
            if (!char.IsAsciiDigit(text[i]))
                return false;
            numerator = (numerator * 10) + (text[i] - '0');
        }

        if (numerator.IsZero)
            return false;
        rate = new ExchangeRate(text, numerator, point < 0 ? BigInteger.One : BigInteger.Pow(10, text.Length - 1 - point));
        return true;
    }

    /// <summary>An amount in the other currency, rounded down to a whole minor unit; for an amount below 0 that is away from 0.</summary>
    /// <param name="minor">Minor units of <paramref name="from"/>.</param>
    /// <param name="from">What it is in.</param>
    /// <param name="to">What it shall be in.</param>
    /// <exception cref="OverflowException">The result is no 64-bit number.</exception>
    public long Convert(long minor, Currency from, Currency to) =>
        (long)new Fraction(minor * Numerator * to.MinorUnits, Denominator * from.MinorUnits).Floor();
}
