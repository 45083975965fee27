using Spotify.Core.Catalog;
using Spotify.Core.Playback;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>
/// Makes rights of deals. Advertisement or no charge with on-demand streaming is a stream for the free tier; a subscription with on-demand streaming is one for premium, and with
/// conditional download a download for premium; nothing else grants anything here. A date is midnight in each country, the last day included; a moment is the same for all.
/// </summary>
internal sealed class ErnDeals
{
    private const string World = "Worldwide";
    private const int MaxExceptions = 25;
    private const int MaxWindows = 500_000;

    private readonly List<Terms> _terms = [];
    private readonly Dictionary<string, List<int>> _byReference = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<RightsGrant>> _known = new(StringComparer.Ordinal);
    private readonly ErnFaults _faults;
    private readonly DateTimeOffset _createdAt;
    private int _windows;

    /// <summary>Checks deals.</summary>
    /// <param name="deals">The deals.</param>
    /// <param name="createdAt">When the message was made.</param>
    /// <param name="faults">Takes all that is wrong.</param>
    public ErnDeals(IReadOnlyList<ErnDeal> deals, DateTimeOffset createdAt, ErnFaults faults)
    {
        _faults = faults;
        _createdAt = createdAt;
        foreach (var (index, deal) in deals.Index())
        {
            _terms.Add(Check(deal));
            foreach (var reference in deal.Releases.Select(reference => reference.Text).Distinct(StringComparer.Ordinal))
                ByReference(reference).Add(index);
        }
    }

    /// <summary>The first day of any deal, whatever it is about; null where there are none or only moments are named.</summary>
    public DateOnly? FirstDay { get; private set; }

    /// <summary>What is granted for a release by itself.</summary>
    /// <param name="references">What the message calls it.</param>
    public IReadOnlyList<RightsGrant> OfRelease(IReadOnlyList<string> references) => Grants(Of(references, IsPlain), []);

    /// <summary>What is granted for a track: what its own deals say where they say anything that this service can do, what the release's say otherwise; and what opens it before the release.</summary>
    /// <param name="release">The references of the release.</param>
    /// <param name="own">Those of the releases that hold the track alone.</param>
    /// <param name="resource">The reference of the recording.</param>
    public IReadOnlyList<RightsGrant> OfTrack(IReadOnlyList<string> release, IReadOnlyList<string> own, string resource)
    {
        var single = Of(own, IsPlain);
        var ahead = Of([.. release, .. own], terms => terms.Uses != Uses.None && terms.Instants.Contains(resource));
        return Grants(single.Count > 0 ? single : Of(release, IsPlain), ahead);
    }

    private static bool IsPlain(Terms terms) => (terms.Uses != Uses.None && !terms.Deal.IsPreOrder) || terms.Deal.IsTakedown;

    private List<int> Of(IReadOnlyList<string> references, Func<Terms, bool> counts) =>
        [.. references.SelectMany(ByReference).Distinct().Where(index => !_terms[index].Deal.IsForOthers && counts(_terms[index])).Order()];

    private List<int> ByReference(string reference)
    {
        if (!_byReference.TryGetValue(reference, out var list))
            _byReference[reference] = list = [];
        return list;
    }

    private Terms Check(ErnDeal deal)
    {
        var uses = UsesOf(deal);
        if (deal.Uses.Count == 0 && !deal.IsTakedown)
            return new Terms(deal, Uses.None, [], [], []);
        var periods = deal.Periods.Select(period => Period(period, deal.IsTakedown)).OfType<Period>().ToList();
        if (deal.Periods.Count == 0)
            _faults.Missing(deal.At, "ValidityPeriod", "a deal needs the time in which it is valid");
        foreach (var day in periods.Select(period => period.From?.Day).OfType<DateOnly>())
            FirstDay = FirstDay is null || day < FirstDay ? day : FirstDay;

        var instant = deal.InstantPeriods.Select(period => Period(period, true)).OfType<Period>().ToList();
        return new Terms(deal, uses, Markets(deal), periods, instant);
    }

    private static Uses UsesOf(ErnDeal deal)
    {
        var streams = deal.Uses.Contains("OnDemandStream") || deal.Uses.Contains("Stream");
        var keeps = deal.Uses.Contains("ConditionalDownload");
        var free = deal.Models.Contains("AdvertisementSupportedModel") || deal.Models.Contains("FreeOfChargeModel");
        var paid = deal.Models.Contains("SubscriptionModel");
        return (streams && free ? Uses.FreeStream : Uses.None) | (streams && paid ? Uses.PremiumStream : Uses.None) | (keeps && paid ? Uses.PremiumDownload : Uses.None);
    }

