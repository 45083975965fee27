namespace Spotify.Core.Playback;

/// <summary>
/// The one place that says who may be given what. Playback, search and recommendations all ask here. What no grant permits is not permitted; grants only
/// ever add.
/// </summary>
public static class Rights
{
    private const string World = "*";

    /// <summary>Decides. Where several refusals would be true, the one that leads furthest is given: a change of plan, then waiting, then nothing.</summary>
    /// <param name="grants">The recording's grants, in any order.</param>
    /// <param name="market">The listener's country, ISO 3166-1 alpha-2 in any case; empty where it is unknown, which no grant permits.</param>
    /// <param name="tier">The listener's tier; premium's kin counts as premium.</param>
    /// <param name="use">What the listener wants to do.</param>
    /// <param name="now">The moment; a window holds its first moment and not its last.</param>
    public static RightsDecision Decide(IReadOnlyList<RightsGrant> grants, string market, Tier tier, RightsUse use, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(market);
        var tierName = tier.LicenceName();
        var useName = NameOf(use);
        var (openToOthers, later, over) = (false, false, false);
        for (var i = 0; i < grants.Count; i++)
        {
            var grant = grants[i];
            if (!Holds(grant.Uses, useName) || !CoversMarket(grant, market))
                continue;
            if (grant.Until is { } until && until <= now)
                over = true;
            else if (grant.From > now)
                later = true;
            else if (Holds(grant.Tiers, tierName))
                return RightsDecision.Allowed;
            else
                openToOthers |= grant.Tiers.Count > 0;
        }

        if (openToOthers)
            return RightsDecision.TierRestricted;
        if (later)
            return RightsDecision.NotYetReleased;
        return over ? RightsDecision.TakenDown : RightsDecision.MarketRestricted;
    }

    /// <summary>The grant that permits, where <see cref="Decide"/> allows: of several the one that ends last, then the one that began first.</summary>
    /// <param name="grants">The recording's grants, in any order.</param>
    /// <param name="market">The listener's country.</param>
    /// <param name="tier">The listener's tier.</param>
    /// <param name="use">What the listener wants to do.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The grant, or null where none permits.</returns>
    public static RightsGrant? Permitting(IReadOnlyList<RightsGrant> grants, string market, Tier tier, RightsUse use, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(market);
        RightsGrant? best = null;
        foreach (var grant in grants)
        {
            if (grant.From > now || grant.Until <= now || !Holds(grant.Uses, NameOf(use)) || !Holds(grant.Tiers, tier.LicenceName()) || !CoversMarket(grant, market))
                continue;
            var longer = (grant.Until ?? DateTimeOffset.MaxValue).CompareTo(best?.Until ?? DateTimeOffset.MaxValue);
            if (best is null || longer > 0 || (longer == 0 && grant.From < best.From))
                best = grant;
        }

        return best;
    }

    /// <summary>When the first window opens that is not open yet.</summary>
    /// <param name="grants">The recording's grants, in any order.</param>
    /// <param name="market">The listener's country.</param>
    /// <param name="tier">The listener's tier.</param>
    /// <param name="use">What the listener wants to do.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The earliest later beginning of a grant for this listener, or null where there is none.</returns>
    public static DateTimeOffset? OpensAt(IReadOnlyList<RightsGrant> grants, string market, Tier tier, RightsUse use, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        ArgumentNullException.ThrowIfNull(market);
        DateTimeOffset? first = null;
        foreach (var grant in grants)
        {
            if (grant.From > now && (grant.Until is null || grant.Until > grant.From) && Holds(grant.Uses, NameOf(use)) && Holds(grant.Tiers, tier.LicenceName())
                && CoversMarket(grant, market) && (first is null || grant.From < first))
                first = grant.From;
        }

        return first;
    }

    /// <summary>The last moment up to which the answer of now is sure to stay the same: where a window begins or ends next.</summary>
    /// <param name="grants">The recording's grants, in any order.</param>
    /// <param name="now">The moment.</param>
    /// <returns>The first beginning or end after now of any grant, or null where nothing changes any more.</returns>
    public static DateTimeOffset? ChangesAt(IReadOnlyList<RightsGrant> grants, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        DateTimeOffset? next = null;
        for (var i = 0; i < grants.Count; i++)
        {
            var grant = grants[i];
            if (grant.From > now && (next is null || grant.From < next))
                next = grant.From;
            if (grant.Until is { } until && until > now && (next is null || until < next))
                next = until;
        }

        return next;
    }

    /// <summary>Exceptions win over the market list, also when both name the market.</summary>
    private static bool CoversMarket(RightsGrant grant, string market) =>
        market.Length > 0 && !Holds(grant.Except, market) && (Holds(grant.Markets, World) || Holds(grant.Markets, market));

    private static bool Holds(IReadOnlyList<string> list, string text)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Equals(text, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static string NameOf(RightsUse use) => use == RightsUse.Download ? "download" : "stream";
}
