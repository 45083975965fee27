using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>A charge and what is still owed of it.</summary>
/// <param name="Charge">The charge.</param>
/// <param name="Left">Minor units; 0 once it is paid back.</param>
public sealed record ChargeLeft(FrozenCharge Charge, long Left);

/// <summary>Every charge that was ever known, by party; what settlements pay back is noted.</summary>
internal sealed class ChargeBook(IEnumerable<ChargeLeft> charges)
{
    private readonly Dictionary<string, List<ChargeLeft>> _charges = charges.GroupBy(charge => charge.Charge.Party, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);

    /// <summary>All of them, in order of id.</summary>
    public IEnumerable<ChargeLeft> All => _charges.Values.SelectMany(charges => charges).OrderBy(charge => charge.Charge.Id, StringComparer.Ordinal);

    /// <summary>What a party owes.</summary>
    public IReadOnlyList<OpenCharge> Of(string party) =>
        [.. _charges.GetValueOrDefault(party, []).Where(charge => charge.Left > 0).Select(charge => new OpenCharge(charge.Charge.Id, charge.Charge.Kind, charge.Charge.Period, charge.Left))];

    /// <summary>Settles accounts together and notes what was paid back.</summary>
    public IReadOnlyList<PartyStatement> Settle(string period, IReadOnlyCollection<PartyAccount> accounts, TreatyTable treaties)
    {
        var settled = GroupSettlement.Settle(period, accounts, treaties);
        foreach (var (party, left) in settled.Charges)
        {
            foreach (var charge in left)
            {
                var owed = _charges[party];
                var place = owed.FindIndex(one => one.Charge.Id == charge.Id);
                owed[place] = owed[place] with { Left = charge.Left };
            }
        }

        return settled.Statements;
    }
}
