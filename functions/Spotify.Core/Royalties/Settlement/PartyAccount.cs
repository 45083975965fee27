using Spotify.Core.Royalties.Parties;

namespace Spotify.Core.Royalties.Settlement;

/// <summary>What a party brings into the settlement of a period.</summary>
/// <param name="Party">Who.</param>
/// <param name="Opening">Carried from the period before, in minor units of the party's currency; may be below 0.</param>
/// <param name="Credits">What pools brought, adjustments of earlier periods included.</param>
/// <param name="Released">What came out of escrow.</param>
/// <param name="Charges">What it owes.</param>
public sealed record PartyAccount(
    Party Party, long Opening, IReadOnlyList<Credit> Credits, IReadOnlyList<ReleasedEscrow> Released, IReadOnlyList<OpenCharge> Charges)
{
    /// <summary>Whether nothing came and nothing was there.</summary>
    public bool IsSilent => Opening == 0 && Credits.Count == 0 && Released.Count == 0;
}

/// <summary>What a settlement comes to.</summary>
/// <param name="Statements">One for each party, in order of id.</param>
/// <param name="Charges">What is still owed, by party; charges that were paid back in full are there with 0.</param>
public sealed record SettledGroup(IReadOnlyList<PartyStatement> Statements, IReadOnlyDictionary<string, IReadOnlyList<OpenCharge>> Charges);
