using Spotify.Core.Catalog;
using Spotify.Core.Royalties.Money;

namespace Spotify.Core.Royalties.Parties;

/// <summary>What a party must be before it is registered.</summary>
public static class PartyRules
{
    private const int MaxName = 200;

    /// <summary>Everything that is wrong with a party by itself; empty for nothing.</summary>
    public static IReadOnlyList<RightsFault> Find(Party party)
    {
        ArgumentNullException.ThrowIfNull(party);
        var faults = new List<RightsFault>();
        RightsRules.CheckId(faults, "id", party.Id);
        if (string.IsNullOrWhiteSpace(party.Name) || party.Name.Length > MaxName)
            faults.Add(new("name", "must be 1 to 200 characters"));
        if (!Markets.IsCountry(party.Country))
            faults.Add(new("country", $"'{party.Country}' is no country of ISO 3166-1 alpha-2"));
        if (!Currency.TryFind(party.Currency, out _))
            faults.Add(new("currency", $"'{party.Currency}' is no currency of ISO 4217"));
        if (party.Threshold < 0)
            faults.Add(new("threshold", "must be 0 or more minor units"));
        if (party.CollateralGroup is { } group)
            RightsRules.CheckId(faults, "collateral_group", group);
        if (party.Label is { } label)
            RightsRules.CheckId(faults, "label", label);
        if (party.Artist is { } artist)
            RightsRules.CheckId(faults, "artist", artist);
        return faults;
    }

    /// <summary>Why a party cannot be in its collateral group; null where it can.</summary>
    /// <param name="party">The party.</param>
    /// <param name="others">All others.</param>
    public static RightsFault? FindGroupFault(Party party, IEnumerable<Party> others)
    {
        ArgumentNullException.ThrowIfNull(party);
        return party.CollateralGroup is { } group
            && others.FirstOrDefault(other => other.Id != party.Id && other.CollateralGroup == group && other.Currency != party.Currency) is { } different
            ? new RightsFault("collateral_group", $"{different.Id} of this group is paid in {different.Currency}: all of a group are paid in one currency")
            : null;
    }
}
