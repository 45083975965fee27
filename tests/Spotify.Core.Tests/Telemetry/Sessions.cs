using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Tests.Telemetry;

/// <summary>Builds sessions for tests: times in seconds from a fixed beginning.</summary>
internal static class Sessions
{
    public static readonly long Origin = new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    public static readonly StartFacts Facts = new()
    {
        Tier = Tier.Premium,
        Market = "SE",
        Device = DeviceType.Phone,
        DeviceId = "d1",
        ReceivedMs = Origin,
        ClockOffsetMs = 0,
        Offline = false,
        ContextType = "",
        ContextId = "",
    };

    public static TrackKey Track(int number) =>
        TrackKey.TryParse(SpotifyId.Derive("track", $"test-{number}"), out var key) ? key : throw new InvalidOperationException();

    public static SessionEvent Event(PlaybackEventType type, double atSeconds, double positionSeconds, int track = 1, string? id = null, double fromSeconds = -0.001) => new()
    {
        IdHash = StableHash.Of(System.Text.Encoding.UTF8.GetBytes(id ?? $"{type}-{track}-{atSeconds}-{positionSeconds}")),
        Track = Track(track),
        AtMs = Origin + (long)Math.Round(atSeconds * 1000),
        PositionMs = (int)Math.Round(positionSeconds * 1000),
        FromMs = (int)Math.Round(fromSeconds * 1000),
        Type = type,
        Facts = type == PlaybackEventType.Start ? Facts : null,
    };

    public static List<Play> Assemble(IEnumerable<SessionEvent> events, long durationMs = 200_000)
    {
        var log = new SessionLog();
        log.Merge(events, out _);
        return log.Assemble(_ => durationMs);
    }

    /// <summary>A session as a listener would make it: plays with pauses, seeks, skips and repeats; the truth is what was really heard.</summary>
    public static (List<SessionEvent> Events, List<(ulong StartId, long HeardMs)> Truth) Random(Random random, int plays)
    {
        var events = new List<SessionEvent>();
        var truth = new List<(ulong, long)>();
        var at = 0.0;
        for (var play = 0; play < plays; play++)
        {
            var track = random.Next(1, 4);
            var (position, heard) = (0.0, 0.0);
            void Add(PlaybackEventType type, double from = -0.001) => events.Add(Event(type, at, position, track, $"{play}-{events.Count}", from));
            Add(PlaybackEventType.Start);
            var start = events[^1].IdHash;
            for (var step = random.Next(0, 9); step > 0 && position < 200; step--)
            {
                var stretch = Math.Min(random.Next(1, 30), 200 - position);
                (at, position, heard) = (at + stretch, position + stretch, heard + stretch);
                switch (random.Next(5))
                {
                    case 0:
                        Add(PlaybackEventType.Pause);
                        at += random.Next(1, 600);
                        Add(PlaybackEventType.Resume);
                        break;
                    case 1:
                        var from = position;
                        position = random.Next(0, 200);
                        Add(PlaybackEventType.Seek, random.Next(2) == 0 ? from : -0.001);
                        break;
                    default:
                        Add(PlaybackEventType.Progress);
                        break;
                }
            }

            if (random.Next(3) > 0)
                Add(random.Next(2) == 0 ? PlaybackEventType.Complete : PlaybackEventType.Skip);
            truth.Add((start, (long)Math.Round(heard * 1000)));
            at += random.Next(0, 3) + 0.001;
        }

        return (events, truth);
    }
}
