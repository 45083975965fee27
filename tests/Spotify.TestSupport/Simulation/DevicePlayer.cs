using System.Globalization;

namespace Spotify.TestSupport.Simulation;

/// <summary>
/// A player on one device: plays tracks through the hours, pauses, jumps, stalls and breaks off, reports it, and notes what was really heard. It
/// knows nothing of how the service counts; it counts the milliseconds that it plays.
/// </summary>
internal sealed class DevicePlayer(SimulationOptions options, SimulatedCatalogue catalogue, ListenerProfile listener, SimulatedDevice device, Random random)
{
    private const int MinuteMs = 60_000;
    private const int HourMs = 60 * MinuteMs;
    private const int ReportEveryMs = 30_000;
    private static readonly string[] Contexts = ["playlist", "playlist", "album", "artist", "radio", "search"];

    private readonly long _untilMs = options.Until.ToUnixTimeMilliseconds();
    private readonly List<SimulatedEvent> _events = [];
    private readonly List<Listen> _listens = [];
    private SimulatedTrack? _track;
    private string _session = "";
    private (string Type, string Id) _context;
    private bool _offline;
    private int _offlineSessions;
    private int _ids;
    private int _sessions;
    private long _atMs;
    private int _positionMs;
    private int _unreportedMs;
    private long _heardMs;

    /// <summary>What was reported, in the order of time.</summary>
    public IReadOnlyList<SimulatedEvent> Events => _events;

    /// <summary>What was heard, in the order of time; plan and country are not known yet.</summary>
    public IReadOnlyList<Listen> Listens => _listens;

