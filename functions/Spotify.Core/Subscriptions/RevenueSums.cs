namespace Spotify.Core.Subscriptions;

/// <summary>Sums revenue exactly: the same rows give the same totals in any order. A row counts once for each time it is added; the ledger holds each once.</summary>
public sealed class RevenueSums
{
    private readonly Dictionary<(string Period, string Country, string Product, string Currency), RevenueTotal> _totals = [];

    /// <summary>The totals, in order of period, country, product and currency.</summary>
    public IReadOnlyList<RevenueTotal> Totals =>
    [
        .. _totals.Values.OrderBy(total => total.Period, StringComparer.Ordinal).ThenBy(total => total.Country, StringComparer.Ordinal)
            .ThenBy(total => total.Product, StringComparer.Ordinal).ThenBy(total => total.Currency, StringComparer.Ordinal),
    ];

    /// <summary>Adds a row.</summary>
    /// <exception cref="OverflowException">A total does not fit in 64 bits.</exception>
    public void Add(RevenueRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var key = (row.Period, row.Country, row.Product, row.Currency);
        var total = _totals.GetValueOrDefault(key) ?? new RevenueTotal(row.Period, row.Country, row.Product, row.Currency, 0, 0, 0, 0, 0, 0);
        checked
        {
            _totals[key] = total with
            {
                Gross = total.Gross + row.Gross,
                Vat = total.Vat + row.Vat,
                StoreFee = total.StoreFee + row.StoreFee,
                Payments = total.Payments + (row.Type == RevenueType.Payment ? 1 : 0),
                Refunds = total.Refunds + (row.Type == RevenueType.Refund ? 1 : 0),
                Advertisements = total.Advertisements + (row.Type == RevenueType.AdRevenue ? 1 : 0),
            };
        }
    }
}
