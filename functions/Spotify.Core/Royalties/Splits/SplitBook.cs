using System.Numerics;
using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Royalties.Splits;

/// <summary>The split sheets of one period: which of them applies, and what it comes to.</summary>
public sealed class SplitBook
{
    private const long Whole = 1_000_000_000;

    private readonly Dictionary<(TrackKey Track, RoyaltySide Side), List<(SplitSheet Sheet, IReadOnlyList<HolderShare> Shares)>> _sheets = [];

    /// <summary>A book.</summary>
    /// <param name="period">The period, <c>yyyy-MM</c>.</param>
    /// <param name="sheets">Sheets that were found right by <see cref="SplitRules"/>, of any period and version.</param>
    /// <param name="parties">Everybody who can be paid: what falls to anybody else is kept as unclaimed. Null for everybody.</param>
    public SplitBook(string period, IEnumerable<SplitSheet> sheets, IReadOnlySet<string>? parties = null)
    {
        ArgumentNullException.ThrowIfNull(sheets);
        foreach (var sheet in sheets)
        {
            if (!EffectivePeriods.Include(sheet.From, sheet.Until, period))
                continue;
            var key = (KeyOf(sheet.Track), sheet.Side);
            if (!_sheets.TryGetValue(key, out var known))
                _sheets.Add(key, known = []);
            known.Add((sheet, Flatten(sheet, parties)));
        }

        foreach (var known in _sheets.Values)
            known.Sort((x, y) => Compare(x.Sheet, y.Sheet));
    }

    /// <summary>
    /// The sheet that applies to a side of a track in a country; null for none. Of several the one that names the country goes before one for the world, then the one that began
    /// later, then the later version.
    /// </summary>
    public SplitSheet? SheetOf(TrackKey track, RoyaltySide side, string country)
    {
        foreach (var (sheet, _) in _sheets.GetValueOrDefault((track, side)) ?? [])
        {
            if (sheet.Territory.Includes(country))
                return sheet;
        }

        return null;
    }

    /// <summary>Who has what of a side of a track in a country, by the sheet that applies.</summary>
    /// <returns>Shares that come to 1,000,000,000; empty where no sheet applies.</returns>
    public IReadOnlyList<HolderShare> SharesOf(TrackKey track, RoyaltySide side, string country)
    {
        foreach (var (sheet, shares) in _sheets.GetValueOrDefault((track, side)) ?? [])
        {
            if (sheet.Territory.Includes(country))
                return shares;
        }

        return [];
    }

    /// <summary>
    /// What the chain of a sheet comes to at its ends: exact products of the shares, cut once to parts of 1,000,000,000 by largest remainder. A holder with one role at several ends has
    /// one share, and what is kept is kept apart for each claimant or role.
    /// </summary>
    /// <param name="sheet">The sheet.</param>
    /// <param name="parties">Everybody who can be paid; null for everybody.</param>
    public static IReadOnlyList<HolderShare> Flatten(SplitSheet sheet, IReadOnlySet<string>? parties = null)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        var track = KeyOf(sheet.Track);
        var ends = new SortedDictionary<End, Fraction>();
        Collect(sheet.Links, new Fraction(BigInteger.One, BigInteger.One));
        var scale = ends.Values.Select(part => part.Denominator).DefaultIfEmpty(BigInteger.One).Max();
        var parts = LargestRemainder.Divide(Whole, [.. ends.Values.Select(part => part.Numerator * (scale / part.Denominator))]);
        return [.. ends.Keys.Zip(parts, (end, part) => new HolderShare(end.Holder, end.Role, part, end.Escrow)).Where(share => share.SharePpb > 0)];

        void Collect(IReadOnlyList<SplitLink> links, Fraction above)
        {
            foreach (var link in links)
            {
                var part = new Fraction(above.Numerator * link.SharePpm, above.Denominator * SplitRules.Whole);
                if (link.Children.Count > 0)
                {
                    Collect(link.Children, part);
                    continue;
                }

                var hold = link.Hold ?? (link.Party is null || parties?.Contains(link.Party) == false ? EscrowReason.Unclaimed : null);
                var end = new End(hold is { } reason ? $"{EscrowAccount.Of(reason, sheet.Side, track)}:{link.Party ?? link.Role}" : link.Party!, link.Role, hold);
                ends[end] = ends.TryGetValue(end, out var known) ? known + part : part;
            }
        }
    }

    private static TrackKey KeyOf(string track) => TrackKey.TryParse(track, out var key) ? key : throw new InvalidDataException($"'{track}' is no track.");

    private static int Compare(SplitSheet x, SplitSheet y)
    {
        var order = (x.Territory.Countries is ["*"]).CompareTo(y.Territory.Countries is ["*"]);
        if (order == 0)
            order = string.CompareOrdinal(y.From, x.From);
        return order == 0 ? y.Version.CompareTo(x.Version) : order;
    }

    private readonly record struct End(string Holder, string Role, EscrowReason? Escrow) : IComparable<End>
    {
        public int CompareTo(End other)
        {
            var order = string.CompareOrdinal(Holder, other.Holder);
            return order == 0 ? string.CompareOrdinal(Role, other.Role) : order;
        }
    }
}
