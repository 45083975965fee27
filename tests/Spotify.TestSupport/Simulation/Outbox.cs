namespace Spotify.TestSupport.Simulation;

/// <summary>
/// What a client makes of its events: requests of all sizes; what happened offline waits for days and comes in one lump; answers get lost and the same is sent
/// again, whole or together with what came after it; requests overtake one another; now and then an event is nonsense.
/// </summary>
internal sealed class Outbox(SimulationOptions options, ListenerProfile listener, SimulatedDevice device, Random random)
{
    private const int MostEvents = 900;
    private const int MinuteMs = 60_000;
    private const int DayMs = 24 * 60 * MinuteMs;

    private readonly long _untilMs = options.Until.ToUnixTimeMilliseconds();
    private readonly List<SimulatedRequest> _requests = [];

    /// <summary>The requests, in no particular order.</summary>
    public IReadOnlyList<SimulatedRequest> Send(IReadOnlyList<SimulatedEvent> events, Func<string> newId)
    {
        for (var i = 0; i < events.Count;)
        {
            var most = events[i].Offline ? MostEvents : random.Next(1, 40);
            var end = i + 1;
            while (end < events.Count && end - i < most && events[end].Offline == events[i].Offline && (events[i].Offline || events[end].Session == events[i].Session))
                end++;
            Add([.. events.Skip(i).Take(end - i)], newId);
            i = end;
        }

        return _requests;
    }

    private void Add(List<SimulatedEvent> events, Func<string> newId)
    {
        var happened = events[^1].AtMs;
        var wait = events[0].Offline ? random.NextInt64(10 * MinuteMs, 6L * DayMs) : random.Next(50, 3_000);
        var sent = Math.Max(happened + 50, Math.Min(happened + wait, _untilMs));
        if (random.Next(100) < 3)
            events.Add(events[random.Next(events.Count)]);
        if (random.Next(100) < 2)
            events.Insert(random.Next(events.Count), Nonsense(events[0], newId()));
        if (options.OtherHubs && random.Next(100) < 6)
            events.Add(OtherEvents.Create(random, newId(), events[^1]));
        if (_requests.Count > 0 && random.Next(100) < 3 && _requests[^1].Events.Count + events.Count < MostEvents)
            events.InsertRange(0, _requests[^1].Events);
        var request = new SimulatedRequest(listener.UserId, listener.PlanAt(sent), device, sent, events);
        if (_requests.Count > 0 && random.Next(100) < 4 && _requests[^1].SendAtMs < sent && _requests[^1].Plan == request.Plan)
        {
            // This one overtakes the one before.
            _requests[^1] = _requests[^1] with { SendAtMs = sent + 1 };
        }

        _requests.Add(request);
        if (random.Next(100) < 4)
            _requests.Add(request with { SendAtMs = Math.Max(sent + 1, Math.Min(sent + random.Next(1, 2 * DayMs), _untilMs)) });
    }

    private SimulatedEvent Nonsense(SimulatedEvent like, string id) => random.Next(5) switch
    {
        0 => like with { Id = id, PositionMs = -1, Rejection = "POSITION_NEGATIVE" },
        1 => like with { Id = id, Type = "teleport", Rejection = "TYPE_UNKNOWN" },
        2 => like with { Id = id, Track = "not-a-track", Rejection = "TRACK_INVALID" },
        3 => like with { Id = id, AtMs = 0, Rejection = "TIME_INVALID" },
        _ => like with { Id = "", Rejection = "ID_INVALID" },
    };
}
