using System.Globalization;
using System.Text;
using System.Text.Json;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Tests.Telemetry;

/// <summary>A listener who plays, pauses, seeks and skips, reports it in repeated and reordered requests, and knows what must be counted.</summary>
internal sealed class SimulatedListener
{
    private readonly List<object> _events = [];
    private readonly Random _random;
    private readonly IReadOnlyList<string> _tracks;
    private DateTimeOffset _at;

    public SimulatedListener(string userId, Random random, IReadOnlyList<string> tracks, DateTimeOffset from, int plays)
    {
        (UserId, _random, _tracks, _at) = (userId, random, tracks, from);
        for (var play = 0; play < plays; play++)
            Play($"session-{play / 5}");
    }

    public string UserId { get; }

    /// <summary>The track and the start of each play that counts.</summary>
    public List<(string Track, DateTimeOffset Start)> Counted { get; } = [];

    /// <summary>The bodies that the hub gets: requests of random sizes, some sent twice, all in random order.</summary>
    public List<byte[]> Deliveries(DateTimeOffset received)
    {
        var requests = new List<object[]>();
        for (var i = 0; i < _events.Count;)
        {
            var size = Math.Min(_random.Next(1, 20), _events.Count - i);
            requests.Add([.. _events.Skip(i).Take(size)]);
            i += size;
        }

        requests.AddRange(requests.Where(_ => _random.Next(3) == 0).ToList());
        var order = requests.ToArray();
        _random.Shuffle(order);
        return [.. order.SelectMany(events => Pack(UserId, JsonSerializer.SerializeToUtf8Bytes(new { events }), received))];
    }

    public static IEnumerable<byte[]> Pack(string userId, byte[] body, DateTimeOffset received, string market = "SE", Tier tier = Tier.Premium)
    {
        var request = new EventRequest();
        if (EventRequestReader.Read(body, body.Length, request) != EventRequestOutcome.Read)
            throw new InvalidOperationException(Encoding.UTF8.GetString(body));
        request.Validate(received.ToUnixTimeMilliseconds());
        return new EventBatchWriter().Write(request, new ListenerStamp(userId, tier, market, 0xABCDEF), 256 * 1024).Select(one => one.ToArray());
    }

    private void Play(string session)
    {
        var track = _tracks[_random.Next(_tracks.Count)];
        var (start, heard, position) = (_at, 0, 0);
        Report("start", session, track, position);
        for (var step = _random.Next(0, 6); step > 0; step--)
        {
            var stretch = _random.Next(1_000, 20_000);
            (_at, heard, position) = (_at.AddMilliseconds(stretch), heard + stretch, position + stretch);
            switch (_random.Next(5))
            {
                case 0:
                    Report("pause", session, track, position);
                    _at = _at.AddMilliseconds(_random.Next(1_000, 300_000));
                    Report("resume", session, track, position);
                    break;
                case 1:
                    position = _random.Next(0, 60_000);
                    Report("seek", session, track, position);
                    break;
                default:
                    Report("progress", session, track, position);
                    break;
            }
        }

        if (_random.Next(3) > 0)
            Report(_random.Next(2) == 0 ? "complete" : "skip", session, track, position);
        if (PlayRules.IsCounted(heard, TelemetryHarness.DurationMs))
            Counted.Add((track, start));
        _at = _at.AddMilliseconds(_random.Next(1, 5_000));
    }

    private void Report(string type, string session, string track, int position) => _events.Add(new
    {
        id = $"{UserId}-{_events.Count}",
        type,
        session,
        track,
        position_ms = position,
        at = _at.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
    });
}
