namespace Spotify.Core.Subscriptions;

/// <summary>Why a country is doubted, or was changed. JSON: <c>payment_elsewhere ...</c>.</summary>
public enum CountryReason
{
    /// <summary>The listener pays from another country than the account's.</summary>
    PaymentElsewhere = 0,

    /// <summary>The listener's requests come from another country than the account's.</summary>
    AddressElsewhere = 1,

    /// <summary>They have for fourteen days and more.</summary>
    AddressElsewhereForLong = 2,

    /// <summary>Payment and requests come from two different countries.</summary>
    PaymentAndAddressDiffer = 3,

    /// <summary>Requests come through a relay network, so that they say nothing of where the listener is.</summary>
    ThroughRelay = 4,

    /// <summary>Payment and requests have both come from one other country for fourteen days and more: the listener has moved.</summary>
    Moved = 5,

    /// <summary>The account names no country: payment or requests decide.</summary>
    NoAccountCountry = 6,
}

/// <summary>
/// What speaks for the country of a listener. Licences use the account's country until payment and requests have agreed on another for <see cref="MoveAfter"/>: who
/// travels keeps his catalogue, who moves gets the other, and neither alone changes anything.
/// </summary>
public sealed record CountryEvidence
{
    /// <summary>How long payment and requests must both come from elsewhere.</summary>
    public static readonly TimeSpan MoveAfter = TimeSpan.FromDays(14);

    /// <summary>The country of the account, or empty.</summary>
    public string Account { get; init; } = "";

    /// <summary>Where the listener pays, and since when; null where nothing is known.</summary>
    public CountrySighting? Payment { get; init; }

    /// <summary>Where requests come from, and since when without a break; null where nothing is known.</summary>
    public CountrySighting? Address { get; init; }

    /// <summary>Whether the requests come through a relay network.</summary>
    public bool IsThroughRelay { get; init; }

    /// <summary>Weighs it.</summary>
    /// <param name="now">The time.</param>
    public CountryDecision Decide(DateTimeOffset now)
    {
        var address = IsThroughRelay ? null : Address;
        List<CountryReason> reasons = IsThroughRelay ? [CountryReason.ThroughRelay] : [];
        if (Account.Length == 0)
        {
            reasons.Add(CountryReason.NoAccountCountry);
            return Weigh(Payment?.Country ?? address?.Country ?? "", address, reasons);
        }

        if (Payment is { } payment && address is { } seen && payment.Country != Account && payment.Country == seen.Country
            && now - payment.Since >= MoveAfter && now - seen.Since >= MoveAfter)
            return new CountryDecision(payment.Country, 0, [.. reasons, CountryReason.Moved]) { HasMoved = true };
        if (Payment is not null && Payment.Country != Account)
            reasons.Add(CountryReason.PaymentElsewhere);
        if (address is not null && address.Country != Account)
            reasons.Add(now - address.Since >= MoveAfter ? CountryReason.AddressElsewhereForLong : CountryReason.AddressElsewhere);
        return Weigh(Account, address, reasons);
    }

    private CountryDecision Weigh(string country, CountrySighting? address, List<CountryReason> reasons)
    {
        if (Payment is not null && address is not null && Payment.Country != address.Country)
            reasons.Add(CountryReason.PaymentAndAddressDiffer);
        return new CountryDecision(country, Math.Min(100, reasons.Sum(WeightOf)), reasons);
    }

    private static int WeightOf(CountryReason reason) => reason switch
    {
        CountryReason.PaymentElsewhere => 35,
        CountryReason.AddressElsewhere => 10,
        CountryReason.AddressElsewhereForLong => 30,
        CountryReason.PaymentAndAddressDiffer => 15,
        CountryReason.ThroughRelay => 25,
        CountryReason.NoAccountCountry => 20,
        _ => 0,
    };
}

/// <summary>A country and since when it has been so.</summary>
/// <param name="Country">ISO 3166-1 alpha-2.</param>
/// <param name="Since">Since when without another between.</param>
public sealed record CountrySighting(string Country, DateTimeOffset Since);

/// <summary>The country that licences use, and how far it is doubted.</summary>
/// <param name="Country">ISO 3166-1 alpha-2; empty where nothing is known, which no licence permits.</param>
/// <param name="Score">0 where all agree, to 100.</param>
/// <param name="Reasons">What the score is made of.</param>
public sealed record CountryDecision(string Country, int Score, IReadOnlyList<CountryReason> Reasons)
{
    /// <summary>Whether the account's country is to be changed to this one.</summary>
    public bool HasMoved { get; init; }
}
