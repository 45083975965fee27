using System.Globalization;

namespace Spotify.Core.Royalties.Statements;

/// <summary>Writes whole numbers of small units as decimal texts, exactly.</summary>
public static class DecimalText
{
    /// <summary>Decimal places of the millionths of a minor unit that lines are cut to.</summary>
    public const int MicroDigits = 6;

    /// <summary>A number of units, of which ten to the power of <paramref name="digits"/> are one.</summary>
    /// <param name="units">The number.</param>
    /// <param name="digits">Digits behind the point, from 0; all of them are written.</param>
    public static string Of(Int128 units, int digits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(digits);
        var text = (Int128.IsNegative(units) ? UInt128.Zero - (UInt128)units : (UInt128)units).ToString(CultureInfo.InvariantCulture);
        var sign = Int128.IsNegative(units) ? "-" : "";
        if (digits == 0)
            return sign + text;
        text = text.PadLeft(digits + 1, '0');
        return $"{sign}{text[..^digits]}.{text[^digits..]}";
    }

    /// <summary>A share in parts of 1,000,000,000 as percent, such as <c>12.5</c>; no zeros at the end.</summary>
    public static string Percent(long ppb)
    {
        var text = Of(ppb, 7).TrimEnd('0');
        return text.EndsWith('.') ? text[..^1] : text;
    }
}
