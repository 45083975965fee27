namespace Spotify.Core.Telemetry.Taste;

/// <summary>What plays say about a listener's taste (DESIGN section 6).</summary>
public static class Engagement
{
    /// <summary>Below this much listening a skip says no, in milliseconds.</summary>
    public const long EarlySkipMs = 30_000;

    /// <summary>
    /// What one play says: 1 for one that came to its end, -0.5 for one that was skipped before 30 s, 0 for one that an error ended, and for all others the
    /// part of the track that was heard, at most 1. An error that the player got over, so that the track came to its end, takes nothing away.
    /// </summary>
    public static double Of(in Listen listen)
    {
        if (listen.End == PlayEnd.Completed)
            return 1;
        if (listen.Failed)
            return 0;
        if (listen.End == PlayEnd.Skipped && listen.ListenedMs < EarlySkipMs)
            return -0.5;
        return listen.DurationMs <= 0 ? 0 : Math.Min(1, (double)listen.ListenedMs / listen.DurationMs);
    }

    /// <summary>What a play still weighs: half after each half-life; one that is dated ahead weighs 1.</summary>
    /// <param name="startMs">When the play began, milliseconds since 1970.</param>
    /// <param name="nowMs">Now, milliseconds since 1970.</param>
    /// <param name="halfLife">After how long a play weighs half.</param>
    public static double Weight(long startMs, long nowMs, TimeSpan halfLife) => double.Exp2(-Math.Max(0, nowMs - startMs) / halfLife.TotalMilliseconds);

    /// <summary>Engagement by track: the sum of what each play says times what it still weighs. Nothing of it is stored, so that no rounding adds up.</summary>
    /// <param name="listens">Plays in the order of <see cref="Listen.Compare"/>, so that the same plays give the same sums to the last bit.</param>
    /// <param name="nowMs">Now, milliseconds since 1970.</param>
    /// <param name="halfLife">After how long a play weighs half.</param>
    /// <returns>The tracks, most liked first.</returns>
    public static IReadOnlyList<TrackEngagement> ByTrack(IEnumerable<Listen> listens, long nowMs, TimeSpan halfLife)
    {
        ArgumentNullException.ThrowIfNull(listens);
        var tracks = new Dictionary<TrackKey, TrackEngagement>();
        foreach (var listen in listens)
        {
            var known = tracks.GetValueOrDefault(listen.Track) ?? new TrackEngagement(listen.Track, 0, 0, 0, null);
            tracks[listen.Track] = known with
            {
                Value = known.Value + (Of(listen) * Weight(listen.StartMs, nowMs, halfLife)),
                Plays = known.Plays + 1,
                Heard = known.Heard + (listen.IsHeard ? 1 : 0),
                LastHeard = listen.IsHeard && !(known.LastHeard?.ToUnixTimeMilliseconds() > listen.StartMs)
                    ? DateTimeOffset.FromUnixTimeMilliseconds(listen.StartMs)
                    : known.LastHeard,
            };
        }

        return [.. tracks.Values.OrderByDescending(track => track.Value).ThenByDescending(track => track.LastHeard).ThenBy(track => track.Track.Value)];
    }
}

/// <summary>What a listener's plays of one track say.</summary>
/// <param name="Track">The track.</param>
/// <param name="Value">Engagement: below 0 where it was mostly skipped.</param>
/// <param name="Plays">How often it was started.</param>
/// <param name="Heard">How often it was heard, by the rule by which a play counts.</param>
/// <param name="LastHeard">When the last play that was heard began; null where none was.</param>
public sealed record TrackEngagement(TrackKey Track, double Value, int Plays, int Heard, DateTimeOffset? LastHeard);
