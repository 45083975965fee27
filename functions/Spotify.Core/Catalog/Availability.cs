using Spotify.Core.Playback;

namespace Spotify.Core.Catalog;

/// <summary>Where something may be heard.</summary>
public static class Availability
{
    private const string World = "*";

    /// <summary>The countries of <see cref="Markets.All"/> in which a recording may be streamed now, on whatever plan.</summary>
    /// <param name="grants">The recording's grants, in any order.</param>
    /// <param name="now">The moment; a window holds its first moment and not its last.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<RightsGrant> grants, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var open = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var grant in grants)
        {
            if (grant.From > now || grant.Until <= now || grant.Tiers.Count == 0 || !grant.Uses.Contains("stream", StringComparer.OrdinalIgnoreCase))
                continue;
            open.UnionWith((grant.Markets.Contains(World) ? Markets.All : grant.Markets).Except(grant.Except, StringComparer.OrdinalIgnoreCase));
        }

        return open.Count == 0 ? [] : [.. Markets.All.Where(open.Contains)];
    }

    /// <summary>The countries of <see cref="Markets.All"/> that a list of countries names.</summary>
    /// <param name="markets">ISO 3166-1 alpha-2 codes, or <c>*</c> for everywhere.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> markets)
    {
        ArgumentNullException.ThrowIfNull(markets);
        return markets.Contains(World) ? Markets.All : [.. Markets.All.Where(markets.Contains)];
    }

    /// <summary>Whether a list of countries names a country.</summary>
    /// <param name="markets">ISO 3166-1 alpha-2 codes, or <c>*</c> for everywhere.</param>
    /// <param name="market">The country, in capitals.</param>
    public static bool Holds(IReadOnlyList<string> markets, string market)
    {
        ArgumentNullException.ThrowIfNull(markets);
        return markets.Contains(World) || markets.Contains(market);
    }

    /// <summary>The grants of several recordings together: what is permitted for one of them at least.</summary>
    /// <param name="grants">The recordings' grants.</param>
    public static IReadOnlyList<RightsGrant> Union(IEnumerable<IReadOnlyList<RightsGrant>> grants)
    {
        ArgumentNullException.ThrowIfNull(grants);
        var lists = grants.ToList();
        // Nearly always a label says the same of a whole release.
        return lists.TrueForAll(list => AreSame(list, lists[0])) ? lists.FirstOrDefault() ?? [] : [.. lists.SelectMany(list => list).Distinct(SameGrant.Instance)];
    }

    private static bool AreSame(IReadOnlyList<RightsGrant> one, IReadOnlyList<RightsGrant> other) => ReferenceEquals(one, other) || one.SequenceEqual(other, SameGrant.Instance);

    private sealed class SameGrant : IEqualityComparer<RightsGrant>
    {
        public static readonly SameGrant Instance = new();

        public bool Equals(RightsGrant? x, RightsGrant? y) => ReferenceEquals(x, y)
            || (x is not null && y is not null && x.From == y.From && x.Until == y.Until && x.Markets.SequenceEqual(y.Markets) && x.Except.SequenceEqual(y.Except)
                && x.Tiers.SequenceEqual(y.Tiers) && x.Uses.SequenceEqual(y.Uses));

        public int GetHashCode(RightsGrant obj) => HashCode.Combine(obj.From, obj.Until, obj.Markets.Count, obj.Except.Count, obj.Tiers.Count, obj.Uses.Count);
    }
}
