using System.Collections.Concurrent;
using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Neighbours;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>
/// Finds what may go onto listeners' lists. Of a model without <see cref="RecommendationModel.Indexes"/> every track is compared, for several listeners together. Of one with them no listener costs more
/// than <see cref="TrackIndexes.ComparedWithCentres"/>: the best by factors out of an index together with neighbours of what he played, the best by description and by sound, some of those that nobody has
/// played yet, what is popular among what may be heard where he is, and what is new of artists whom he follows. Safe for any number of threads; a listener's candidates depend on nobody else.
/// </summary>
public sealed class CandidateSearch
{
    /// <summary>So many tracks of a market are known as popular in it; where fewer are played, the newest of the others fill it up.</summary>
    public const int PopularOfMarket = 5_000;

    // So that those of a market are not all of the same few.
    private const int PopularOfArtist = 20;

    // Of more artists' new tracks the newest so many come.
    private const int NewOfFollowed = 500;

    // Markets, tiers and moments that are asked about of late; beyond it they are begun anew.
    private const int Kept = 1_000;

    private readonly ModelIndex _index;
    private readonly RecommendationModel _model;
    private readonly ConcurrentDictionary<Audience, int[]> _popular = new();

    internal CandidateSearch(ModelIndex index) => (_index, _model) = (index, index.Model);

    /// <summary>Candidates of one listener.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="at">When the list is heard: licences are looked at as of then; asked for few different moments.</param>
    /// <param name="options">How many of each.</param>
    public FoundCandidates Find(CandidateQuery listener, DateTimeOffset at, CandidateOptions options) => Find([listener], at, options)[0];

