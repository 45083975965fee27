namespace Spotify.Core.Ingestion.Ddex;

/// <summary>Reads the deals of a message; they differ between versions in where the uses stand.</summary>
internal static class ErnDealReader
{
    /// <summary>The deals of a <c>ReleaseDeal</c>.</summary>
    /// <param name="releaseDeal">The element.</param>
    /// <param name="options">Who we are.</param>
    /// <param name="usesOf">Where in the terms the use types stand (in 3.8 there may be several such places).</param>
    public static IEnumerable<ErnDeal> Read(ErnElement releaseDeal, ErnOptions options, Func<ErnElement, ErnElement?> usesOf)
    {
        var releases = releaseDeal.All("DealReleaseReference").ToList();
        foreach (var deal in releaseDeal.All("Deal"))
        {
            if (deal.Find("DealTerms") is not { } terms)
                continue;
            var instant = terms.Find("InstantGratificationResourceList");
            var places = usesOf(terms) == terms ? [terms] : terms.All("Usage").ToList();
            yield return new ErnDeal
            {
                At = terms,
                Releases = releases,
                Territories = [.. terms.All("TerritoryCode")],
                ExcludedTerritories = [.. terms.All("ExcludedTerritoryCode")],
                Periods = [.. terms.All("ValidityPeriod")],
                Models = [.. terms.All("CommercialModelType").Select(model => model.Text)],
                Uses = [.. places.SelectMany(place => place.All("UseType")).Select(use => use.Text)],
                IsPreOrder = terms.IsTrue("IsPreOrderDeal"),
                IsTakedown = terms.IsTrue("TakeDown") || terms.IsTrue("AllDealsCancelled"),
                InstantResources = [.. instant?.All("DealResourceReference") ?? []],
                InstantPeriods = [.. instant?.All("Period") ?? []],
                IsForOthers = IsForOthers(terms, options),
            };
        }
    }

    private static bool IsForOthers(ErnElement terms, ErnOptions options)
    {
        var named = terms.All("DistributionChannel").ToList();
        if (named.Count > 0 && !named.Exists(IsUs))
            return true;
        return terms.All("ExcludedDistributionChannel").Any(IsUs);

        bool IsUs(ErnElement service) => options.Dpid is { } own
            && service.All("PartyId").Any(id => ErnCodes.NormaliseDpid(id.TextOf("DPID") ?? id.Text) == ErnCodes.NormaliseDpid(own));
    }
}
