using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Core.Recommendations.Snapshot;

/// <summary>A track that was drawn for an exploration slot, and played.</summary>
/// <param name="Track">The track.</param>
/// <param name="Propensity">With which probability it was drawn.</param>
/// <param name="Score">Its blended score then, 0 to 1.</param>
/// <param name="IsLiked">Whether the plays of it came to an engagement of <see cref="LikedFrom"/> or more.</param>
public readonly record struct ExploredPlay(TrackKey Track, float Propensity, float Score, bool IsLiked)
{
    /// <summary>From which engagement on a track counts as liked: half of it was heard.</summary>
    public const double LikedFrom = 0.5;

    /// <summary>What came of a list's exploration slots. A track that was not started says nothing: nobody knows whether the listener saw it.</summary>
    /// <param name="list">The list as it was made.</param>
    /// <param name="plays">The listener's plays.</param>
    /// <param name="since">When the list was made; what was played before was not played out of it.</param>
    /// <param name="until">Up to when plays are looked at.</param>
    public static IReadOnlyList<ExploredPlay> Of(IEnumerable<ListItem> list, IEnumerable<Listen> plays, DateTimeOffset since, DateTimeOffset until)
    {
        var drawn = list.Where(item => item.Slot == ListSlot.Explore && item.Propensity is > 0 and <= 1).DistinctBy(item => item.Track).ToDictionary(item => item.Track);
        if (drawn.Count == 0)
            return [];
        var (from, to) = (since.ToUnixTimeMilliseconds(), until.ToUnixTimeMilliseconds());
        return [.. plays.Where(play => play.StartMs >= from && play.StartMs < to && !play.Failed && drawn.ContainsKey(play.Track)).GroupBy(play => play.Track).OrderBy(track => track.Key.Value)
            .Select(track => new ExploredPlay(track.Key, (float)drawn[track.Key].Propensity, (float)drawn[track.Key].Score, track.Sum(play => SnapshotMaker.ValueOf(play)) >= LikedFrom))];
    }
}
