namespace Spotify.Core.Subscriptions;

/// <summary>Where revenue comes from. JSON: <c>payment refund ad_revenue</c>.</summary>
public enum RevenueType
{
    /// <summary>A listener paid.</summary>
    Payment = 0,

    /// <summary>A listener was paid back: amounts are negative.</summary>
    Refund = 1,

    /// <summary>Advertisers paid.</summary>
    AdRevenue = 2,
}

/// <summary>One piece of revenue, in whole minor units of its currency; the amounts of a refund are negative.</summary>
/// <param name="Id">The event that it comes from: one event is one row.</param>
/// <param name="Type">What it is.</param>
/// <param name="Period">The accounting period that it counts in, <c>yyyy-MM</c>.</param>
/// <param name="Country">The country that it counts in, ISO 3166-1 alpha-2.</param>
/// <param name="Product">The product, named as tiers are.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Gross">What was paid, tax and fees included.</param>
/// <param name="Vat">The tax in it.</param>
/// <param name="StoreFee">What a store or a payment service keeps of it.</param>
public sealed record RevenueRow(
    string Id, RevenueType Type, string Period, string Country, string Product, string Currency, long Gross, long Vat, long StoreFee);

/// <summary>What revenue of one period, country, product and currency comes to.</summary>
/// <param name="Period">The accounting period.</param>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Product">The product, named as tiers are.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Gross">What was paid, less what was paid back.</param>
/// <param name="Vat">The tax in it.</param>
/// <param name="StoreFee">What stores keep of it.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="Refunds">How many refunds.</param>
/// <param name="Advertisements">How many pieces of revenue from advertisements.</param>
public sealed record RevenueTotal(
    string Period, string Country, string Product, string Currency, long Gross, long Vat, long StoreFee, long Payments, long Refunds, long Advertisements)
{
    /// <summary>What is left to divide.</summary>
    public long Net => checked(Gross - Vat - StoreFee);
}