    /// <summary>Candidates of several listeners: of each what he would get alone.</summary>
    /// <param name="listeners">The listeners.</param>
    /// <param name="at">When the lists are heard.</param>
    /// <param name="options">How many of each.</param>
    public IReadOnlyList<FoundCandidates> Find(IReadOnlyList<CandidateQuery> listeners, DateTimeOffset at, CandidateOptions options)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        ArgumentNullException.ThrowIfNull(options);
        if (_model.Indexes is { } indexes)
            return [.. listeners.Select(listener => Retrieve(indexes, listener, at, options))];
        var all = (1 + (_model.Content is null ? 0 : 1) + (_model.Audio is null ? 0 : 1)) * _model.Catalogue.Rows.Count;
        return [.. _model.Candidates(listeners, at, options).Select(found => new FoundCandidates(found, all))];
    }

    /// <summary>A wider net for a listener whose list was too short: more of each kind, and all that is known as popular where he is.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="at">When the list is heard.</param>
    /// <param name="options">How many of each there were.</param>
    public FoundCandidates FindMore(CandidateQuery listener, DateTimeOffset at, CandidateOptions options)
    {
        ArgumentNullException.ThrowIfNull(listener);
        ArgumentNullException.ThrowIfNull(options);
        return Find(listener, at, options.Widened() with { Also = [.. options.Also, .. PopularFor(listener.Taste, at)] });
    }

    private FoundCandidates Retrieve(TrackIndexes indexes, CandidateQuery listener, DateTimeOffset at, CandidateOptions options)
    {
        var (taste, open) = (listener.Taste, _model.OpenTo(listener.Taste, at));
        var scores = new RowScores(_model, listener.Liked.Count == 0 ? OfFollowed(taste) : listener.Liked);
        var (rows, compared) = (new SortedSet<int>(), 0);
        if (scores.Listener is not null)
            rows.UnionWith(ByOpinion());
        var popular = options.Popular + (rows.Count == 0 ? options.Collaborative : 0);
        rows.UnionWith(Search(indexes.Content, scores.Description, options.Content, indexes.ForOther, open));
        rows.UnionWith(Search(indexes.Audio, scores.Sound, options.Audio, indexes.ForOther, open));
        // What nobody has played yet would seldom be among the best: exploration has to find some of it.
        rows.UnionWith(Search(indexes.Content, scores.Description, options.Unheard, indexes.ForOther, row => !_model.IsLearned(row) && open(row)));
        rows.UnionWith(Search(indexes.Audio, scores.Sound, options.Unheard, indexes.ForOther, row => !_model.IsLearned(row) && open(row)));
        rows.UnionWith(PopularFor(taste, at).Where(open).Take(popular));
        rows.UnionWith(options.Also.Concat(listener.Also).Where(open));
        rows.UnionWith(NewOf(taste, at, options).Where(open).Take(NewOfFollowed));
        return new FoundCandidates(
            [.. rows.Select(row => _model.CandidateOf(row) with { Collaborative = scores.Opinion(row), Content = scores.ByDescription(row), Audio = scores.BySound(row), Licensed = true })], compared);

        // A track among the first places of a mix is among the first ones of one of the two.
        IEnumerable<int> ByOpinion()
        {
            var near = new Best(Math.Max(1, options.Collaborative));
            foreach (var (row, score) in scores.Neighbours)
            {
                if (_model.IsLearned(row))
                    near.Offer(row, score, open);
            }

            var either = Search(indexes.Tracks, scores.Listener, options.Collaborative, indexes.ForOpinion, row => _model.IsLearned(row) && open(row)).Concat(near.ToSorted().Select(one => one.Row));
            return either.Distinct().OrderByDescending(row => scores.Opinion(row)).ThenBy(row => row).Take(options.Collaborative);
        }

        IEnumerable<int> Search(IvfIndex? index, float[]? query, int count, int most, Func<int, bool> allowed)
        {
            if (index is null || query is null || count < 1)
                return [];
            var found = index.Search(query, count, most, allowed);
            compared += found.Compared;
            return found.Found.Select(one => one.Row);
        }
    }

    /// <summary>Of somebody of whom nothing is known: the most popular tracks of artists whom he follows.</summary>
    private IReadOnlyList<WeightedTrack> OfFollowed(ListenerTaste taste) =>
    [
        .. taste.FollowedArtists.SelectMany(artist => _index.OfArtist(artist).TakeWhile(row => _model.Catalogue[row].Popularity > 0).Take(RecommendationModel.SeedsOfFollowed)).Distinct()
            .OrderByDescending(row => _model.Catalogue[row].Popularity).ThenBy(row => row).Take(RecommendationModel.SeedsOfFollowed).Select(row => new WeightedTrack(_model.Catalogue.Rows[row], 1)),
    ];

    private IEnumerable<int> NewOf(ListenerTaste taste, DateTimeOffset at, CandidateOptions options)
    {
        var since = DateOnly.FromDateTime(at.UtcDateTime).AddDays(-options.NewDays);
        return taste.FollowedArtists.SelectMany(_index.OfArtist).Where(row => _model.Catalogue[row].Released >= since).Distinct().OrderByDescending(row => _model.Catalogue[row].Released).ThenBy(row => row);
    }

    /// <summary>What is popular of what may be heard where a listener is, whatever he knows; looked for once for all who are there.</summary>
    private int[] PopularFor(ListenerTaste taste, DateTimeOffset at)
    {
        if (_popular.Count > Kept)
            _popular.Clear();
        return _popular.GetOrAdd(new Audience(taste.Country, taste.Tier, taste.AllowsExplicit, at), PopularOf);
    }

    private int[] PopularOf(Audience audience)
    {
        var open = _model.OpenTo(new ListenerTaste { Listener = default, Country = audience.Country, Tier = audience.Tier, AllowsExplicit = audience.AllowsExplicit }, audience.At);
        var (rows, artists) = (new List<int>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var row in _model.ByPopularity.Concat(_index.Since(DateOnly.MinValue).Where(row => _model.Catalogue[row].Popularity == 0)))
        {
            if (!open(row) || _model.Catalogue[row].Artists is not [var artist, ..] || artists.GetValueOrDefault(artist) >= PopularOfArtist)
                continue;
            artists[artist] = artists.GetValueOrDefault(artist) + 1;
            rows.Add(row);
            if (rows.Count == PopularOfMarket)
                break;
        }

        return [.. rows];
    }

    // Who may hear the same tracks.
    private readonly record struct Audience(string Country, Tier Tier, bool AllowsExplicit, DateTimeOffset At);
}
