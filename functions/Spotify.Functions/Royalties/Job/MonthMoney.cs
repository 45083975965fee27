using Spotify.Core.Royalties.Calculation;
using Spotify.Core.Royalties.Money;
using Spotify.Core.Royalties.Settlement;
using Spotify.Functions.Royalties.Inputs;

namespace Spotify.Functions.Royalties.Job;

/// <summary>A rate that is needed and not there.</summary>
internal sealed class MissingRateException(string month, string from, string to) : Exception($"The rates of {month} do not say how much {to} one {from} is: import it, and calculate again.");

/// <summary>The conversions of one month: by the rates and the parties that it was frozen with.</summary>
internal sealed class MonthMoney
{
    private readonly RateTable _rates;
    private readonly Dictionary<string, string> _currencies;
    private readonly Dictionary<(PoolKey Pool, string Currency), Sum> _sums = [];

    private MonthMoney(DividedMonth divided, string period, RateTable rates, Dictionary<string, string> currencies)
    {
        (Month, Now, AdjustmentOf) = (divided.Scope.Month, divided.Earnings, divided.Scope.Month == period ? null : divided.Scope.Month);
        (_rates, _currencies) = (rates, currencies);
    }

    /// <summary>The month.</summary>
    public string Month { get; }

    /// <summary>The month where it is corrected; null for the period's own.</summary>
    public string? AdjustmentOf { get; }

    /// <summary>What it comes to now.</summary>
    public FrozenFile Now { get; }

    /// <summary>Reads what a month was frozen with.</summary>
    /// <exception cref="InvalidDataException">A stored rate is none.</exception>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public static async Task<MonthMoney> OfAsync(RoyaltyRun run, DividedMonth divided, FrozenInputsStore inputs, RightsFreezing rights, CancellationToken cancellationToken)
    {
        var frozen = await rights.ReadAsync(await inputs.GetAsync(run, divided.Scope.Month, cancellationToken), cancellationToken);
        return new MonthMoney(
            divided, run.Period, frozen.Rates.ToTable(divided.Scope.Month), frozen.Parties.ToDictionary(party => party.Id, party => party.Currency, StringComparer.Ordinal));
    }

    /// <summary>Begins to add up.</summary>
    public void Begin() => _sums.Clear();

    /// <summary>What an earning brings to its party.</summary>
    /// <param name="now">What it is now.</param>
    /// <param name="before">What was posted of it; null for nothing.</param>
    /// <exception cref="MissingRateException">There is no rate.</exception>
    public Credit Credit(Earning now, Earning? before)
    {
        var party = _currencies.TryGetValue(now.Holder, out var currency) ? currency : throw new InvalidDataException($"'{now.Holder}' is no party of {Month}.");
        if (!_rates.TryFind(now.Pool.Currency, party, out var rate))
            throw new MissingRateException(Month, now.Pool.Currency, party);
        var (from, to) = (Currency.Of(now.Pool.Currency), Currency.Of(party));
        var (amount, old) = (rate.Convert(now.Amount, from, to), before is null ? 0 : rate.Convert(before.Amount, from, to));
        if (!_sums.TryGetValue((now.Pool, party), out var sum))
            _sums.Add((now.Pool, party), sum = new Sum(rate));
        sum.Add(now.Amount, before?.Amount ?? 0, amount, old);
        var earning = before is null ? now : checked(now with { Amount = now.Amount - before.Amount, Streams = now.Streams - before.Streams });
        return new Credit(earning, rate.Text, checked(amount - old), AdjustmentOf);
    }

    /// <summary>What was added up, by pool and currency.</summary>
    public IEnumerable<PoolConversion> Conversions() => _sums
        .OrderBy(sum => sum.Key.Pool, PoolKey.Order).ThenBy(sum => sum.Key.Currency, StringComparer.Ordinal)
        .Select(sum => sum.Value.ToConversion(Month, sum.Key.Pool, sum.Key.Currency));

    private sealed class Sum(ExchangeRate rate)
    {
        private long _now;
        private long _before;
        private long _credited;
        private long _creditedBefore;

        public void Add(long now, long before, long credited, long creditedBefore)
        {
            _now = checked(_now + now);
            _before = checked(_before + before);
            _credited = checked(_credited + credited);
            _creditedBefore = checked(_creditedBefore + creditedBefore);
        }

        public PoolConversion ToConversion(string month, PoolKey pool, string currency)
        {
            var (from, to) = (Currency.Of(pool.Currency), Currency.Of(currency));
            var (total, before) = (rate.Convert(_now, from, to), rate.Convert(_before, from, to));
            var (paid, whole, credited) = checked((_now - _before, total - before, _credited - _creditedBefore));
            return new PoolConversion(month, pool, currency, rate.Text, paid, whole, credited, checked(whole - credited));
        }
    }
}
