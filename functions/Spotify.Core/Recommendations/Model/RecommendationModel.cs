using System.Collections.Concurrent;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Model;

/// <summary>A model that can be asked: the tracks of a catalogue with their vectors. Safe for any number of threads.</summary>
public sealed class RecommendationModel
{
    /// <summary>Of somebody of whom nothing is known so many tracks of artists whom he follows say what he likes.</summary>
    internal const int SeedsOfFollowed = 100;

    // What an index of scalar products finds is put into the order of cosines: of so many times as many.
    private const int Nearby = 4;

    private readonly FixedSide _side;
    private readonly float[] _gram;
    private readonly Lazy<float[]> _sum;
    private readonly int _learned;
    private readonly float[] _length;
    private readonly float[]? _contentLength;
    private readonly float[]? _audioLength;
    private readonly ConcurrentBag<RowSolver> _solvers = [];
    private readonly int[] _byPopularity;
    private readonly int[] _rights;
    private readonly bool[] _explicit;

    /// <summary>Puts a model together.</summary>
    /// <param name="catalogue">Its tracks.</param>
    /// <param name="tracks">Collaborative vectors, a row for each track; zero for a track that nobody has played.</param>
    /// <param name="options">How they were learned.</param>
    /// <param name="content">Vectors of descriptions; null where there is no such model.</param>
    /// <param name="audio">Vectors of sound; null where there is no such model.</param>
    /// <param name="neighbours">The second collaborative signal; null where there is none.</param>
    /// <param name="factorShare">What factors weigh beside it, 0 to 1.</param>
    public RecommendationModel(
        TrackCatalogue catalogue, FactorMatrix tracks, IalsOptions options, FactorMatrix? content = null, FactorMatrix? audio = null, TrackNeighbours? neighbours = null, double factorShare = 1)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentNullException.ThrowIfNull(options);
        foreach (var matrix in (FactorMatrix?[])[tracks, content, audio])
        {
            if (matrix is not null && matrix.Rows != catalogue.Rows.Count)
                throw new ArgumentException($"There are {catalogue.Rows.Count} tracks and {matrix.Rows} vectors.", nameof(tracks));
        }

        if (neighbours is not null && neighbours.Rows != catalogue.Rows.Count)
            throw new ArgumentException($"There are {catalogue.Rows.Count} tracks and neighbours of {neighbours.Rows}.", nameof(neighbours));
        ArgumentOutOfRangeException.ThrowIfNegative(factorShare);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(factorShare, 1);
        (Catalogue, Tracks, Options, Content, Audio, Neighbours, FactorShare) = (catalogue, tracks, options, content, audio, neighbours, factorShare);
        _gram = Ials.Gram(tracks);
        _side = FixedSide.Of(tracks, _gram, options);
        _length = tracks.Lengths();
        _sum = new(Sum);
        _learned = _length.Count(length => length > 0);
        _contentLength = content?.Lengths();
        _audioLength = audio?.Lengths();
        // Beside each other: what is looked at for every listener is not gathered from all over memory.
        (_rights, _explicit) = ([.. catalogue.All.Select(fact => fact.Rights)], [.. catalogue.All.Select(fact => fact.Explicit)]);
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

    /// <summary>The second collaborative signal; null where there is none.</summary>
    public TrackNeighbours? Neighbours { get; }

    /// <summary>What factors weigh beside <see cref="Neighbours"/>, 0 to 1.</summary>
    public double FactorShare { get; }

    /// <summary>What finds vectors without comparing all of them; null where there are so few that all are compared.</summary>
    public TrackIndexes? Indexes { get; init; }

    /// <summary>Rows of tracks that somebody plays, the most popular first.</summary>
    public IReadOnlyList<int> ByPopularity => _byPopularity;

    /// <summary>The length of each collaborative vector.</summary>
    internal float[] Lengths => _length;

    /// <summary>The length of each description's vector; null where there is no such model.</summary>
    internal float[]? ContentLengths => _contentLength;

    /// <summary>The length of each sound's vector; null where there is no such model.</summary>
    internal float[]? AudioLengths => _audioLength;

