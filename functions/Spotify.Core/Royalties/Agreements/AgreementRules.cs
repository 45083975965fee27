using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Money;

namespace Spotify.Core.Royalties.Agreements;

/// <summary>What an agreement must be before it is taken.</summary>
public static class AgreementRules
{
    private const int MaxMinimums = 50;
    private const int Whole = 10_000;

    private static readonly string[] Products = ["free", "premium", "family", "student", "trial", "unknown"];

    /// <summary>Everything that is wrong with an agreement by itself; empty for nothing.</summary>
    public static IReadOnlyList<RightsFault> Find(Agreement agreement)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        var faults = new List<RightsFault>();
        RightsRules.CheckId(faults, "id", agreement.Id);
        RightsRules.CheckId(faults, "licensor", agreement.Licensor);
        RightsRules.CheckId(faults, "payee", agreement.Payee);
        RightsRules.CheckTerritory(faults, agreement.Territory);
        RightsRules.CheckPeriods(faults, agreement.From, agreement.Until);
        if (agreement.Products.FirstOrDefault(product => !Products.Contains(product)) is { } unknown)
            faults.Add(new("products", $"'{unknown}' is none of {string.Join(", ", Products)}"));
        if (agreement.ShareBp is < 0 or > 10_000)
            faults.Add(new("share_bp", "must be 0 to 10,000 hundredths of a percent"));
        if (!Enum.IsDefined(agreement.Model))
            faults.Add(new("model", "must be pro_rata, user_centric, artist_centric or stream_to_own"));
        CheckMinimums(faults, agreement.Minimums);
        return faults;
    }

    /// <summary>An agreement that would cover the same plays: same side and licensor, and a country, product and month in common. Two answers to what is paid are none.</summary>
    /// <param name="agreement">The one to be taken.</param>
    /// <param name="others">Those that stand; a former version of it under its own id is replaced, and does not count.</param>
    /// <returns>Null for none.</returns>
    public static Agreement? FindOverlap(Agreement agreement, IEnumerable<Agreement> others)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        ArgumentNullException.ThrowIfNull(others);
        return others.FirstOrDefault(other =>
            other.Id != agreement.Id
            && other.Side == agreement.Side
            && other.Licensor == agreement.Licensor
            && RightsRules.Meet(agreement.From, agreement.Until, other.From, other.Until)
            && RightsRules.Meet(agreement.Territory, other.Territory)
            && MeetInProducts(agreement, other));
    }

    /// <summary>
    /// Two agreements, one for masters and one for publishing, that could both hold for a play and together take more than there is; with default terms in place of either, since a track may
    /// have an agreement for one side alone.
    /// </summary>
    /// <param name="agreements">The agreements that hold in one month.</param>
    /// <param name="rules">The default terms of that month.</param>
    /// <returns>What is wrong, in a sentence; null for nothing.</returns>
    public static string? FindExcess(IReadOnlyList<Agreement> agreements, RoyaltyRules rules)
    {
        ArgumentNullException.ThrowIfNull(agreements);
        ArgumentNullException.ThrowIfNull(rules);
        foreach (var master in agreements.Where(one => one.Side == RoyaltySide.Master))
        {
            if (master.ShareBp + rules.DefaultPublishingBp > Whole)
                return $"Agreement '{master.Id}' of {master.Licensor} takes {master.ShareBp} of {Whole} for masters, and tracks without an agreement for publishing {rules.DefaultPublishingBp} more: lower one of them.";
            var other = agreements.FirstOrDefault(one =>
                one.Side == RoyaltySide.Publishing && master.ShareBp + one.ShareBp > Whole && RightsRules.Meet(master.Territory, one.Territory) && MeetInProducts(master, one));
            if (other is not null)
                return $"Agreements '{master.Id}' of {master.Licensor} and '{other.Id}' of {other.Licensor} together take {master.ShareBp + other.ShareBp} of {Whole}: lower one of them.";
        }

        return agreements.FirstOrDefault(one => one.Side == RoyaltySide.Publishing && one.ShareBp + rules.DefaultMasterBp > Whole) is { } publishing
            ? $"Agreement '{publishing.Id}' of {publishing.Licensor} takes {publishing.ShareBp} of {Whole} for publishing, and tracks without an agreement for masters {rules.DefaultMasterBp} more: lower one of them."
            : null;
    }

    private static bool MeetInProducts(Agreement x, Agreement y) => x.Products.Count == 0 || y.Products.Count == 0 || x.Products.Intersect(y.Products).Any();

    private static void CheckMinimums(List<RightsFault> faults, IReadOnlyList<MinimumGuarantee> minimums)
    {
        if (minimums.Count > MaxMinimums)
            faults.Add(new("minimums", "there may be 50 at most"));
        foreach (var (i, minimum) in minimums.Index())
        {
            if (!Currency.TryFind(minimum.Currency, out _))
                faults.Add(new($"minimums[{i}].currency", $"'{minimum.Currency}' is no currency of ISO 4217"));
            if (minimum.PerSubscriber < 0)
                faults.Add(new($"minimums[{i}].per_subscriber", "must be 0 or more minor units"));
            if (minimums.Take(i).Any(other => other.Currency == minimum.Currency))
                faults.Add(new($"minimums[{i}].currency", $"{minimum.Currency} has a minimum already"));
        }
    }
}
