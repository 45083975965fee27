using Spotify.Core.Royalties.Calculation;

namespace Spotify.Core.Royalties.Splits;

/// <summary>What a party says of its shares of one side of a track.</summary>
/// <param name="Track">The track.</param>
/// <param name="Side">Which right.</param>
/// <param name="Party">Whose shares.</param>
/// <param name="IsDisputed">Whether it says that they are wrong; then they are kept, in every sheet, until it agrees.</param>
/// <param name="Note">Why.</param>
public sealed record SplitAnswer(string Track, RoyaltySide Side, string Party, bool IsDisputed, string? Note);

/// <summary>What parties' answers do to split sheets.</summary>
public static class SplitDisputes
{
    /// <summary>Sheets in which all that stays with a party that disputes it is kept.</summary>
    /// <param name="sheets">The sheets.</param>
    /// <param name="answers">What parties say, one answer each.</param>
    public static IEnumerable<SplitSheet> Apply(IEnumerable<SplitSheet> sheets, IEnumerable<SplitAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        var disputed = answers.Where(answer => answer.IsDisputed).ToLookup(answer => (answer.Track, answer.Side), answer => answer.Party);
        return sheets.Select(sheet => disputed.Contains((sheet.Track, sheet.Side)) ? sheet with { Links = Mark(sheet.Links, disputed[(sheet.Track, sheet.Side)].ToHashSet(StringComparer.Ordinal)) } : sheet);
    }

    /// <summary>The part of a side that a party has, kept or not, in parts of 1,000,000,000.</summary>
    public static long ShareOf(SplitSheet sheet, string party)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        return SplitBook.Flatten(sheet with { Links = Strip(sheet.Links) }).Where(share => share.Holder == party).Sum(share => share.SharePpb);
    }

    /// <summary>Why a label's new sheet may not be taken while parties dispute their shares: it would take from one of them what it disputes. Null where it may.</summary>
    /// <param name="sheet">The new sheet.</param>
    /// <param name="others">The label's sheets of the same track and side that hold.</param>
    /// <param name="answers">What parties say.</param>
    public static RightsFault? FindFault(SplitSheet sheet, IEnumerable<SplitSheet> others, IEnumerable<SplitAnswer> answers)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var replaced = others.Where(other => other.Track == sheet.Track && other.Side == sheet.Side
            && RightsRules.Meet(sheet.From, sheet.Until, other.From, other.Until) && RightsRules.Meet(sheet.Territory, other.Territory)).ToList();
        return answers
            .Where(answer => answer.IsDisputed && answer.Track == sheet.Track && answer.Side == sheet.Side)
            .Where(answer => ShareOf(sheet, answer.Party) < replaced.Select(other => ShareOf(other, answer.Party)).DefaultIfEmpty(0).Max())
            .Select(answer => new RightsFault("links", $"would take from '{answer.Party}' some of the share that it disputes: first it must agree, or an operator decide"))
            .FirstOrDefault();
    }

    private static IReadOnlyList<SplitLink> Mark(IReadOnlyList<SplitLink> links, HashSet<string> parties) =>
    [
        .. links.Select(link => link.Children.Count > 0
            ? link with { Children = Mark(link.Children, parties) }
            : link.Party is { } party && parties.Contains(party) ? link with { Hold = EscrowReason.Disputed } : link),
    ];

    private static IReadOnlyList<SplitLink> Strip(IReadOnlyList<SplitLink> links) =>
        [.. links.Select(link => link with { Hold = link.Party is null ? link.Hold : null, Children = Strip(link.Children) })];
}
