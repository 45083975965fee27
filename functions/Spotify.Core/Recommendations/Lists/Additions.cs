using Spotify.Core.Recommendations.Blend;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Finds what goes with given tracks: additions to a playlist, and what to play because something was played.</summary>
public static class Additions
{
    /// <summary>The most tracks of an answer.</summary>
    public const int Most = 30;

    // What fitting says beside the blended score.
    private const double Fit = 0.7;

    /// <summary>Tracks that fit a playlist of the listener's own, the best first; none that is in it, and of no artist more than two.</summary>
    /// <param name="taste">The listener.</param>
    /// <param name="candidates">Tracks that may come, and those of the playlist as far as they are known.</param>
    /// <param name="weights">What each signal says.</param>
    /// <param name="playlist">The playlist's tracks.</param>
    /// <param name="count">How many are wanted, 1 to <see cref="Most"/>.</param>
    public static MadeList Enhance(ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights, IReadOnlyCollection<TrackKey> playlist, int count) =>
        new(ListKind.Enhance, Near(taste, candidates, weights, playlist, count, false, new ListReason(ReasonKind.FitsPlaylist)));

    /// <summary>What goes with a track that the listener played, all of it new to him.</summary>
    /// <param name="taste">The listener.</param>
    /// <param name="candidates">Tracks that may come, and the one that was played.</param>
    /// <param name="weights">What each signal says.</param>
    /// <param name="played">The track that was played.</param>
    /// <param name="name">Its name.</param>
    /// <param name="count">How many are wanted, 1 to <see cref="Most"/>.</param>
    public static MadeList BecauseYouPlayed(ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights, TrackKey played, string name, int count) =>
        new(ListKind.BecauseYouPlayed, Near(taste, candidates, weights, [played], count, true, new ListReason(ReasonKind.BecauseYouPlayed, "spotify:track:" + played, name)), name);

    private static IReadOnlyList<ListItem> Near(
        ListenerTaste taste, IReadOnlyList<Candidate> candidates, BlendWeights weights, IReadOnlyCollection<TrackKey> given, int count, bool onlyNew, ListReason reason)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Most);
        var own = given.ToHashSet();
        var theirs = candidates.Where(one => own.Contains(one.Track)).Select(one => Directions.Unit(one.Vector.Span)).Where(unit => unit.Length > 0).ToList();
        var scored = Picks.Score(taste, candidates.Where(one => !own.Contains(one.Track) && !(onlyNew && taste.Knows(one.Track))), weights).Select(one =>
        {
            // A playlist may hold several kinds: near to one of them is near enough, near to many is better.
            var unit = Directions.Unit(one.Candidate.Vector.Span);
            var near = theirs.Select(other => Math.Max(0, Directions.Dot(other, unit))).OrderDescending().Take(3).DefaultIfEmpty(0).Average();
            return one with { Score = ((1 - Fit) * one.Score) + (Fit * Math.Min(1, near)) };
        }).Order(Comparer<Scored>.Create(Scored.Compare)).ToList();
        return Picks.InOrder(Picks.Best(scored, count, DiscoverWeekly.PerArtist, 0.9), _ => reason);
    }
}
