namespace Spotify.Core.Royalties.Calculation;

/// <summary>A country and product: what a play belongs to. There may be a pool in each currency that was paid in, or none.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, or <c>ZZ</c> for none.</param>
/// <param name="Product">The product, named as tiers are, or <c>unknown</c>.</param>
public sealed record Market(string Country, string Product)
{
    /// <summary>The order of markets: country, product.</summary>
    public static IComparer<Market> Order { get; } = Comparer<Market>.Create((x, y) =>
    {
        var order = string.CompareOrdinal(x.Country, y.Country);
        return order == 0 ? string.CompareOrdinal(x.Product, y.Product) : order;
    });
}

/// <summary>
/// Small numbers for a month's markets and pools, both in their order. Where a market was paid for in several currencies, its plays count in each of its pools, and
/// what a listener paid counts in the pool of its own currency.
/// </summary>
public sealed class PoolTable
{
    private readonly Dictionary<Market, int> _markets = [];
    private readonly Dictionary<PoolKey, int> _pools = [];
    private readonly int[] _firstPool;

    /// <summary>A table of pools, and of markets that were listened in although nothing was paid.</summary>
    public PoolTable(IEnumerable<PoolKey> pools, IEnumerable<Market> markets)
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(markets);
        Pools = [.. pools.Distinct().Order(PoolKey.Order)];
        Markets = [.. markets.Concat(Pools.Select(pool => new Market(pool.Country, pool.Product))).Distinct().Order(Market.Order)];
        for (var i = 0; i < Markets.Count; i++)
            _markets.Add(Markets[i], i);
        _firstPool = new int[Markets.Count + 1];
        for (var i = 0; i < Pools.Count; i++)
        {
            _pools.Add(Pools[i], i);
            _firstPool[_markets[new Market(Pools[i].Country, Pools[i].Product)] + 1]++;
        }

        for (var i = 0; i < Markets.Count; i++)
            _firstPool[i + 1] += _firstPool[i];
    }

    /// <summary>The pools in their order; a pool's number is its place here.</summary>
    public IReadOnlyList<PoolKey> Pools { get; }

    /// <summary>The markets in their order; a market's number is its place here.</summary>
    public IReadOnlyList<Market> Markets { get; }

    /// <summary>The number of a market; -1 where it is none of the month's.</summary>
    public int MarketOf(string country, string product) => _markets.GetValueOrDefault(new Market(country, product), -1);

    /// <summary>The number of a pool; -1 where it is none of the month's.</summary>
    public int PoolOf(PoolKey pool) => _pools.GetValueOrDefault(pool, -1);

    /// <summary>The first pool of a market; its pools end before the first one of the next market.</summary>
    public int FirstPoolOf(int market) => _firstPool[market];

    /// <summary>How many pools a market has.</summary>
    public int PoolsOf(int market) => _firstPool[market + 1] - _firstPool[market];
}
