using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>What a listener knows already: what he plays most, and what he used to play.</summary>
public static class TopSongs
{
    /// <summary>The most tracks of top songs.</summary>
    public const int Most = 100;

    /// <summary>The most tracks of a rewind.</summary>
    public const int RewindMost = 30;

    /// <summary>How long a track must not have been heard to be rewound to, in days.</summary>
    public const int Forgotten = 60;

    /// <summary>How often it must have been heard.</summary>
    public const int HeardOften = 3;

    /// <summary>The tracks that the listener likes most, most liked first.</summary>
    /// <param name="engagement">What his plays say, most liked first.</param>
    /// <param name="admits">Whether a track may be put before him now.</param>
    public static MadeList Top(IEnumerable<TrackEngagement> engagement, Func<TrackKey, bool> admits) =>
        new(ListKind.TopSongs, [.. engagement.Where(track => track.Value > 0 && admits(track.Track)).Take(Most).Select(track => new ListItem(track.Track, new ListReason(ReasonKind.Favourite)))]);

    /// <summary>The tracks that he heard often and not for a while, most heard first.</summary>
    /// <param name="engagement">What his plays say.</param>
    /// <param name="admits">Whether a track may be put before him now.</param>
    /// <param name="now">Now.</param>
    public static MadeList Rewind(IEnumerable<TrackEngagement> engagement, Func<TrackKey, bool> admits, DateTimeOffset now) => new(
        ListKind.Rewind,
        [
            .. engagement
                .Where(track => track.Value > 0 && track.Heard >= HeardOften && now - track.LastHeard >= TimeSpan.FromDays(Forgotten) && admits(track.Track))
                .OrderByDescending(track => track.Heard).ThenBy(track => track.LastHeard).ThenBy(track => track.Track.Value)
                .Take(RewindMost).Select(track => new ListItem(track.Track, new ListReason(ReasonKind.HeardBefore))),
        ]);
}
