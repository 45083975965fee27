using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Core.Tests.Telemetry.Taste;

/// <summary>Builds plays of a history.</summary>
internal static class Listens
{
    /// <summary>A Friday.</summary>
    public static readonly long Now = Sessions.Origin;

    public static Listen One(
        int track = 1, double minutesAgo = 10, long listenedMs = 60_000, PlayEnd end = PlayEnd.None, bool failed = false, ulong session = 1, ulong start = 1, long durationMs = 200_000) => new()
        {
            Key = new ListenKey(session, start),
            Track = Sessions.Track(track),
            StartMs = Now - (long)(minutesAgo * 60_000),
            ListenedMs = listenedMs,
            DurationMs = durationMs,
            End = end,
            Failed = failed,
            ContextType = "",
            ContextId = "",
        };

    /// <summary>Any play of a week.</summary>
    public static Listen Random(Random random, TasteWeek week) => new()
    {
        Key = new ListenKey((ulong)random.Next(5), (ulong)random.NextInt64()),
        Track = Sessions.Track(random.Next(8)),
        StartMs = random.NextInt64(week.StartMs, week.EndMs),
        ListenedMs = random.Next(5) == 0 ? 0 : random.Next(400_000),
        DurationMs = random.Next(300_000),
        End = (PlayEnd)random.Next(4),
        Failed = random.Next(4) == 0,
        Device = (DeviceType)random.Next(11),
        Offline = random.Next(3) == 0,
        ContextType = random.Next(3) == 0 ? "" : $"kind{random.Next(3)}",
        ContextId = random.Next(3) == 0 ? "" : $"ünïcode {random.Next(4)}",
    };

    /// <summary>A session's log at one time, as history sees it.</summary>
    public static SessionView View(ulong session, SessionLog log, long? durationMs = 200_000) =>
        new(session, log.Assemble(_ => durationMs), _ => durationMs);

    /// <summary>A session whose plays are these.</summary>
    public static SessionView View(ulong session, params Listen[] listens) => new(
        session,
        listens.Select(listen => new Play
        {
            StartId = listen.Key.Start,
            Track = listen.Track,
            ClientStartMs = listen.StartMs,
            Facts = Sessions.Facts with { Device = listen.Device, Offline = listen.Offline, ContextType = listen.ContextType, ContextId = listen.ContextId },
            ListenedMs = listen.ListenedMs,
            End = listen.End,
            Failed = listen.Failed,
        }),
        track => listens.First(listen => listen.Track == track).DurationMs);
}