    private string[] Markets(ErnDeal deal)
    {
        if (deal.Territories.Count > 0 && deal.ExcludedTerritories.Count > 0)
            _faults.Add(deal.At, "a deal names the territories where it holds or those where it does not, not both");
        else if (deal.Territories.Count == 0 && deal.ExcludedTerritories.Count == 0)
            _faults.Missing(deal.At, "TerritoryCode", "a deal needs the territories where it holds: Worldwide, or countries");
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in deal.Territories.Concat(deal.ExcludedTerritories))
        {
            if (element.Text == World && deal.ExcludedTerritories.Count == 0)
                codes.UnionWith(MarketZones.All);
            else if (ManifestCodes.IsMarket(element.Text))
                codes.Add(element.Text);
            else
                _faults.Add(element, $"{ErnFaults.Quote(element.Text)} is no territory that is known here: Worldwide or ISO 3166-1 alpha-2");
        }

        return [.. (deal.ExcludedTerritories.Count > 0 ? MarketZones.All.Except(codes) : codes).Order(StringComparer.Ordinal)];
    }

    private Period? Period(ErnElement period, bool mayBeOpen)
    {
        var from = Limit(period, "StartDate", "StartDateTime", false);
        var until = Limit(period, "EndDate", "EndDateTime", true);
        if (from is null && !mayBeOpen && period.Find("StartDate") is null && period.Find("StartDateTime") is null)
            _faults.Missing(period, "StartDate", "a deal needs its beginning");
        if (from is not null && until is not null && until.Order <= from.Order)
            _faults.Add(period, "the deal ends before it begins");
        else if (from is not null || mayBeOpen)
            return new Period(from, until);
        return null;
    }

    private Limit? Limit(ErnElement period, string day, string moment, bool isEnd)
    {
        if (period.Find(day) is { } date)
        {
            if (ErnTime.TryDay(date.Text, false, out var value))
                return new Limit(isEnd ? value.AddDays(1) : value, null, null);
            _faults.Add(date, $"{ErnFaults.Quote(date.Text)} is no date: a date is written yyyy-MM-dd");
        }
        else if (period.Find(moment) is { } time)
        {
            if (ErnTime.TryMoment(time.Text, out var local, out var offset))
                return offset is { } distance ? new Limit(null, null, new DateTimeOffset(local, TimeSpan.Zero) - distance) : new Limit(null, local, null);
            _faults.Add(time, $"{ErnFaults.Quote(time.Text)} is no moment: one is written yyyy-MM-ddTHH:mm:ss, best with its distance from UTC");
        }

        return null;
    }

    private IReadOnlyList<RightsGrant> Grants(List<int> deals, List<int> ahead)
    {
        if (deals.Count == 0 && ahead.Count == 0)
            return [];
        var key = string.Join(',', deals) + ";" + string.Join(',', ahead);
        if (_known.TryGetValue(key, out var known))
            return known;
        var windows = new Dictionary<(string Market, Uses Use), List<Window>>();
        foreach (var terms in deals.Select(index => _terms[index]).Where(terms => !terms.Deal.IsTakedown))
            AddWindows(windows, terms, terms.Periods);
        foreach (var terms in ahead.Select(index => _terms[index]))
            AddWindows(windows, terms, terms.Instant.Count > 0 ? terms.Instant : terms.Periods);
        foreach (var terms in deals.Select(index => _terms[index]).Where(terms => terms.Deal.IsTakedown))
            Cut(windows, terms);
        return _known[key] = Group(windows);
    }

    private void AddWindows(Dictionary<(string Market, Uses Use), List<Window>> windows, Terms terms, IReadOnlyList<Period> periods)
    {
        foreach (var period in periods)
        {
            if ((_windows += terms.Markets.Count) > MaxWindows)
            {
                if (_windows - terms.Markets.Count <= MaxWindows)
                    _faults.Add(terms.Deal.At, $"up to here the deals grant more than {MaxWindows} windows in single countries, which is the most that is read");
                return;
            }

            foreach (var market in terms.Markets)
            {
                var window = WindowOf(period, market);
                foreach (var use in new[] { Uses.FreeStream, Uses.PremiumStream, Uses.PremiumDownload })
                {
                    if (!terms.Uses.HasFlag(use))
                        continue;
                    if (!windows.TryGetValue((market, use), out var list))
                        windows[(market, use)] = list = [];
                    list.Add(window);
                }
            }
        }
    }

    /// <summary>
    /// A period in a country. What is over everywhere when the message is made is not told apart by country, so that a back catalogue's rights stay few: a beginning is the last one of
    /// them then, an end the first.
    /// </summary>
    private Window WindowOf(Period period, string market)
    {
        var from = period.From?.In(market) ?? _createdAt;
        var until = period.Until?.In(market);
        var lastBeginning = period.From?.Latest is { } latest && latest <= _createdAt ? latest : from;
        var firstEnd = period.Until is { Latest: { } over, Earliest: { } earliest } && over <= _createdAt ? earliest : until;
        return firstEnd is null || lastBeginning < firstEnd ? new Window(lastBeginning, firstEnd) : new Window(from, until);
    }

    private void Cut(Dictionary<(string Market, Uses Use), List<Window>> windows, Terms terms)
    {
        foreach (var market in terms.Markets)
        {
            var end = terms.Periods.Select(period => period.From?.In(market) ?? _createdAt).DefaultIfEmpty(_createdAt).Min();
            foreach (var use in new[] { Uses.FreeStream, Uses.PremiumStream, Uses.PremiumDownload })
            {
                if (windows.TryGetValue((market, use), out var list))
                    windows[(market, use)] = [.. list.Where(window => window.From < end).Select(window => window with { Until = window.Until < end ? window.Until : end })];
            }
        }
    }

    private static IReadOnlyList<RightsGrant> Group(Dictionary<(string Market, Uses Use), List<Window>> windows)
    {
        var uses = new Dictionary<(string Market, Window Window), Uses>();
        foreach (var ((market, use), list) in windows)
        {
            foreach (var window in Merge(list))
                uses[(market, window)] = uses.GetValueOrDefault((market, window)) | use;
        }

        return
        [
            .. uses.GroupBy(entry => (entry.Key.Window, Uses: entry.Value), entry => entry.Key.Market)
                .SelectMany(group => GrantsOf(group.Key.Window, group.Key.Uses, [.. group.Order(StringComparer.Ordinal)]))
                .OrderBy(grant => grant.From).ThenBy(grant => grant.Until ?? DateTimeOffset.MaxValue).ThenBy(grant => grant.Markets[0], StringComparer.Ordinal).ThenBy(grant => grant.Uses[0], StringComparer.Ordinal)
                .ThenBy(grant => grant.Tiers[0], StringComparer.Ordinal),
        ];
    }

    /// <summary>Windows that overlap or meet are one.</summary>
    private static List<Window> Merge(List<Window> windows)
    {
        var merged = new List<Window>();
        foreach (var window in windows.OrderBy(window => window.From))
        {
            if (merged.Count > 0 && (merged[^1].Until is not { } end || window.From <= end))
                merged[^1] = merged[^1] with { Until = merged[^1].Until is null || window.Until is null ? null : merged[^1].Until > window.Until ? merged[^1].Until : window.Until };
            else
                merged.Add(window);
        }

        return merged;
    }

    private static IEnumerable<RightsGrant> GrantsOf(Window window, Uses uses, List<string> codes)
    {
        var missing = MarketZones.All.Count - codes.Count <= MaxExceptions ? MarketZones.All.Except(codes).ToList() : null;
        IReadOnlyList<string> markets = missing is null ? codes : ["*"];
        var streams = Named((uses.HasFlag(Uses.FreeStream), "free"), (uses.HasFlag(Uses.PremiumStream), "premium"));
        var keeps = Named((uses.HasFlag(Uses.PremiumDownload), "premium"));
        if (streams.SequenceEqual(keeps))
            return [Grant(streams, ["stream", "download"])];
        return new[] { Grant(streams, ["stream"]), Grant(keeps, ["download"]) }.Where(grant => grant.Tiers.Count > 0);

        RightsGrant Grant(List<string> tiers, List<string> uses) => new() { Markets = markets, Except = missing ?? [], Tiers = tiers, Uses = uses, From = window.From, Until = window.Until };
    }

    private static List<string> Named(params ReadOnlySpan<(bool Is, string Name)> names)
    {
        var list = new List<string>();
        foreach (var (isOne, name) in names)
        {
            if (isOne)
                list.Add(name);
        }

        return list;
    }

    [Flags]
    private enum Uses
    {
        None = 0,
        FreeStream = 1,
        PremiumStream = 2,
        PremiumDownload = 4,
    }

    private sealed record Terms(ErnDeal Deal, Uses Uses, IReadOnlyList<string> Markets, IReadOnlyList<Period> Periods, IReadOnlyList<Period> Instant)
    {
        public HashSet<string> Instants { get; } = Deal.InstantResources.Select(reference => reference.Text).ToHashSet(StringComparer.Ordinal);
    }

    private readonly record struct Window(DateTimeOffset From, DateTimeOffset? Until);
}

