namespace Spotify.Functions.Platform.Limits;

/// <summary>The window of a small limit, to the tick: when each request was made is kept.</summary>
internal static class ExactCount
{
    /// <summary>Takes places among those that are taken.</summary>
    /// <param name="before">When the others were taken, the oldest first.</param>
    /// <param name="rule">The limit.</param>
    /// <param name="now">The moment.</param>
    /// <param name="cost">How many.</param>
    /// <param name="after">All that are taken now.</param>
    /// <param name="decision">What came of it.</param>
    public static bool TryTake(IReadOnlyList<DateTimeOffset> before, LimitRule rule, DateTimeOffset now, int cost, out List<DateTimeOffset> after, out LimitDecision decision)
    {
        // Another instance's clock may be ahead: no place is held for longer than a window from now.
        after = [.. before.Where(taken => taken + rule.Window > now).Select(taken => taken < now ? taken : now)];
        var over = after.Count + cost - rule.Requests;
        if (over > 0)
        {
            var last = over <= after.Count ? after[over - 1] : now;
            decision = new LimitDecision(false, rule.Requests, Math.Max(0, rule.Requests - after.Count), ResetOf(after, rule, now), last + rule.Window - now);
            return false;
        }

        after.AddRange(Enumerable.Repeat(now, cost));
        decision = new LimitDecision(true, rule.Requests, rule.Requests - after.Count, ResetOf(after, rule, now), TimeSpan.Zero);
        return true;
    }

    private static TimeSpan ResetOf(List<DateTimeOffset> taken, LimitRule rule, DateTimeOffset now) => taken.Count == 0 ? TimeSpan.Zero : taken[0] + rule.Window - now;
}