    /// <summary>Whether listeners have told something of a track.</summary>
    public bool IsLearned(int row) => _length[row] > 0;

    /// <summary>A listener's vector, of what he likes now; zero where the model knows none of it. Takes some ten microseconds.</summary>
    /// <param name="liked">Tracks and what each weighs (<see cref="TasteWeight"/>); those that the model does not know, or that weigh nothing, are left out.</param>
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
    /// What listeners alike think of tracks by factors and neighbours together: each brought to mean 0 and variance 1 over all tracks that somebody has told something of, then added with
    /// <see cref="FactorShare"/>.
    /// </summary>
    /// <param name="liked">What he likes, with weights.</param>
    /// <param name="scores">Gets a score for each track; no number where nobody has told anything of it, and nowhere one where the model knows nothing of what he likes.</param>
    public void Opinion(IEnumerable<WeightedTrack> liked, Span<float> scores)
    {
        var known = Known(liked);
        Factors(known, scores);
        Mix(known, scores);
    }

    /// <summary>What descriptions say of tracks: the cosine with the mean of what somebody likes; no number where there is no vector.</summary>
    /// <param name="liked">What he likes, with weights.</param>
    public float[] ByDescription(IReadOnlyList<WeightedTrack> liked) => Near(Content, _contentLength, liked);

    /// <summary>What sound says of tracks, likewise.</summary>
    /// <param name="liked">What he likes, with weights.</param>
    public float[] BySound(IReadOnlyList<WeightedTrack> liked) => Near(Audio, _audioLength, liked);

    /// <summary>The mean direction of some tracks by one kind of vectors; zero where none of them has one.</summary>
    /// <param name="vectors">One of the model's kinds of vectors: a row a track.</param>
    /// <param name="tracks">The tracks, with weights.</param>
    public float[] MeanOf(FactorMatrix vectors, IEnumerable<WeightedTrack> tracks)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(tracks);
        var mean = new float[vectors.Dimensions];
        foreach (var (row, weight) in RowsOf(tracks))
        {
            var vector = vectors[row];
            var length = MathF.Sqrt(SmallMatrix.Dot(vector, vector));
            if (length > 0)
                SmallMatrix.MultiplyAdd(mean, weight / length, vector);
        }

