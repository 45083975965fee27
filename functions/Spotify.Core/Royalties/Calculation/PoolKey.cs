namespace Spotify.Core.Royalties.Calculation;

/// <summary>Which pool: one for each country, product and currency of a month.</summary>
/// <param name="Country">ISO 3166-1 alpha-2, or <c>ZZ</c> for none.</param>
/// <param name="Product">The product, named as tiers are, or <c>unknown</c>.</param>
/// <param name="Currency">The market's own currency, ISO 4217.</param>
public sealed record PoolKey(string Country, string Product, string Currency)
{
    /// <summary>The order of pools: country, product, currency.</summary>
    public static IComparer<PoolKey> Order { get; } = Comparer<PoolKey>.Create((x, y) =>
    {
        var order = string.CompareOrdinal(x.Country, y.Country);
        if (order == 0)
            order = string.CompareOrdinal(x.Product, y.Product);
        return order == 0 ? string.CompareOrdinal(x.Currency, y.Currency) : order;
    });

    /// <inheritdoc/>
    public override string ToString() => $"{Country}:{Product}:{Currency}";
}

/// <summary>What there is to divide in one pool: whole minor units of its currency.</summary>
/// <param name="Key">Which pool.</param>
/// <param name="Gross">What was paid, less what was paid back, with what advertisers paid.</param>
/// <param name="Vat">The tax in it.</param>
/// <param name="StoreFees">What stores keep of it.</param>
/// <param name="Subscribers">Listeners with a payment that was not paid back: what minimum guarantees count.</param>
public sealed record Pool(PoolKey Key, long Gross, long Vat, long StoreFees, long Subscribers)
{
    /// <summary>What is divided.</summary>
    public long Net => checked(Gross - Vat - StoreFees);
}