/// <summary>The time in which a deal is valid.</summary>
internal sealed record Period(Limit? From, Limit? Until);

/// <summary>Where a deal's time begins or ends: a day or a time of each country's clocks, or one moment for all.</summary>
internal sealed record Limit(DateOnly? Day, DateTime? Clock, DateTimeOffset? Moment)
{
    private static readonly TimeSpan LastMidnight = TimeSpan.FromHours(12);
    private static readonly TimeSpan FirstMidnight = TimeSpan.FromHours(-14);

    /// <summary>What ends are compared with beginnings by.</summary>
    public DateTime Order => Moment?.UtcDateTime ?? Local;

    /// <summary>When it is that everywhere on earth.</summary>
    public DateTimeOffset? Latest => Moment is null ? new DateTimeOffset(Local, TimeSpan.Zero) + LastMidnight : null;

    /// <summary>When it is that anywhere on earth.</summary>
    public DateTimeOffset? Earliest => Moment is null ? new DateTimeOffset(Local, TimeSpan.Zero) + FirstMidnight : null;

    private DateTime Local => Clock ?? Day!.Value.ToDateTime(TimeOnly.MinValue);

    /// <summary>When it is that in a country.</summary>
    public DateTimeOffset In(string market) => Moment ?? MarketZones.InstantOf(market, Local);
}
