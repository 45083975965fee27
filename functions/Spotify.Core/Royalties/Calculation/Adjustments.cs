namespace Spotify.Core.Royalties.Calculation;

/// <summary>What a month that was calculated before comes to with late plays and corrections, less what was posted of it.</summary>
public static class Adjustments
{
    /// <summary>
    /// The differences, for everyone whom a changed share moves, in order of pool, holder, side, agreement and model. Amounts and streams may be below 0. Differences over
    /// any number of steps add up to the difference between the last calculation and the first: to close early and adjust is to close late.
    /// </summary>
    /// <param name="before">The month's earnings as they were last posted.</param>
    /// <param name="after">The month's earnings now.</param>
    public static IReadOnlyList<Earning> Between(IEnumerable<Earning> before, IEnumerable<Earning> after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return
        [
            .. before.Select(earning => earning with { Amount = checked(-earning.Amount), Streams = -earning.Streams })
                .Concat(after)
                .GroupBy(earning => earning with { Amount = 0, Streams = 0 })
                .Select(group => group.Key with { Amount = group.Sum(earning => earning.Amount), Streams = group.Sum(earning => earning.Streams) })
                .Where(earning => earning.Amount != 0 || earning.Streams != 0)
                .OrderBy(earning => earning.Pool, PoolKey.Order)
                .ThenBy(earning => earning.Holder, StringComparer.Ordinal)
                .ThenBy(earning => earning.Side)
                .ThenBy(earning => earning.Agreement, StringComparer.Ordinal)
                .ThenBy(earning => earning.Model)
                .ThenBy(earning => earning.Escrow),
        ];
    }
}
