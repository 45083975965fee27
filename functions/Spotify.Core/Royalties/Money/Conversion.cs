using System.Numerics;

namespace Spotify.Core.Royalties.Money;

/// <summary>
/// What several holders have in one pool's currency, in another one. The sum is converted once and rounded down, each holder's amount likewise; what the
/// holders' roundings leave of the sum goes to the account <c>rounding:{currency}</c>, so that nothing is lost between the two currencies.
/// </summary>
/// <param name="Total">The sum, converted.</param>
/// <param name="Amounts">Each holder's amount, in the order given.</param>
/// <param name="Rounding">What is left, 0 or more and below one unit a holder.</param>
public sealed record Conversion(long Total, IReadOnlyList<long> Amounts, long Rounding)
{
    /// <summary>Converts amounts, which may be below 0.</summary>
    /// <exception cref="OverflowException">An amount is no 64-bit number any more.</exception>
    public static Conversion Of(IReadOnlyList<long> amounts, ExchangeRate rate, Currency from, Currency to)
    {
        ArgumentNullException.ThrowIfNull(amounts);
        var (sum, converted, left) = (BigInteger.Zero, new long[amounts.Count], BigInteger.Zero);
        for (var i = 0; i < converted.Length; i++)
        {
            converted[i] = rate.Convert(amounts[i], from, to);
            sum += amounts[i];
            left += converted[i];
        }

        var total = rate.Convert((long)sum, from, to);
        return new Conversion(total, converted, (long)(total - left));
    }

    /// <summary>The account of what is left.</summary>
    public static string RoundingAccount(string currency) => $"rounding:{currency}";
}
