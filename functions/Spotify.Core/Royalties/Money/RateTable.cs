namespace Spotify.Core.Royalties.Money;

/// <summary>The rates of one period, as they are stored and frozen. Only what is there is used: no inverse, no crossing over a third currency.</summary>
public sealed class RateTable
{
    private readonly Dictionary<(string From, string To), ExchangeRate> _rates;

    /// <summary>A table.</summary>
    /// <param name="period">The period that it is for, <c>yyyy-MM</c>.</param>
    /// <param name="rates">The rates; of two for the same currencies the later one stands.</param>
    public RateTable(string period, IEnumerable<RateEntry> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        Period = period;
        _rates = [];
        foreach (var rate in rates)
            _rates[(rate.From, rate.To)] = rate.Rate;
    }

    /// <summary>The period that it is for.</summary>
    public string Period { get; }

    /// <summary>The rate from one currency to another; 1 for the same.</summary>
    /// <returns>False where the table has a hole.</returns>
    public bool TryFind(string from, string to, out ExchangeRate rate)
    {
        rate = ExchangeRate.One;
        return from == to || _rates.TryGetValue((from, to), out rate);
    }
}

/// <summary>One rate.</summary>
/// <param name="From">ISO 4217.</param>
/// <param name="To">ISO 4217.</param>
/// <param name="Rate">How much of <paramref name="To"/> one major unit of <paramref name="From"/> is.</param>
public sealed record RateEntry(string From, string To, ExchangeRate Rate);
