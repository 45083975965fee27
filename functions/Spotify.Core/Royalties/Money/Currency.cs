using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Spotify.Core.Subscriptions;

namespace Spotify.Core.Royalties.Money;

/// <summary>A currency with the number of digits of its minor unit, as ISO 4217 has them: 2 for most, 0 for JPY, 3 for BHD.</summary>
/// <param name="Code">ISO 4217, in capitals.</param>
/// <param name="Exponent">Digits of the minor unit, 0 to 3: one major unit is 10 to the power of it.</param>
public readonly record struct Currency(string Code, int Exponent)
{
    private static readonly HashSet<string> Without = new("BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".Split(' '), StringComparer.Ordinal);
    private static readonly HashSet<string> WithThree = new("BHD IQD JOD KWD LYD OMR TND".Split(' '), StringComparer.Ordinal);

    /// <summary>How many minor units one major unit is.</summary>
    public long MinorUnits => Exponent switch { 0 => 1, 3 => 1000, _ => 100 };

    /// <summary>Finds a currency that <see cref="Currencies"/> knows.</summary>
    /// <returns>False for any other text.</returns>
    public static bool TryFind([NotNullWhen(true)] string? code, out Currency currency)
    {
        var known = Currencies.IsKnown(code);
        currency = known ? new Currency(code!, Without.Contains(code!) ? 0 : WithThree.Contains(code!) ? 3 : 2) : default;
        return known;
    }

    /// <summary>A currency that was checked before.</summary>
    /// <exception cref="ArgumentException">There is no such currency.</exception>
    public static Currency Of(string code) => TryFind(code, out var currency) ? currency : throw new ArgumentException($"There is no currency '{code}'.", nameof(code));

    /// <summary>An amount of minor units as a decimal text in major units, such as <c>-12.05</c>.</summary>
    public string Format(long minor)
    {
        var (units, rest) = Int128.DivRem(Int128.Abs(minor), MinorUnits);
        var sign = minor < 0 ? "-" : "";
        return Exponent == 0
            ? string.Create(CultureInfo.InvariantCulture, $"{sign}{units}")
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{units}.{((long)rest).ToString(CultureInfo.InvariantCulture).PadLeft(Exponent, '0')}");
    }
}