        return mean;
    }

    /// <summary>The same; null where there is none.</summary>
    internal float[]? DirectionOf(FactorMatrix? vectors, IReadOnlyList<WeightedTrack> tracks) => vectors is not null && MeanOf(vectors, tracks) is var mean && SmallMatrix.Dot(mean, mean) > 0 ? mean : null;

    /// <summary>Factors and neighbours apart, on one scale.</summary>
    /// <returns>False where nothing that he likes is known.</returns>
    internal bool Halves(IEnumerable<WeightedTrack> liked, Span<float> factors, Span<float> neighbours)
    {
        ArgumentNullException.ThrowIfNull(Neighbours);
        var known = Known(liked);
        Factors(known, factors);
        return Standardized(known, factors, neighbours);
    }

    /// <summary>What a listener likes and the model knows.</summary>
    internal List<WeightedTrack> Known(IEnumerable<WeightedTrack> liked) => [.. liked.Where(one => one.Weight > 0 && Catalogue.Rows.RowOf(one.Track) is >= 0 and var row && IsLearned(row))];

    /// <summary>Puts what neighbours say into what factors say (<see cref="Opinion"/>).</summary>
    /// <param name="known">What the listener likes and the model knows.</param>
    /// <param name="scores">What factors say; gets what both say together.</param>
    internal void Mix(List<WeightedTrack> known, Span<float> scores)
    {
        if (Neighbours is null)
            return;
        var second = new float[scores.Length];
        if (!Standardized(known, scores, second))
            return;
        for (var row = 0; row < scores.Length; row++)
            scores[row] = (float)((FactorShare * scores[row]) + ((1 - FactorShare) * second[row]));
    }

    /// <summary>How far what factors say of all learned tracks lies apart, without asking about each: mean and variance follow from the sum of vectors and their Gram matrix.</summary>
    /// <param name="listener">The listener's vector.</param>
    internal ScoreScale ScaleOf(ReadOnlySpan<float> listener)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var i = 0; i < listener.Length; i++)
        {
            sum += (double)listener[i] * _sum.Value[i];
            // Of the Gram matrix the lower triangle holds.
            for (var j = 0; j <= i; j++)
                squares += (i == j ? 1.0 : 2.0) * listener[i] * listener[j] * _gram[(i * listener.Length) + j];
        }

        return ScoreScale.Of(sum, squares, _learned);
    }

    /// <summary>The same of figures of which most are 0.</summary>
    /// <param name="scores">Those that are not.</param>
    internal ScoreScale ScaleOf(IEnumerable<float> scores)
    {
        var (sum, squares) = (0.0, 0.0);
        foreach (var score in scores)
            (sum, squares) = (sum + score, squares + ((double)score * score));
        return ScoreScale.Of(sum, squares, _learned);
    }

    private bool Standardized(List<WeightedTrack> known, Span<float> factors, Span<float> neighbours)
    {
        if (known.Count == 0)
            return false;
        Neighbours!.Score(known.Select(one => Catalogue.Rows.RowOf(one.Track)), neighbours);
        Standardize(factors);
        Standardize(neighbours);
        return true;
    }

    private void Factors(List<WeightedTrack> known, Span<float> scores)
    {
        if (known.Count == 0)
            scores.Fill(float.NaN);
        else
            Score(FoldIn(known), scores);
    }

    /// <summary>
    /// Finds tracks that may go onto lists: the best that a listener does not know by what listeners alike say, by description, by sound, by popularity, and what is new of artists whom he
    /// follows. Of somebody of whom nothing is known yet, tracks of artists whom he follows say what he likes; where he follows none, more of what is popular comes in place of what listeners alike say.
    /// </summary>
    /// <param name="taste">The listener.</param>
    /// <param name="liked">What he likes, with weights.</param>
    /// <param name="at">When the list is heard: licences are looked at as of then.</param>
    /// <param name="options">How many of each.</param>
    public IReadOnlyList<Candidate> Candidates(ListenerTaste taste, IReadOnlyList<WeightedTrack> liked, DateTimeOffset at, CandidateOptions options)
    {
        ArgumentNullException.ThrowIfNull(taste);
        ArgumentNullException.ThrowIfNull(liked);
        return Candidates([new CandidateQuery(taste, liked)], at, options)[0];
    }

    /// <summary>The same of several listeners, each of whom gets what he would get alone: they look at the tracks block by block together, so that memory is read once for all of them.</summary>
    /// <param name="listeners">The listeners.</param>
    /// <param name="at">When the lists are heard.</param>
    /// <param name="options">How many of each.</param>
    public IReadOnlyList<IReadOnlyList<Candidate>> Candidates(IReadOnlyList<CandidateQuery> listeners, DateTimeOffset at, CandidateOptions options)
    {
        ArgumentNullException.ThrowIfNull(listeners);
        ArgumentNullException.ThrowIfNull(options);
        return CandidateScan.Find(this, listeners, at, options);
    }

    /// <summary>Which tracks may be put before a listener: licensed, not explicit where he wants none, neither known to him nor blocked.</summary>
    internal Func<int, bool> OpenTo(ListenerTaste taste, DateTimeOffset at)
    {
        var permitted = Catalogue.Permitted(taste.Country, taste.Tier, at);
        var closed = taste.Heard.Concat(taste.Engagement.Keys).Concat(taste.BlockedTracks).Select(Catalogue.Rows.RowOf).ToHashSet();
        return row => permitted[_rights[row]] && (taste.AllowsExplicit || !_explicit[row]) && !closed.Contains(row)
            && (taste.BlockedArtists.Count == 0 || !Catalogue[row].Artists.Any(taste.BlockedArtists.Contains));
    }

    /// <summary>The same of every track.</summary>
    internal bool[] Open(ListenerTaste taste, DateTimeOffset at)
    {
        var (open, permitted) = (new bool[Catalogue.Rows.Count], Catalogue.Permitted(taste.Country, taste.Tier, at));
        for (var row = 0; row < open.Length; row++)
            open[row] = permitted[_rights[row]] && (taste.AllowsExplicit || !_explicit[row]);
        foreach (var track in taste.Heard.Concat(taste.Engagement.Keys).Concat(taste.BlockedTracks))
        {
            if (Catalogue.Rows.RowOf(track) is >= 0 and var row)
                open[row] = false;
        }

        for (var row = 0; taste.BlockedArtists.Count > 0 && row < open.Length; row++)
            open[row] = open[row] && !Catalogue[row].Artists.Any(taste.BlockedArtists.Contains);
        return open;
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
            Vector = IsLearned(row) ? Tracks[row].ToArray() : Placed(row) is { Length: > 0 } place ? place.ToArray() : default(ReadOnlyMemory<float>),
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
        if (Indexes?.Of(this, vectors) is { } index)
            return NearestBy(index, vectors, seeds, count);
        var lengths = ReferenceEquals(vectors, Tracks) ? _length : ReferenceEquals(vectors, Content) ? _contentLength : ReferenceEquals(vectors, Audio) ? _audioLength : null;
        var scores = Near(vectors, lengths ?? vectors.Lengths(), [.. seeds.Select(row => new WeightedTrack(Catalogue.Rows[row], 1))]);
        foreach (var seed in seeds)
            scores[seed] = float.NaN;
        return Ranking.Best(scores, count);
    }

    private IReadOnlyList<int> NearestBy(IvfIndex index, FactorMatrix vectors, IReadOnlyCollection<int> seeds, int count)
    {
        var mean = MeanOf(vectors, seeds.Select(row => new WeightedTrack(Catalogue.Rows[row], 1)));
        var found = index.Search(mean, index.Metric == VectorMetric.Cosine ? count : count * Nearby, Indexes!.Compared, row => !seeds.Contains(row)).Found;
        return [.. found.Select(one => (one.Row, Cosine: VectorKernels.Cosine(mean, vectors[one.Row]))).Where(one => one.Cosine > 0).OrderByDescending(one => one.Cosine).ThenBy(one => one.Row)
            .Take(count).Select(one => one.Row)];
    }

    /// <summary>Where its sound puts a track that nobody has heard yet; empty where that is not known.</summary>
    private ReadOnlySpan<float> Placed(int row) => Audio is { } audio && audio.Dimensions == Tracks.Dimensions && _audioLength![row] > 0 ? audio[row] : [];

    // The sums are taken over what is a number: tracks that somebody has told something of.
    private void Standardize(Span<float> scores)
    {
        var (sum, squares) = (0.0, 0.0);
        for (var row = 0; row < scores.Length; row++)
        {
            if (IsLearned(row))
                (sum, squares) = (sum + scores[row], squares + ((double)scores[row] * scores[row]));
        }

        var scale = ScoreScale.Of(sum, squares, _learned);
        for (var row = 0; row < scores.Length; row++)
            scores[row] = IsLearned(row) ? scale.Of(scores[row]) : float.NaN;
    }

    private float[] Sum()
    {
        var sum = new double[Tracks.Dimensions];
        for (var row = 0; row < Tracks.Rows; row++)
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] += Tracks[row][i];
        }

        return Array.ConvertAll(sum, one => (float)one);
    }

    /// <summary>The cosine of every track with the mean of what somebody likes; no number where there is no vector.</summary>
    private float[] Near(FactorMatrix? vectors, float[]? lengths, IReadOnlyList<WeightedTrack> liked) => CandidateScan.Near(this, vectors, lengths, [liked])[0];

    private List<WeightedRow> RowsOf(IEnumerable<WeightedTrack> liked) =>
        [.. liked.Where(one => float.IsFinite(one.Weight) && one.Weight > 0).Select(one => new WeightedRow(Catalogue.Rows.RowOf(one.Track), one.Weight)).Where(one => one.Row >= 0)
            .OrderBy(one => one.Row)];

    private readonly record struct WeightedRow(int Row, float Weight);
}
