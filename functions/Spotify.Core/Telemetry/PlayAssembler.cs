using System.Runtime.InteropServices;

namespace Spotify.Core.Telemetry;

/// <summary>
/// Turns the events of one session into plays. A pure function of the set of events: their order of arrival, repeats and the cut into requests make no
/// difference. A play begins with its start event; what is reported of a track without a start in sight belongs to no play (yet: the start may be late).
/// Between two reports the time counts by which the position went on, never more than the client's clock did; a seek and a pause count nothing themselves.
/// </summary>
public static class PlayAssembler
{
    /// <summary>Assembles a session.</summary>
    /// <param name="events">Distinct events in the order of <see cref="SessionEvent.Compare"/>.</param>
    /// <param name="durationMs">A track's length in milliseconds, or null when the track is unknown.</param>
    /// <returns>The plays, by their start.</returns>
    public static List<Play> Assemble(IReadOnlyList<SessionEvent> events, Func<TrackKey, long?> durationMs)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(durationMs);
        var plays = new List<Play>();
        var current = new Current();
        foreach (var one in events)
        {
            if (one.Type == PlaybackEventType.Start)
            {
                current.Close(plays, PlayEnd.Replaced);
                current = new Current(one, durationMs(one.Track) ?? long.MaxValue);
            }
            else if (current.IsOpen && one.Track == current.Track)
            {
                current.Apply(one);
                if (one.Type is PlaybackEventType.Complete or PlaybackEventType.Skip)
                    current.Close(plays, one.Type == PlaybackEventType.Complete ? PlayEnd.Completed : PlayEnd.Skipped);
            }
        }

        current.Close(plays, PlayEnd.None);
        return plays;
    }

    /// <summary>The play under way.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Current
    {
        private readonly SessionEvent _start;
        private readonly long _durationMs;
        private long _atMs;
        private long _positionMs;
        private long _listenedMs;
        private bool _paused;
        private bool _failed;

        public Current(in SessionEvent start, long durationMs)
        {
            (_start, _durationMs, IsOpen) = (start, durationMs, true);
            (_atMs, _positionMs) = (start.AtMs, Clamp(start.PositionMs));
        }

        public bool IsOpen { get; private set; }

        public readonly TrackKey Track => _start.Track;

        public void Apply(in SessionEvent one)
        {
            if (one.Type == PlaybackEventType.Error)
                _failed = true;
            if (one.PositionMs < 0)
                return;
            var position = Clamp(one.PositionMs);
            _listenedMs += one.Type switch
            {
                PlaybackEventType.Seek when one.FromMs >= 0 => Heard(one.AtMs, Clamp(one.FromMs)),
                // Where the jump began is not known; what was playing went on until then, at most to the end of the track.
                PlaybackEventType.Seek => _paused ? 0 : Heard(one.AtMs, _durationMs),
                PlaybackEventType.Resume when _paused => 0,
                _ => Heard(one.AtMs, position),
            };
            (_atMs, _positionMs) = (one.AtMs, position);
            _paused = one.Type switch
            {
                PlaybackEventType.Pause or PlaybackEventType.Error => true,
                PlaybackEventType.Seek => _paused,
                _ => false,
            };
        }

        public void Close(List<Play> plays, PlayEnd end)
        {
            if (!IsOpen)
                return;
            IsOpen = false;
            plays.Add(new Play
            {
                StartId = _start.IdHash,
                Track = _start.Track,
                ClientStartMs = _start.AtMs,
                Facts = _start.Facts!,
                ListenedMs = _listenedMs,
                LastPositionMs = (int)_positionMs,
                End = end,
                Failed = _failed,
            });
        }

        private readonly long Clamp(long positionMs) => Math.Min(positionMs, _durationMs);

        private readonly long Heard(long atMs, long positionMs) => Math.Max(0, Math.Min(positionMs - _positionMs, atMs - _atMs));
    }
}
