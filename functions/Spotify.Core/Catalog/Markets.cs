using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Spotify.Core.Catalog;

/// <summary>The countries where the service is offered, and those that there are.</summary>
public static class Markets
{
    /// <summary>Where the service is offered, ISO 3166-1 alpha-2 in alphabetical order.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. ("AD AE AG AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA CD CG CH CI CL CM CO CR CV CW CY CZ DE DJ DK DM DO DZ EC EE EG ES ET "
            + "FI FJ FM FR GA GB GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IN IQ IS IT JM JO JP KE KG KH KI KM KN KR KW KZ LA LB LC LI LK LR LS LT LU LV LY "
            + "MA MC MD ME MG MH MK ML MN MO MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OM PA PE PG PH PK PL PR PS PT PW PY QA RO RS RW SA SB SC SE SG SI SK SL SM "
            + "SN SR ST SV SZ TD TG TH TJ TL TN TO TR TT TV TW TZ UA UG US UY UZ VC VE VN VU WS XK ZA ZM ZW").Split(' '),
    ];

    private static readonly FrozenSet<string> Countries = All.Concat(
        ("AF AI AQ AS AW AX BL BM BQ BV CC CF CK CN CU CX EH ER FK FO GF GG GI GL GP GS GU HM IM IO IR JE KP KY MF MM MP MQ MS NC NF NU PF PM PN RE RU SD SH SJ SO SS SX SY TC "
            + "TF TK TM UM VA VG VI WF YE YT").Split(' ')).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a text is a country: ISO 3166-1 alpha-2 in capitals, or <c>XK</c>.</summary>
    /// <param name="code">The text.</param>
    public static bool IsCountry([NotNullWhen(true)] string? code) => code is not null && Countries.Contains(code);
}
