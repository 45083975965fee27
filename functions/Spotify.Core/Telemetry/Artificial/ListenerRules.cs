namespace Spotify.Core.Telemetry.Artificial;

/// <summary>The rules that look at one listener's day alone.</summary>
public static class ListenerRules
{
    private const long HourMs = 3_600_000;
    private const long DayMs = 24 * HourMs;

    /// <summary>Examines a day of one listener.</summary>
    /// <param name="plays">The plays of one listener that began on one UTC day, in any order; the same ones give the same findings.</param>
    /// <param name="bounds">Where the lines are.</param>
    /// <returns>Findings, each play in the first of them at most, in the order of <see cref="ArtificialReason"/>.</returns>
    public static IReadOnlyList<Finding> Examine(IReadOnlyCollection<PlayFact> plays, ArtificialBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(plays);
        ArgumentNullException.ThrowIfNull(bounds);
        var open = plays.OrderBy(play => play.StartMs).ThenBy(play => play.PlayId, StringComparer.Ordinal).ToList();
        var findings = new List<Finding>();
        Take(open, findings, HoursOverTheDay(open, bounds));
        Take(open, findings, JustOverThirtySeconds(open, bounds));
        // A play in a burst is no play of a person, so it uses up none of the repeats that a person has.
        foreach (var burst in DeviceBursts(open, bounds).ToList())
            Take(open, findings, burst);
        foreach (var repeats in Repeats(open, bounds).ToList())
            Take(open, findings, repeats);
        findings.Sort((left, right) => left.Reason.CompareTo(right.Reason));
        return findings;
    }

    private static void Take(List<PlayFact> open, List<Finding> findings, Finding? finding)
    {
        if (finding is null)
            return;
        findings.Add(finding);
        var taken = finding.Plays.Select(play => play.PlayId).ToHashSet(StringComparer.Ordinal);
        open.RemoveAll(play => taken.Contains(play.PlayId));
    }

    // Offline plays are left out: up to three devices may be offline at once.
    private static Finding? HoursOverTheDay(List<PlayFact> plays, ArtificialBounds bounds)
    {
        var online = plays.FindAll(play => !play.Offline);
        // Of a play that goes on after midnight the part before it.
        var heard = online.Sum(play => Math.Min(play.ListenedMs, DayMs - (play.StartMs % DayMs)));
        return heard <= bounds.HoursOfDay.TotalMilliseconds
            ? null
            : NewFinding(ArtificialReason.ImpossibleHours, online, ("hours", (double)heard / HourMs), ("plays", online.Count));
    }

    // A short track that ends there is no sign of anything; nor is a play of which nothing but the first thirty seconds is known.
    private static Finding? JustOverThirtySeconds(List<PlayFact> plays, ArtificialBounds bounds)
    {
        var most = (long)bounds.ShortPlay.TotalMilliseconds;
        var shorts = plays.FindAll(play => play.ListenedMs > PlayRules.CountedAfterMs && play.ListenedMs <= most && play.DurationMs > 2 * most);
        return shorts.Count < bounds.ShortPlays || shorts.Count < bounds.ShortShare * plays.Count
            ? null
            : NewFinding(ArtificialReason.JustOverThirtySeconds, shorts, ("plays", shorts.Count), ("share", (double)shorts.Count / plays.Count));
    }

    private static IEnumerable<Finding> DeviceBursts(List<PlayFact> plays, ArtificialBounds bounds)
    {
        var overlap = (long)bounds.DeviceOverlap.TotalMilliseconds;
        foreach (var device in plays.Where(play => play.Device is not null && !play.Offline).GroupBy(play => play.Device, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var (taken, heardUntil) = (new List<PlayFact>(), long.MinValue);
            foreach (var play in device)
            {
                var end = play.StartMs + play.ListenedMs;
                if (heardUntil > long.MinValue && Math.Min(heardUntil, end) - play.StartMs > overlap)
                    taken.Add(play);
                heardUntil = Math.Max(heardUntil, end);
            }

            if (taken.Count >= bounds.DeviceOverlaps)
                yield return NewFinding(ArtificialReason.DeviceBurst, taken, ("plays_at_once", taken.Count), ("plays", device.Count()));
        }
    }

    // The first ones stay paid: whoever sleeps to a song is a listener too.
    private static IEnumerable<Finding> Repeats(List<PlayFact> plays, ArtificialBounds bounds)
    {
        foreach (var track in plays.GroupBy(play => play.Track, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var all = track.ToList();
            if (all.Count > bounds.RepeatsOfDay)
                yield return NewFinding(ArtificialReason.TrackOnRepeat, all.GetRange(bounds.RepeatsOfDay, all.Count - bounds.RepeatsOfDay), ("plays_of_track", all.Count));
        }
    }

    private static Finding NewFinding(ArtificialReason reason, List<PlayFact> plays, params (string Name, double Value)[] evidence) =>
        new(reason, plays[0].Listener, "", plays, evidence.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal));
}
