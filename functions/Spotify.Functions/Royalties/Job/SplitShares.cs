using System.Numerics;
using Spotify.Core.Royalties;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Splits;

namespace Spotify.Functions.Royalties.Job;

/// <summary>A split sheet's chains as one list of shares.</summary>
internal static class SplitShares
{
    private const long Whole = 1_000_000_000;
    private const long Ppm = 1_000_000;

    /// <summary>Everybody's part in parts of 1,000,000,000, cut once by the largest remainder, ties by the order of holder and role.</summary>
    public static IReadOnlyList<HolderShare> Flatten(SplitSheet sheet)
    {
        var leaves = new SortedDictionary<(string Holder, string Role), (BigInteger Share, EscrowReason? Escrow)>(
            Comparer<(string Holder, string Role)>.Create((x, y) => string.CompareOrdinal(x.Holder, y.Holder) is var order && order != 0 ? order : string.CompareOrdinal(x.Role, y.Role)));
        Add(sheet, sheet.Links, BigInteger.Pow(Ppm, DepthOf(sheet.Links)), null, leaves);
        var parts = LargestRemainder.Divide(Whole, [.. leaves.Values.Select(leaf => leaf.Share)]);
        return [.. leaves.Select((leaf, i) => new HolderShare(leaf.Key.Holder, leaf.Key.Role, parts[i], leaf.Value.Escrow)).Where(share => share.SharePpb > 0)];
    }

    private static void Add(
        SplitSheet sheet,
        IReadOnlyList<SplitLink> links,
        BigInteger above,
        EscrowReason? held,
        SortedDictionary<(string Holder, string Role), (BigInteger Share, EscrowReason? Escrow)> leaves)
    {
        foreach (var link in links)
        {
            var (share, reason) = (above * link.SharePpm / Ppm, held ?? link.Hold ?? (link.Party is null && link.Children.Count == 0 ? EscrowReason.Unclaimed : null));
            if (link.Children.Count > 0)
            {
                Add(sheet, link.Children, share, reason, leaves);
                continue;
            }

            var key = (reason is null ? link.Party! : AccountOf(sheet, link, reason.Value), link.Role);
            leaves[key] = (leaves.TryGetValue(key, out var known) ? known.Share + share : share, reason);
        }
    }

    private static string AccountOf(SplitSheet sheet, SplitLink link, EscrowReason reason) =>
        $"{EscrowAccount.Prefix}{(reason == EscrowReason.Disputed ? "disputed" : "unclaimed")}:{(sheet.Side == RoyaltySide.Master ? "master" : "publishing")}:{sheet.Track}:{link.Party ?? link.Role}";

    private static int DepthOf(IReadOnlyList<SplitLink> links) => links.Count == 0 ? 0 : 1 + links.Max(link => DepthOf(link.Children));
}
