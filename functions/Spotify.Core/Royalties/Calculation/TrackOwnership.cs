using Spotify.Core.Royalties.Agreements;
using Spotify.Core.Royalties.Splits;

namespace Spotify.Core.Royalties.Calculation;

/// <summary>Who gets one side of one recording in one pool.</summary>
/// <param name="Agreement">The agreement; null for the default terms.</param>
/// <param name="Shares">Come to 1,000,000,000; empty where the default terms keep nothing.</param>
internal sealed record SideOwnership(Agreement? Agreement, IReadOnlyList<HolderShare> Shares);

/// <summary>Who gets both sides of one recording in one pool, and by which model.</summary>
internal sealed record TrackOwnership(RoyaltyModel Model, SideOwnership Master, SideOwnership Publishing)
{
    /// <summary>All of a side, in parts.</summary>
    public const long Whole = 1_000_000_000;

    private static readonly SideOwnership Nothing = new(null, []);

    public static TrackOwnership Of(Recording recording, PoolKey pool, RoyaltyRules rules, IOwnership ownership, Dictionary<string, SideOwnership> payees)
    {
        var master = recording.Label is null ? null : ownership.MasterOf(pool, recording.Label);
        var publishing = ownership.PublishingOf(pool, recording.Track);
        return new TrackOwnership(
            master?.Model ?? RoyaltyModel.ProRata,
            MasterOf(recording, pool, rules, ownership, master, payees),
            PublishingOf(recording, pool, rules, ownership, publishing));
    }

    private static SideOwnership MasterOf(Recording recording, PoolKey pool, RoyaltyRules rules, IOwnership ownership, Agreement? agreement, Dictionary<string, SideOwnership> payees)
    {
        if (agreement is null)
            return Kept(recording, rules, recording.Label is null ? EscrowReason.NoOwner : EscrowReason.NoAgreement, RoyaltySide.Master, null);
        var shares = Checked(ownership.SharesOf(recording.Track, RoyaltySide.Master, pool.Country));
        if (shares.Count > 0)
            return new SideOwnership(agreement, shares);
        if (!payees.TryGetValue(agreement.Id, out var payee))
            payees.Add(agreement.Id, payee = new SideOwnership(agreement, [new HolderShare(agreement.Payee, "label", Whole, null)]));
        return payee;
    }

    private static SideOwnership PublishingOf(Recording recording, PoolKey pool, RoyaltyRules rules, IOwnership ownership, Agreement? agreement)
    {
        var shares = Checked(ownership.SharesOf(recording.Track, RoyaltySide.Publishing, pool.Country));
        if (shares.Count == 0)
            return Kept(recording, rules, EscrowReason.Unclaimed, RoyaltySide.Publishing, agreement);
        return agreement is null ? Kept(recording, rules, EscrowReason.NoAgreement, RoyaltySide.Publishing, null) : new SideOwnership(agreement, shares);
    }

    private static SideOwnership Kept(Recording recording, RoyaltyRules rules, EscrowReason reason, RoyaltySide side, Agreement? agreement) =>
        agreement is null && rules.DefaultBp(side) == 0
            ? Nothing
            : new(agreement, [new HolderShare(EscrowAccount.Of(reason, side, recording.Track), "escrow", Whole, reason)]);

    private static IReadOnlyList<HolderShare> Checked(IReadOnlyList<HolderShare> shares) =>
        shares.Count == 0 || (shares.Sum(share => share.SharePpb) == Whole && shares.All(share => share.SharePpb >= 0))
            ? shares
            : throw new InvalidDataException("The shares of a split sheet do not come to all of it.");
}
