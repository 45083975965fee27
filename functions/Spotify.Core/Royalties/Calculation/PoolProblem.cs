namespace Spotify.Core.Royalties.Calculation;

/// <summary>Why a pool cannot be divided. JSON: <c>negative_net unknown_currency</c>.</summary>
public enum PoolProblem
{
    /// <summary>More was paid back than was paid.</summary>
    NegativeNet = 0,

    /// <summary>The currency is none of ISO 4217's.</summary>
    UnknownCurrency = 1,
}

/// <summary>Checks pools before anything of a period is written.</summary>
public static class PoolChecks
{
    /// <summary>What is wrong with a pool; null for nothing.</summary>
    public static PoolProblem? Find(Pool pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        if (!Money.Currency.TryFind(pool.Key.Currency, out _))
            return PoolProblem.UnknownCurrency;
        return pool.Net < 0 ? PoolProblem.NegativeNet : null;
    }
}
