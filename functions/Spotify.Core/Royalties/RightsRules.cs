using Spotify.Core.Catalog;
using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties;

/// <summary>Rules that agreements, parties and splits share.</summary>
internal static class RightsRules
{
    public const int MaxIdLength = 64;

    public static bool IsId(string? id) => id is { Length: >= 1 and <= MaxIdLength } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static void CheckId(List<RightsFault> faults, string field, string? id)
    {
        if (!IsId(id))
            faults.Add(new(field, "must be 1 to 64 letters, digits, hyphens and underscores"));
    }

    public static void CheckPeriods(List<RightsFault> faults, string? from, string? until)
    {
        var isFrom = AccountingPeriod.IsValid(from);
        if (!isFrom)
            faults.Add(new("from", "must be a month, yyyy-MM: the ledger pays by whole months"));
        if (until is null)
            return;
        if (!AccountingPeriod.IsValid(until))
            faults.Add(new("until", "must be a month, yyyy-MM, or null for no end"));
        else if (isFrom && string.CompareOrdinal(until, from) <= 0)
            faults.Add(new("until", "must be later than 'from': it is the first month that is not covered any more"));
    }

    public static void CheckTerritory(List<RightsFault> faults, Territory? territory)
    {
        if (territory is not { Countries.Count: > 0 })
        {
            faults.Add(new("territory.countries", "must name a country, or be [\"*\"] for all"));
            return;
        }

        var isWorld = territory.Countries is ["*"];
        if (!isWorld && territory.Countries.FirstOrDefault(country => !Markets.IsCountry(country)) is { } unknown)
            faults.Add(new("territory.countries", $"'{unknown}' is no country of ISO 3166-1 alpha-2"));
        if (territory.Except.FirstOrDefault(country => !Markets.IsCountry(country)) is { } other)
            faults.Add(new("territory.except", $"'{other}' is no country of ISO 3166-1 alpha-2"));
        if (!isWorld && territory.Except.Count > 0)
            faults.Add(new("territory.except", "may only be used with countries [\"*\"]"));
    }

    public static bool Meet(string from, string? until, string otherFrom, string? otherUntil) =>
        (otherUntil is null || string.CompareOrdinal(from, otherUntil) < 0) && (until is null || string.CompareOrdinal(otherFrom, until) < 0);

    public static bool Meet(Territory x, Territory y) => (x.Countries is ["*"], y.Countries is ["*"]) switch
    {
        (true, true) => true,
        (true, false) => y.Countries.Any(x.Includes),
        _ => x.Countries.Any(y.Includes),
    };
}
