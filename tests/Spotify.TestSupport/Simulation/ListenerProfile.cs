using System.Globalization;

namespace Spotify.TestSupport.Simulation;

/// <summary>Who somebody is, and what changes about that on the way.</summary>
/// <param name="Number">From 0.</param>
/// <param name="UserId">The token's subject.</param>
/// <param name="Devices">One to three.</param>
/// <param name="Plans">Plan and country, each from a moment on; the first holds from the beginning.</param>
public sealed record ListenerProfile(int Number, string UserId, IReadOnlyList<SimulatedDevice> Devices, IReadOnlyList<SimulatedPlan> Plans)
{
    private static readonly string[] Markets = ["SE", "SE", "SE", "US", "US", "DE", "DE", "BR", "GB", "FR", "MX", "JP", "NG"];
    private static readonly string[] Tiers = ["free", "free", "free", "free", "premium", "premium", "premium", "family", "student", "trial"];
    private static readonly string[] DeviceTypes = ["phone", "phone", "phone", "computer", "web", "tablet", "speaker", "tv", "car", "watch", "game_console"];

    /// <summary>The plan at a moment.</summary>
    /// <param name="atMs">Milliseconds since 1970.</param>
    public SimulatedPlan PlanAt(long atMs) => Plans.Last(plan => plan.FromMs <= atMs);

    internal static ListenerProfile Create(SimulationOptions options, int number, Random random)
    {
        var devices = random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 };
        var plans = new List<SimulatedPlan> { new(long.MinValue, Pick(random, Tiers), Pick(random, Markets)) };
        if (options.PlansChange && random.Next(8) == 0)
        {
            var window = (options.Until - options.From).TotalMilliseconds;
            var change = options.From.ToUnixTimeMilliseconds() + (long)(window * random.NextDouble());
            plans.Add(random.Next(2) == 0 ? plans[0] with { FromMs = change, Tier = "premium" } : plans[0] with { FromMs = change, Market = Pick(random, Markets) });
        }

        return new ListenerProfile(
            number,
            string.Create(CultureInfo.InvariantCulture, $"sim-{options.Seed}-{number}"),
            [.. Enumerable.Range(0, devices).Select(device => NewDevice(random, device))],
            plans);
    }

    private static SimulatedDevice NewDevice(Random random, int number)
    {
        var sign = random.Next(2) == 0 ? 1 : -1;
        var (skewMs, saysWhenItSends) = random.Next(20) switch
        {
            < 10 => (0, random.Next(3) > 0),
            // A little off: believed as it is.
            < 15 => (sign * random.Next(60_000), random.Next(3) > 0),
            // Minutes to hours off, and corrected.
            < 19 => (sign * random.Next(5 * 60_000, 12 * 3_600_000), true),
            // Minutes slow, and there is nothing to correct it by.
            _ => (-random.Next(5 * 60_000, 3_600_000), false),
        };
        return new SimulatedDevice($"d{number}", Pick(random, DeviceTypes), $"9.{random.Next(4)}.{random.Next(10)}", skewMs, saysWhenItSends);
    }

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}

/// <summary>A plan and a country.</summary>
/// <param name="FromMs">From when on, milliseconds since 1970.</param>
/// <param name="Tier">As a token has it.</param>
/// <param name="Market">ISO 3166-1 alpha-2.</param>
public sealed record SimulatedPlan(long FromMs, string Tier, string Market);

/// <summary>A device and its clock.</summary>
/// <param name="Id">Unique within the listener.</param>
/// <param name="Type">As clients name it.</param>
/// <param name="AppVersion">The client's version.</param>
/// <param name="SkewMs">How far its clock is ahead.</param>
/// <param name="SaysWhenItSends">Whether its requests have <c>sent_at</c>.</param>
public sealed record SimulatedDevice(string Id, string Type, string AppVersion, long SkewMs, bool SaysWhenItSends)
{
    /// <summary>A clock within two minutes is believed, and so is one that cannot be compared.</summary>
    public bool IsCorrected => SaysWhenItSends && Math.Abs(SkewMs) > 120_000;

    /// <summary>How far off the service takes its times to be, after the correction.</summary>
    public long BelievedSkewMs => IsCorrected ? 0 : SkewMs;
}
