using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Settlement;

/// <summary>What a cost or an advance must be before it is taken.</summary>
public static class ChargeRules
{
    private const long MaxAmount = 1_000_000_000_000;

    /// <summary>Everything that is wrong with a charge; empty for nothing.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="kind">What it is: penalties are found by the calculation.</param>
    /// <param name="party">Whose.</param>
    /// <param name="period">The month from which it is paid back.</param>
    /// <param name="amount">Minor units of the party's currency.</param>
    public static IReadOnlyList<RightsFault> Find(string id, ChargeKind kind, string party, string period, long amount)
    {
        var faults = new List<RightsFault>();
        RightsRules.CheckId(faults, "id", id);
        if (kind is not (ChargeKind.Cost or ChargeKind.Advance))
            faults.Add(new("kind", "must be cost or advance: penalties are found by the calculation"));
        RightsRules.CheckId(faults, "party", party);
        if (!AccountingPeriod.IsValid(period))
            faults.Add(new("period", "must be a month, yyyy-MM: from then on it is paid back"));
        if (amount is <= 0 or > MaxAmount)
            faults.Add(new("amount", "must be 1 to 1,000,000,000,000 minor units of the party's currency"));
        return faults;
    }
}
