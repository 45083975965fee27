using System.Collections.Concurrent;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Recommendations.Model;

/// <summary>A model that can be asked: the tracks of a catalogue with their vectors. Safe for any number of threads.</summary>
public sealed class RecommendationModel
{
    private readonly FixedSide _side;
    private readonly float[] _length;
    private readonly float[]? _contentLength;
    private readonly float[]? _audioLength;
    private readonly ConcurrentBag<RowSolver> _solvers = [];
    private readonly int[] _byPopularity;

    /// <summary>Puts a model together.</summary>
    /// <param name="catalogue">Its tracks.</param>
    /// <param name="tracks">Collaborative vectors, a row for each track; zero for a track that nobody has played.</param>
    /// <param name="options">How they were learned.</param>
    /// <param name="content">Vectors of descriptions; null where there is no such model.</param>
    /// <param name="audio">Vectors of sound; null where there is no such model.</param>
    public RecommendationModel(TrackCatalogue catalogue, FactorMatrix tracks, IalsOptions options, FactorMatrix? content = null, FactorMatrix? audio = null)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var matrix in (FactorMatrix?[])[tracks, content, audio])
        {
            if (matrix is not null && matrix.Rows != catalogue.Rows.Count)
                throw new ArgumentException($"There are {catalogue.Rows.Count} tracks and {matrix.Rows} vectors.", nameof(tracks));
        }

        (Catalogue, Tracks, Options, Content, Audio) = (catalogue, tracks, options, content, audio);
        _side = FixedSide.Of(tracks, Ials.Gram(tracks), options);
        _length = tracks.Lengths();
        _contentLength = content?.Lengths();
        _audioLength = audio?.Lengths();
        _byPopularity = [.. Enumerable.Range(0, catalogue.Rows.Count).Where(row => catalogue[row].Popularity > 0).OrderByDescending(row => catalogue[row].Popularity).ThenBy(row => row)];
    }

    /// <summary>Its tracks.</summary>
    public TrackCatalogue Catalogue { get; }

    /// <summary>Collaborative vectors.</summary>
    public FactorMatrix Tracks { get; }

    /// <summary>How they were learned.</summary>
    public IalsOptions Options { get; }

    /// <summary>Vectors of descriptions; null where there is no such model.</summary>
    public FactorMatrix? Content { get; }

    /// <summary>Vectors of sound; null where there is no such model.</summary>
    public FactorMatrix? Audio { get; }

    /// <summary>Rows of tracks that somebody plays, the most popular first.</summary>
    public IReadOnlyList<int> ByPopularity => _byPopularity;

    /// <summary>Whether listeners have told something of a track.</summary>
    public bool IsLearned(int row) => _length[row] > 0;

    /// <summary>A listener's vector, of what he likes now; zero where the model knows none of it. Takes some ten microseconds.</summary>
    /// <param name="liked">Tracks and what each weighs (<see cref="Confidence"/>); those that the model does not know, or that weigh nothing, are left out.</param>
    public float[] FoldIn(IEnumerable<WeightedTrack> liked)
    {
        var rows = RowsOf(liked);
        var vector = new float[Tracks.Dimensions];
        if (!_solvers.TryTake(out var solver))
            solver = new RowSolver(_side);
        solver.Solve([.. rows.Select(one => one.Row)], [.. rows.Select(one => one.Weight)], vector);
        _solvers.Add(solver);
        return vector;
    }

    /// <summary>What listeners alike think of tracks: the product with each track's vector.</summary>
    /// <param name="listener">The listener's vector.</param>
    /// <param name="scores">Gets a score for each track; no number where nobody has told anything of it.</param>
    public void Score(ReadOnlySpan<float> listener, Span<float> scores)
    {
        for (var row = 0; row < scores.Length; row++)
            scores[row] = IsLearned(row) ? SmallMatrix.Dot(listener, Tracks[row]) : float.NaN;
    }

    /// <summary>
    /// Finds tracks that may go onto lists: the best that a listener does not know by what listeners alike say, by description, by sound, by popularity, and what is new of artists whom he
    /// follows.
    /// </summary>
    /// <param name="taste">The listener.</param>
    /// <param name="liked">What he likes, with weights.</param>
    /// <param name="at">When the list is heard: licences are looked at as of then.</param>
    /// <param name="options">How many of each.</param>
    public IReadOnlyList<Candidate> Candidates(ListenerTaste taste, IReadOnlyList<WeightedTrack> liked, DateTimeOffset at, CandidateOptions options)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(liked);
        ArgumentNullException.ThrowIfNull(options);
        var open = Open(taste, at);
        var collaborative = new float[Catalogue.Rows.Count];
        Score(FoldIn(liked), collaborative);
        var content = Near(Content, _contentLength, liked);
        var audio = Near(Audio, _audioLength, liked);
        var rows = new SortedSet<int>();
        AddBest(rows, collaborative, open, options.Collaborative);
        AddBest(rows, content, open, options.Content);
        AddBest(rows, audio, open, options.Audio);
        rows.UnionWith(_byPopularity.Where(row => open[row]).Take(options.Popular));
        rows.UnionWith(NewOfFollowed(taste, at, options).Where(row => open[row]));
        return [.. rows.Select(row => CandidateOf(row) with
        {
            Collaborative = Known(collaborative, row),
            Content = Known(content, row),
            Audio = Known(audio, row),
            Licensed = true,
        })];
    }

    /// <summary>A track as lists want it, without what a listener thinks of it.</summary>
    public Candidate CandidateOf(int row)
    {
        var fact = Catalogue[row];
        return new Candidate
        {
            Track = fact.Track,
            Artists = fact.Artists,
            ArtistNames = fact.ArtistNames,
            Name = fact.Title,
            Popularity = fact.Popularity,
            Vector = IsLearned(row) ? Tracks[row].ToArray() : default(ReadOnlyMemory<float>),
            Tempo = fact.Tempo,
            Key = fact.Key,
            Mode = fact.Mode,
            Energy = fact.Energy,
            Explicit = fact.Explicit,
            Released = fact.Released,
        };
    }

    /// <summary>The tracks nearest to some, by the cosine of a kind of vectors; those themselves are not among them.</summary>
    /// <param name="vectors"><see cref="Tracks"/>, <see cref="Content"/> or <see cref="Audio"/>.</param>
    /// <param name="seeds">Rows of tracks.</param>
    /// <param name="count">How many.</param>
    public IReadOnlyList<int> Nearest(FactorMatrix vectors, IReadOnlyCollection<int> seeds, int count)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(vectors);
        var lengths = ReferenceEquals(vectors, Tracks) ? _length : ReferenceEquals(vectors, Content) ? _contentLength : ReferenceEquals(vectors, Audio) ? _audioLength : null;
        var scores = Near(vectors, lengths ?? vectors.Lengths(), [.. seeds.Select(row => new WeightedTrack(Catalogue.Rows[row], 1))]);
        foreach (var seed in seeds)
            scores[seed] = float.NaN;
        return Ranking.Best(scores, count);
    }

    private bool[] Open(ListenerTaste taste, DateTimeOffset at)
    {
        var open = new bool[Catalogue.Rows.Count];
        for (var row = 0; row < open.Length; row++)
        {
            var fact = Catalogue[row];
            open[row] = (taste.AllowsExplicit || !fact.Explicit) && Catalogue.IsLicensed(row, taste.Country, taste.Tier, at) && !taste.Knows(fact.Track)
                && !taste.BlockedTracks.Contains(fact.Track) && !(taste.BlockedArtists.Count > 0 && fact.Artists.Any(taste.BlockedArtists.Contains));
        }

        return open;
    }

    private IEnumerable<int> NewOfFollowed(ListenerTaste taste, DateTimeOffset at, CandidateOptions options)
    {
        if (taste.FollowedArtists.Count == 0)
            return [];
        var since = DateOnly.FromDateTime(at.UtcDateTime).AddDays(-options.NewDays);
        return Enumerable.Range(0, Catalogue.Rows.Count).Where(row => Catalogue[row].Released >= since && Catalogue[row].Artists.Any(taste.FollowedArtists.Contains));
    }

    /// <summary>The cosine of every track with the mean of what somebody likes; no number where there is no vector.</summary>
    private float[] Near(FactorMatrix? vectors, float[]? lengths, IReadOnlyList<WeightedTrack> liked)
    {
        var scores = new float[Catalogue.Rows.Count];
        Array.Fill(scores, float.NaN);
        if (vectors is null || lengths is null)
            return scores;
        var mean = new float[vectors.Dimensions];
        foreach (var (row, weight) in RowsOf(liked))
        {
            if (lengths[row] > 0)
                SmallMatrix.MultiplyAdd(mean, weight / lengths[row], vectors[row]);
        }

        var size = MathF.Sqrt(SmallMatrix.Dot(mean, mean));
        if (size == 0)
            return scores;
        for (var row = 0; row < scores.Length; row++)
            scores[row] = lengths[row] > 0 ? SmallMatrix.Dot(mean, vectors[row]) / (size * lengths[row]) : float.NaN;
        return scores;
    }

    private List<WeightedRow> RowsOf(IEnumerable<WeightedTrack> liked) =>
        [.. liked.Where(one => float.IsFinite(one.Weight) && one.Weight > 0).Select(one => new WeightedRow(Catalogue.Rows.RowOf(one.Track), one.Weight)).Where(one => one.Row >= 0)
            .OrderBy(one => one.Row)];

    private static void AddBest(SortedSet<int> rows, float[] scores, bool[] open, int count)
    {
        var allowed = (float[])scores.Clone();
        for (var row = 0; row < allowed.Length; row++)
        {
            if (!open[row])
                allowed[row] = float.NaN;
        }

        rows.UnionWith(Ranking.Best(allowed, count));
    }

    private static double? Known(float[] scores, int row) => float.IsNaN(scores[row]) ? null : scores[row];

    private readonly record struct WeightedRow(int Row, float Weight);
}

/// <summary>A track and what it weighs.</summary>
/// <param name="Track">The track.</param>
/// <param name="Weight">By <see cref="Confidence"/>.</param>
public readonly record struct WeightedTrack(TrackKey Track, float Weight);

/// <summary>How many tracks of each kind a list may be made of.</summary>
public sealed record CandidateOptions
{
    /// <summary>By what listeners alike say.</summary>
    /// <value>300.</value>
    public int Collaborative { get; init; } = 300;

    /// <summary>By description.</summary>
    /// <value>100.</value>
    public int Content { get; init; } = 100;

    /// <summary>By sound.</summary>
    /// <value>100.</value>
    public int Audio { get; init; } = 100;

    /// <summary>By popularity.</summary>
    /// <value>60.</value>
    public int Popular { get; init; } = 60;

    /// <summary>How many days a release of a followed artist is new.</summary>
    /// <value>28.</value>
    public int NewDays { get; init; } = 28;
}
