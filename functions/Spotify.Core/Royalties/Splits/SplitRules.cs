using System.Globalization;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Splits;

/// <summary>What a split sheet must be before it is taken: above all, that every level comes to exactly 100 %.</summary>
public static class SplitRules
{
    /// <summary>All of what comes to a link, in parts.</summary>
    public const int Whole = 1_000_000;

    private const int MaxDepth = 6;
    private const int MaxLinks = 200;

    private static readonly string[] Roles =
        ["label", "distributor", "artist", "featured_artist", "producer", "mixer", "writer", "composer", "lyricist", "arranger", "publisher", "sub_publisher", "society", "other"];

    /// <summary>Everything that is wrong with a sheet; empty for nothing.</summary>
    public static IReadOnlyList<RightsFault> Find(SplitSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var faults = new List<RightsFault>();
        if (!TrackKey.TryParse(sheet.Track, out _))
            faults.Add(new("track", "must be the id of a track"));
        RightsRules.CheckTerritory(faults, sheet.Territory);
        RightsRules.CheckPeriods(faults, sheet.From, sheet.Until);
        if (CountOf(sheet.Links) > MaxLinks)
            faults.Add(new("links", "there may be 200 links at most"));
        else
            CheckLevel(faults, "links", sheet.Links, 1);
        return faults;
    }

    private static void CheckLevel(List<RightsFault> faults, string field, IReadOnlyList<SplitLink> links, int depth)
    {
        if (depth > MaxDepth)
        {
            faults.Add(new(field, "a chain may have 6 levels at most"));
            return;
        }

        var sum = links.Sum(link => (long)link.SharePpm);
        if (sum != Whole)
            faults.Add(new(field, $"these shares come to {PercentOf(sum)} %: they must come to 100 % (1,000,000 parts)"));
        foreach (var (i, link) in links.Index())
        {
            CheckLink(faults, $"{field}[{i}]", link);
            if (link.Children.Count > 0)
                CheckLevel(faults, $"{field}[{i}].children", link.Children, depth + 1);
        }
    }

    private static void CheckLink(List<RightsFault> faults, string field, SplitLink link)
    {
        if (link.SharePpm is < 0 or > Whole)
            faults.Add(new($"{field}.share_ppm", "must be 0 to 1,000,000 parts in a million"));
        if (!Roles.Contains(link.Role))
            faults.Add(new($"{field}.role", $"'{link.Role}' is none of {string.Join(", ", Roles)}"));
        if (link.Party is not null && !RightsRules.IsId(link.Party))
            faults.Add(new($"{field}.party", "must be the id of a party, or null where nobody has claimed the share"));
        if (link.Hold is not (null or EscrowReason.Unclaimed or EscrowReason.Disputed))
            faults.Add(new($"{field}.hold", "must be unclaimed, disputed or null"));
        if (link.Party is null && link.Hold is null && link.Children.Count == 0)
            faults.Add(new($"{field}.hold", "must say unclaimed or disputed where no party is named"));
        if (link.Hold is not null && link.Children.Count > 0)
            faults.Add(new($"{field}.hold", "holds what stays at a link: where it is divided further, hold the parts"));
    }

    private static int CountOf(IReadOnlyList<SplitLink> links) => links.Count + links.Sum(link => CountOf(link.Children));

    private static string PercentOf(long ppm) => string.Create(CultureInfo.InvariantCulture, $"{ppm / 10_000}.{Math.Abs(ppm % 10_000):0000}").TrimEnd('0').TrimEnd('.');
}
