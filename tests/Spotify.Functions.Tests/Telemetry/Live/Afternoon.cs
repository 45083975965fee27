using System.Globalization;
using System.Text.Json;
using Shouldly;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Tests.Telemetry.Live;

/// <summary>Listeners who play, skip and fail for some hours, the requests in which they report it, and the truth: sets of what was really there.</summary>
internal sealed class Afternoon
{
    private readonly Random _random;
    private readonly IReadOnlyList<string> _tracks;
    private readonly List<(string User, string Market, object Event, DateTimeOffset At)> _events = [];
    private int _numbers;

    public Afternoon(int seed, IReadOnlyList<string> tracks) => (_random, _tracks) = (new Random(seed), tracks);

    /// <summary>Every event that tells of a listener: who, where, when.</summary>
    public List<(string User, string Market, DateTimeOffset At)> Heard { get; } = [];

    /// <summary>Every play: its listener, market, track, start, and whether it was skipped before 30 s.</summary>
    public List<(string User, string Market, string Track, DateTimeOffset At, bool Skipped)> Plays { get; } = [];

    /// <summary>Lets people listen: each to some tracks, one after another, popular ones more often.</summary>
    public Afternoon Listen(int listeners, int plays, DateTimeOffset from, TimeSpan within, params string[] markets)
    {
        for (var i = 0; i < listeners; i++)
        {
            var (user, market) = ($"user-{i}", markets[i % markets.Length]);
            var at = from + (within * _random.NextDouble() * 0.9);
            for (var play = 0; play < plays && at < from + within - TimeSpan.FromMinutes(4); play++)
                at = Play(user, market, _tracks[(int)(_tracks.Count * Math.Pow(_random.NextDouble(), 2))], at, _random.Next(4) == 0);
        }

        return this;
    }

    /// <summary>One play.</summary>
    /// <returns>When it is over.</returns>
    public DateTimeOffset Play(string user, string market, string track, DateTimeOffset at, bool skipped = false)
    {
        // To the millisecond, as it is reported.
        at = DateTimeOffset.FromUnixTimeMilliseconds(at.ToUnixTimeMilliseconds());
        Plays.Add((user, market, track, at, skipped));
        Report(user, market, track, "start", at, 0);
        if (skipped)
        {
            var position = _random.Next(1_000, 29_999);
            Report(user, market, track, "skip", at.AddMilliseconds(position), position);
            return at.AddMilliseconds(position + 100);
        }

        for (var seconds = 30; seconds <= 180; seconds += 30)
            Report(user, market, track, seconds == 180 ? "complete" : "progress", at.AddSeconds(seconds), seconds * 1_000);
        return at.AddSeconds(181);
    }

    /// <summary>The bodies that the hub gets, in order: requests of some events of a listener, now and then one twice.</summary>
    public List<byte[]> Bodies(DateTimeOffset received, int repeatEvery = 5)
    {
        var bodies = new List<(DateTimeOffset At, byte[] Body)>();
        foreach (var listener in _events.GroupBy(one => (one.User, one.Market)))
        {
            var events = listener.OrderBy(one => one.At).ToList();
            for (var i = 0; i < events.Count;)
            {
                var some = events.Skip(i).Take(_random.Next(1, 9)).ToList();
                i += some.Count;
                var body = Pack(listener.Key.User, listener.Key.Market, some.ConvertAll(one => one.Event), received);
                bodies.Add((some[^1].At, body));
                if (_random.Next(repeatEvery) == 0)
                    bodies.Add((some[^1].At, body));
            }
        }

        return [.. bodies.OrderBy(one => one.At).Select(one => one.Body)];
    }

    public static byte[] Pack(string user, string market, IReadOnlyList<object> events, DateTimeOffset received, string version = "9.1")
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { device = new { id = "d1", type = "phone", app_version = version }, events });
        var request = new EventRequest();
        EventRequestReader.Read(body, body.Length, request).ShouldBe(EventRequestOutcome.Read);
        request.Validate(received.ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp(user, Tier.Premium, market), 256 * 1024).ShouldHaveSingleItem().ToArray();
    }

    public static object Event(string id, string type, string track, DateTimeOffset at, int position = 0, string session = "s") =>
        new { id, type, session, track, position_ms = position, at = at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture) };

    private void Report(string user, string market, string track, string type, DateTimeOffset at, int position)
    {
        Heard.Add((user, market, at));
        _events.Add((user, market, Event($"{_numbers++}", type, track, at, position), at));
    }
}