    /// <summary>An id that no other event of this device has. Other devices of the listener use the same ones.</summary>
    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"{listener.Number:x8}-0000-4000-8000-{++_ids:x12}");

    /// <summary>Plays a session.</summary>
    public void PlaySession(long startMs, int plays)
    {
        _session = options.SharedSessionNames ? $"s{_sessions++}" : $"{device.Id}-s{_sessions++}";
        _context = random.Next(6) == 0 ? ("", "") : (Contexts[random.Next(Contexts.Length)], $"c{random.Next(1000)}");
        // A journey without a network takes some sessions.
        _offlineSessions = random.Next(12) == 0 ? random.Next(1, 6) : _offlineSessions - 1;
        _offline = _offlineSessions > 0;
        _atMs = Math.Max(startMs, _atMs + 1000);
        var goesOn = true;
        for (var play = 0; play < plays && goesOn && _atMs < _untilMs - HourMs; play++)
        {
            // The way of a request must not carry the start of a corrected clock over the end of an hour, a day, a month.
            if (device.IsCorrected && _atMs % HourMs > HourMs - MinuteMs)
                _atMs += HourMs - (_atMs % HourMs) + 1000;
            _track = _track is not null && random.Next(20) == 0 ? _track : catalogue.Next(random);
            goesOn = Play(_track, isLast: play == plays - 1);
            if (random.Next(30) == 0)
                _offline = !_offline;
        }
    }

    private bool Play(SimulatedTrack track, bool isLast)
    {
        _positionMs = random.Next(25) == 0 ? random.Next(track.DurationMs / 2) : 0;
        (_heardMs, _unreportedMs) = (0, 0);
        var start = Report("start");
        var (end, failed) = random.Next(100) switch
        {
            < 55 => Listen(track, int.MaxValue),
            < 66 => ThenSkip(Listen(track, random.Next(300, 30_000))),
            < 76 => ThenSkip(Listen(track, random.Next(track.DurationMs))),
            // At the very edge of what counts, one millisecond to either side of it too.
            < 82 => ThenSkip(Listen(track, track.CountedAfterMs + random.Next(-1, 2))),
            < 88 => Listen(track, random.Next(track.DurationMs)),
            < 92 => ThenBreakOff(Listen(track, random.Next(track.DurationMs))),
            < 94 => (Stumble(track), true),
            _ => Listen(track, int.MaxValue),
        };
        var fellSilent = end is ListenEnd.None && random.Next(4) == 0;
        if (end is ListenEnd.None && !isLast && !fellSilent && _atMs + 1000 < _untilMs - HourMs)
            end = ListenEnd.Replaced;
        _listens.Add(Truth(track, start, end, failed));
        // A track may begin in the very millisecond in which the one before it ends.
        if (end is ListenEnd.None or ListenEnd.Replaced || random.Next(2) == 0)
            _atMs += random.Next(1, 5_000);
        return end != ListenEnd.None;
    }

    private Listen Truth(SimulatedTrack track, SimulatedEvent start, ListenEnd end, bool failed) => new()
    {
        UserId = listener.UserId,
        Device = device,
        Session = _session,
        Track = track,
        StartEventId = start.Id,
        StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(start.AtMs + device.BelievedSkewMs),
        Offline = start.Offline,
        ContextType = start.ContextType,
        ContextId = start.ContextId,
        ListenedMs = _heardMs,
        End = end,
        Failed = failed,
        Tier = "",
        Market = "",
    };

    /// <summary>Listens until so much was heard or the track is over; what comes last is not reported yet, unless it is the end of the track.</summary>
    private (ListenEnd End, bool Failed) Listen(SimulatedTrack track, int toHearMs)
    {
        var jumps = 0;
        toHearMs = Math.Max(1, toHearMs);
        while (true)
        {
            var left = (int)Math.Min(toHearMs - _heardMs, track.DurationMs - _positionMs);
            Go(Math.Min(left, random.Next(8) == 0 ? random.Next(1, ReportEveryMs) : ReportEveryMs));
            if (_positionMs == track.DurationMs)
            {
                // Some players count the padding of the encoder.
                Report("complete", beyondMs: random.Next(5) == 0 ? random.Next(50) : 0);
                return (ListenEnd.Completed, false);
            }

            if (_heardMs + _unreportedMs >= toHearMs)
                return (ListenEnd.None, false);
            switch (random.Next(24))
            {
                case 0:
                    Pause(random.Next(3) == 0 ? track : null);
                    break;
                case 1 or 2 when jumps++ < 2:
                    Jump(track);
                    break;
                case 3:
                    // It stalls: the clock goes on, the music does not.
                    _atMs += random.Next(200, 8_000);
                    Report("progress");
                    break;
                default:
                    Report("progress");
                    break;
            }
        }
    }

    private (ListenEnd End, bool Failed) ThenSkip((ListenEnd End, bool Failed) sofar)
    {
        if (sofar.End == ListenEnd.Completed)
            return sofar;
        if (random.Next(12) == 0)
        {
            Report("pause");
            _atMs += random.Next(1, MinuteMs);
        }

        Report("skip");
        return (ListenEnd.Skipped, false);
    }

    private (ListenEnd End, bool Failed) ThenBreakOff((ListenEnd End, bool Failed) sofar)
    {
        if (sofar.End == ListenEnd.Completed)
            return sofar;
        Report("error", hasPosition: random.Next(2) == 0);
        return (ListenEnd.None, true);
    }

    /// <summary>An error that says nothing about where, after which the music goes on.</summary>
    private ListenEnd Stumble(SimulatedTrack track)
    {
        Go(random.Next(1, Math.Max(2, (track.DurationMs - _positionMs) / 2)));
        Report("error", hasPosition: false);
        _atMs += random.Next(1, 20_000);
        Report("progress");
        return Listen(track, int.MaxValue).End;
    }

    private void Pause(SimulatedTrack? jumpsWithin)
    {
        Report("pause");
        // Seldom over night.
        var pause = random.Next(40) == 0 ? random.Next(6 * HourMs, 10 * HourMs) : random.Next(1, 5 * MinuteMs);
        _atMs += _atMs + pause < _untilMs - HourMs ? pause : 1;
        if (jumpsWithin is not null)
        {
            Jump(jumpsWithin);
            _atMs += random.Next(1, MinuteMs);
        }

        Report("resume");
    }

    private void Jump(SimulatedTrack track)
    {
        var from = _positionMs;
        _positionMs = random.Next(track.DurationMs - 1000);
        Report("seek", from: random.Next(2) == 0 ? from : null);
    }

    private void Go(int milliseconds)
    {
        _atMs += milliseconds;
        _positionMs += milliseconds;
        _unreportedMs += milliseconds;
    }

    private SimulatedEvent Report(string type, int? from = null, bool hasPosition = true, int beyondMs = 0)
    {
        if (hasPosition)
            (_heardMs, _unreportedMs) = (_heardMs + _unreportedMs, 0);
        var one = new SimulatedEvent
        {
            Id = NewId(),
            Type = type,
            AtMs = _atMs,
            Session = _session,
            Track = _track!.Id,
            PositionMs = hasPosition ? _positionMs + beyondMs : null,
            FromMs = from,
            Offline = _offline,
            ContextType = _context.Type,
            ContextId = _context.Id,
        };
        _events.Add(one);
        return one;
    }
}
