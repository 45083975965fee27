using Spotify.Core.Playback;
using Spotify.Core.Subscriptions;

namespace Spotify.Core.Tests.Subscriptions;

/// <summary>Makes histories in a line or two.</summary>
internal static class PlanStories
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset Day(double day) => Start.AddDays(day);

    public static PlanEvent Event(PlanEventType type, double day, Tier product = Tier.Free, double? until = null, string? id = null, string? country = null, bool refused = false) => new()
    {
        Id = id ?? $"{type}-{day}-{product}",
        Type = type,
        At = Day(day),
        Product = product,
        Until = until is { } then ? Day(then) : null,
        Country = country,
        IsTrialRefused = refused,
    };

    public static PlanHistory History(params IEnumerable<PlanEvent> events) => events.Aggregate(new PlanHistory(), (history, one) => history.With(one, out _));

    public static IEnumerable<Tier> TiersOn(this PlanHistory history, params double[] days) => days.Select(day => history.TierAt(Day(day)));

    /// <summary>Events of half a year, as often together as apart, some reaching ahead.</summary>
    public static PlanEvent[] Random(Random random, int most)
    {
        var types = Enum.GetValues<PlanEventType>();
        var tiers = Enum.GetValues<Tier>();
        return [.. Enumerable.Range(0, random.Next(1, most + 1)).Select(i =>
        {
            var day = random.Next(0, 40) * 5;
            return Event(
                types[random.Next(types.Length)], day, tiers[random.Next(tiers.Length)], random.Next(3) == 0 ? day + random.Next(-10, 120) : null, $"e{i}",
                random.Next(2) == 0 ? "SE" : "DE", random.Next(5) == 0);
        })];
    }
}
