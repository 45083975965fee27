namespace Spotify.TestSupport.Simulation;

/// <summary>All of one listener: what was heard, and the requests that tell of it.</summary>
/// <param name="Listener">Who.</param>
/// <param name="Listens">What was heard, by start.</param>
/// <param name="Requests">By time of sending, which is also their order where two are sent in the same millisecond.</param>
public sealed record ListenerStory(ListenerProfile Listener, IReadOnlyList<Listen> Listens, IReadOnlyList<SimulatedRequest> Requests)
{
    private const int MinuteMs = 60_000;
    private const int DayMs = 24 * 60 * MinuteMs;

    /// <summary>The plays that must be paid, by start.</summary>
    public IEnumerable<Listen> Counted => Listens.Where(listen => listen.IsCounted);

    /// <summary>The first counted play of each track.</summary>
    public IEnumerable<Listen> FirstListens => Counted.DistinctBy(listen => listen.Track);

    /// <summary>What was played last, the latest first.</summary>
    public IEnumerable<Listen> RecentlyPlayed => Counted.Reverse();

    internal static ListenerStory Create(SimulationOptions options, SimulatedCatalogue catalogue, int number)
    {
        // Each listener has randomness of its own: the story does not depend on who else there is.
        var random = new Random(unchecked((options.Seed * 486_187_739) + number));
        var listener = ListenerProfile.Create(options, number, random);
        var players = listener.Devices.Select(device => new DevicePlayer(options, catalogue, listener, device, random)).ToList();
        foreach (var (device, startMs, plays) in Sessions(options, listener, random).OrderBy(session => session.StartMs))
            players[device].PlaySession(startMs, plays);
        var requests = new List<SimulatedRequest>();
        for (var i = 0; i < players.Count; i++)
            requests.AddRange(new Outbox(options, listener, listener.Devices[i], random).Send(players[i].Events, players[i].NewId));
        requests = [.. requests.OrderBy(request => request.SendAtMs)];
        var plans = FirstArrivals(requests);
        var listens = players.SelectMany(player => player.Listens).Select(listen =>
        {
            var plan = plans[(listen.Device, listen.StartEventId)];
            return listen with { Tier = plan.Tier, Market = plan.Market };
        });
        return new ListenerStory(listener, [.. listens.OrderBy(listen => listen.StartedAt)], requests);
    }

    private static Dictionary<(SimulatedDevice, string), SimulatedPlan> FirstArrivals(List<SimulatedRequest> requests)
    {
        var plans = new Dictionary<(SimulatedDevice, string), SimulatedPlan>();
        foreach (var request in requests)
        {
            foreach (var one in request.Events)
            {
                if (one.Type == "start")
                    plans.TryAdd((request.Device, one.Id), request.Plan);
            }
        }

        return plans;
    }

    private static List<(int Device, long StartMs, int Plays)> Sessions(SimulationOptions options, ListenerProfile listener, Random random)
    {
        var (fromMs, untilMs) = (options.From.ToUnixTimeMilliseconds(), options.Until.ToUnixTimeMilliseconds());
        var sessions = new List<(int Device, long StartMs, int Plays)>();
        for (var left = random.Next(options.PlaysEach / 2, (options.PlaysEach * 3 / 2) + 1); left > 0;)
        {
            var plays = Math.Min(left, random.Next(1, 20));
            left -= plays;
            var startMs = random.NextInt64(fromMs, untilMs);
            startMs = random.Next(20) switch
            {
                0 => Before(startMs - (startMs % DayMs) + DayMs),
                1 => Before(NextMonth(options.From).ToUnixTimeMilliseconds()),
                // Beside what plays on another device.
                < 6 when sessions.Count > 0 => sessions[random.Next(sessions.Count)].StartMs + random.Next(3 * MinuteMs),
                _ => startMs,
            };
            sessions.Add((random.Next(listener.Devices.Count), Math.Clamp(startMs, fromMs, untilMs), plays));
        }

        return sessions;

        long Before(long momentMs) => momentMs < untilMs ? momentMs - random.Next(1, 10 * MinuteMs) : momentMs - DayMs - random.Next(1, 10 * MinuteMs);
    }

    private static DateTimeOffset NextMonth(DateTimeOffset time) => new DateTimeOffset(time.Year, time.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(1);
}
