using System.Globalization;

namespace Spotify.Core.Subscriptions;

/// <summary>About how far countries are apart: enough to tell a flight from two people. Middles in whole degrees, and how far a country reaches from its middle, in hundreds of km.</summary>
public static class CountryDistances
{
    private const double EarthKm = 6371;

    private static readonly Dictionary<string, Place> Places = Read(
        "AD43,2,0 AE24,54,3 AF34,66,8 AG17,-62,0 AL41,20,2 AM40,45,2 AO-12,18,9 AR-35,-65,20 AT48,14,3 AU-25,134,22 AZ40,48,3 BA44,18,2 BB13,-60,0 BD24,90,4 BE51,5,2 BF12,-2,5 BG43,25,3 "
        + "BH26,51,0 BI-3,30,1 BJ10,2,4 BN5,115,1 BO-17,-65,8 BR-10,-53,22 BS24,-76,4 BT27,90,2 BW-22,24,6 BY53,28,4 BZ17,-89,2 CA57,-100,28 CD-3,24,12 CG-1,15,6 CH47,8,2 CI8,-6,4 CL-33,-71,21 "
        + "CM6,13,6 CN36,103,25 CO4,-73,9 CR10,-84,2 CV16,-24,2 CW12,-69,0 CY35,33,1 CZ50,15,3 DE51,10,5 DJ12,43,1 DK56,10,3 DM15,-61,0 DO19,-71,2 DZ28,3,12 EC-2,-78,5 EE59,26,2 EG27,30,7 "
        + "ES40,-4,10 ET9,40,8 FI64,26,7 FJ-18,178,3 FM7,158,9 FR47,2,6 GA-1,12,4 GB54,-2,6 GD12,-62,0 GE42,44,3 GH8,-1,4 GM13,-15,2 GN10,-11,5 GQ2,10,4 GR39,22,4 GT16,-90,3 GW12,-15,2 "
        + "GY5,-59,5 HK22,114,0 HN15,-87,4 HR45,16,3 HT19,-73,2 HU47,20,3 ID-2,118,27 IE53,-8,3 IL31,35,2 IN22,79,17 IQ33,44,6 IR32,53,12 IS65,-19,3 IT43,12,7 JM18,-77,1 JO31,36,3 JP37,138,15 "
        + "KE0,38,6 KG41,75,5 KH13,105,3 KI1,173,20 KM-12,44,1 KN17,-63,0 KR36,128,3 KW29,48,1 KZ48,67,16 LA18,104,5 LB34,36,1 LC14,-61,0 LI47,10,0 LK7,81,3 LR6,-9,3 LS-30,28,2 LT55,24,2 "
        + "LU50,6,0 LV57,25,3 LY27,17,9 MA32,-6,10 MC44,7,0 MD47,29,2 ME43,19,1 MG-19,47,9 MH7,171,6 MK42,22,1 ML17,-4,11 MN46,104,13 MO22,114,0 MR20,-10,8 MT36,14,0 MU-20,58,0 MV3,73,5 "
        + "MW-13,34,5 MX23,-102,17 MY4,109,10 MZ-18,35,11 NA-22,17,8 NE17,9,9 NG9,8,7 NI13,-85,3 NL52,5,2 NO65,14,11 NP28,84,5 NR-1,167,0 NZ-41,173,9 OM21,56,6 PA9,-80,4 PE-10,-75,11 PG-6,145,7 "
        + "PH12,122,10 PK30,70,10 PL52,19,4 PS32,35,1 PT39,-8,15 PW7,134,1 PY-23,-58,5 QA25,51,1 RO46,25,4 RS44,21,3 RW-2,30,1 SA24,45,11 SB-9,160,7 SC-5,55,2 SE62,15,9 SG1,104,0 SI46,15,1 "
        + "SK49,20,2 SL8,-12,2 SM44,12,0 SN14,-14,4 SR4,-56,3 ST0,7,1 SV14,-89,1 SZ-27,31,1 TD15,19,9 TG8,1,3 TH15,101,8 TJ39,71,4 TL-9,126,2 TN34,9,4 TO-21,-175,3 TR39,35,9 TT11,-61,1 "
        + "TV-8,178,4 TW24,121,2 TZ-6,35,7 UA49,32,7 UG1,32,4 US39,-98,45 UY-33,-56,3 UZ41,64,8 VC13,-61,0 VE7,-66,8 VN16,107,9 VU-16,167,4 WS-14,-172,1 XK43,21,1 ZA-29,24,9 ZM-14,28,8 ZW-19,30,4");

    /// <summary>The least that somebody travels who is in one country and then in the other, in km; 0 where that is not known, or they are close.</summary>
    public static double AtLeastKm(string one, string other)
    {
        if (!Places.TryGetValue(one, out var from) || !Places.TryGetValue(other, out var to))
            return 0;
        var (lat1, lat2) = (Radians(from.Latitude), Radians(to.Latitude));
        var half = Math.Pow(Math.Sin((lat2 - lat1) / 2), 2) + (Math.Cos(lat1) * Math.Cos(lat2) * Math.Pow(Math.Sin(Radians(to.Longitude - from.Longitude) / 2), 2));
        return Math.Max(0, (2 * EarthKm * Math.Asin(Math.Sqrt(Math.Min(1, half)))) - from.ReachKm - to.ReachKm);
    }

    private static double Radians(double degrees) => degrees * Math.PI / 180;

    private static Dictionary<string, Place> Read(string table) => table.Split(' ').ToDictionary(
        row => row[..2],
        row =>
        {
            var numbers = row[2..].Split(',');
            return new Place(Number(numbers[0]), Number(numbers[1]), 100 * Number(numbers[2]));
        },
        StringComparer.Ordinal);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private readonly record struct Place(double Latitude, double Longitude, double ReachKm);
}
