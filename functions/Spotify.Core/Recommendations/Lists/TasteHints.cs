using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;
using Spotify.Core.Telemetry.Taste;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>
/// What a listener did that explains a track to him by name: whom he follows, what he searched for, what he put on playlists, what he played, and what his friends play. The same things enter his
/// taste where his plays do not say them already.
/// </summary>
public sealed class TasteHints
{
    /// <summary>How far back searches count, in days.</summary>
    public const int SearchDays = 28;

    /// <summary>How far back tracks put on playlists count, in days.</summary>
    public const int PlaylistDays = 90;

    /// <summary>From this cosine on, a track is said to go with another.</summary>
    public const double Near = 0.5;

    private const int MostNamed = 15;
    private const int LikedOfArtist = 3;
    private const string ArtistUri = "spotify:artist:";
    private const string TrackUri = "spotify:track:";

    // Beside 1.58, which one track heard to its end weighs (Confidence).
    private const float FollowWeight = 0.5f;
    private const float SearchWeight = 0.25f;

    private readonly ModelIndex _index;
    private readonly ListenerTaste _taste;
    private readonly HashSet<string> _searched;
    private readonly IReadOnlyDictionary<TrackKey, string> _friends;
    private readonly List<Named> _added;
    private readonly List<Named> _played;

    private TasteHints(ModelIndex index, ListenerTaste taste, HashSet<string> searched, IReadOnlyDictionary<TrackKey, string> friends, List<Named> added, List<Named> played) =>
        (_index, _taste, _searched, _friends, _added, _played) = (index, taste, searched, friends, added, played);

    /// <summary>Collects what there is.</summary>
    /// <param name="index">The model's tracks.</param>
    /// <param name="taste">The listener.</param>
    /// <param name="engagement">What his plays say, most liked first.</param>
    /// <param name="signals">What he did beside playing, in order.</param>
    /// <param name="friends">Tracks that his friends play, with a friend's name.</param>
    /// <param name="now">Now.</param>
    public static TasteHints Of(
        ModelIndex index, ListenerTaste taste, IReadOnlyList<TrackEngagement> engagement, IReadOnlyList<Signal> signals, IReadOnlyDictionary<TrackKey, string> friends, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(engagement);
        ArgumentNullException.ThrowIfNull(signals);
        var searched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var signal in signals.Where(signal => signal is { Type: "search", Action: "open", Uri: not null } && now - signal.At < TimeSpan.FromDays(SearchDays)))
        {
            if (signal.Uri!.StartsWith(ArtistUri, StringComparison.Ordinal))
                searched.Add(signal.Uri[ArtistUri.Length..]);
            else if (RowOf(index, signal.Uri) is >= 0 and var row)
                searched.Add(index.Model.Catalogue[row].Artists[0]);
        }

        var added = new List<int>();
        foreach (var signal in signals.Where(signal => signal.Type == "playlist" && now - signal.At < TimeSpan.FromDays(PlaylistDays)))
        {
            if (RowOf(index, signal.Uri) is not (>= 0 and var row))
                continue;
            added.Remove(row);
            if (signal.Action == "add")
                added.Add(row);
        }

        var played = engagement.Where(track => track is { Value: > 0, Heard: > 0 }).Select(track => index.Model.Catalogue.Rows.RowOf(track.Track)).Where(row => row >= 0).Take(MostNamed);
        return new TasteHints(index, taste, searched, friends, NamedOf(index, Enumerable.Reverse(added).Take(MostNamed)), NamedOf(index, played));
    }

    /// <summary>What follows and searches count as: the most popular tracks of those artists, little beside what is heard.</summary>
    public IReadOnlyList<WeightedTrack> Liked()
    {
        var followed = _taste.FollowedArtists.SelectMany(artist => _index.OfArtist(artist).Take(LikedOfArtist)).Select(row => (Row: row, Weight: FollowWeight));
        var searched = _searched.Except(_taste.BlockedArtists).SelectMany(artist => _index.OfArtist(artist).Take(LikedOfArtist)).Select(row => (Row: row, Weight: SearchWeight));
        return [.. followed.Concat(searched).GroupBy(one => one.Row).OrderBy(group => group.Key)
            .Select(group => new WeightedTrack(_index.Model.Catalogue.Rows[group.Key], group.Max(one => one.Weight)))];
    }

    /// <summary>Rows of tracks that may come for what is known here, beside those that the model finds.</summary>
    public IEnumerable<int> Rows() => _friends.Keys.Select(track => _index.Model.Catalogue.Rows.RowOf(track)).Where(row => row >= 0)
        .Concat(_searched.SelectMany(artist => _index.OfArtist(artist).Take(LikedOfArtist)));

    /// <summary>What may be said of a track by name, the most telling first.</summary>
    /// <param name="row">The track's row.</param>
    public IReadOnlyList<ListReason> FactsOf(int row)
    {
        var facts = new List<ListReason>();
        var fact = _index.Model.Catalogue[row];
        if (_friends.TryGetValue(fact.Track, out var friend))
            facts.Add(new ListReason(ReasonKind.Friend, null, friend));
        if (fact.Artists.FirstOrDefault(_searched.Contains) is { } artist)
            facts.Add(new ListReason(ReasonKind.SearchedFor, ArtistUri + artist, _index.NameOf(artist)));
        if (NearestTo(row, _added) is { } added)
            facts.Add(new ListReason(ReasonKind.AddedToPlaylist, TrackUri + added.Track, added.Name));
        if (NearestTo(row, _played) is { } played)
            facts.Add(new ListReason(ReasonKind.BecauseYouPlayed, TrackUri + played.Track, played.Name));
        return facts;
    }

    private static int RowOf(ModelIndex index, string? uri) =>
        uri is not null && uri.StartsWith(TrackUri, StringComparison.Ordinal) && TrackKey.TryParse(uri[TrackUri.Length..], out var key) ? index.Model.Catalogue.Rows.RowOf(key) : -1;

    private static List<Named> NamedOf(ModelIndex index, IEnumerable<int> rows)
    {
        var named = new List<Named>();
        foreach (var row in rows.Where(index.Model.IsLearned))
            named.Add(new Named(index.Model.Catalogue[row].Track, index.Model.Catalogue[row].Title, Directions.Unit(index.Model.Tracks[row])));
        return named;
    }

    private Named? NearestTo(int row, List<Named> named)
    {
        if (named.Count == 0 || !_index.Model.IsLearned(row))
            return null;
        var vector = _index.Model.Tracks[row];
        var (best, most) = ((Named?)null, Near * Math.Sqrt(SmallMatrix.Dot(vector, vector)));
        foreach (var one in named)
        {
            if (Directions.Dot(one.Direction, vector) is var likeness && likeness >= most)
                (best, most) = (one, likeness);
        }

        return best;
    }

    private sealed record Named(TrackKey Track, string Name, float[] Direction);
}
