using System.Collections.Frozen;

namespace Spotify.Core.Ingestion;

/// <summary>The codes that a manifest is written in.</summary>
public static class ManifestCodes
{
    // ISO 3166-1 alpha-2 as of 2024, and XK (Kosovo), which is user-assigned there and a market all the same.
    private const string Countries =
        "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR "
        + "CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU "
        + "ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ "
        + "MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI "
        + "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK";

    private static readonly FrozenSet<string> Markets = Countries.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a text is a market: an ISO 3166-1 alpha-2 code in upper case.</summary>
    public static bool IsMarket(string text) => Markets.Contains(text);

    /// <summary>Whether a text is a UPC, EAN or GTIN of 12 to 14 digits whose last digit is the GS1 check digit of the others.</summary>
    public static bool IsUpc(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length is < 12 or > 14 || !text.All(char.IsAsciiDigit))
            return false;
        var sum = 0;
        for (var i = 0; i < text.Length; i++)
            sum += (text[^(i + 1)] - '0') * (i % 2 == 0 ? 1 : 3);
        return sum % 10 == 0;
    }

    /// <summary>An ISRC (ISO 3901) without hyphens and in upper case.</summary>
    /// <returns>12 characters, or null where the text is none: two letters, three letters or digits, seven digits.</returns>
    public static string? NormaliseIsrc(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = text.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Length == 12
            && plain.AsSpan(0, 2).IndexOfAnyExceptInRange('A', 'Z') < 0
            && plain.AsSpan(2, 3).ToString().All(char.IsAsciiLetterOrDigit)
            && plain.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0
                ? plain
                : null;
    }
}
