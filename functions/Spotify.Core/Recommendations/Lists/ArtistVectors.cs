using System.Collections.Concurrent;
using Spotify.Core.Recommendations.Evaluation;
using Spotify.Core.Recommendations.Model;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Lists;

/// <summary>Artists by the directions of their most popular tracks' collaborative vectors: near are those whose tracks the same listeners play.</summary>
public sealed class ArtistVectors
{
    /// <summary>So many of an artist's tracks make his direction.</summary>
    public const int TracksOfArtist = 50;

    /// <summary>So many near artists are kept for each artist who was asked for.</summary>
    public const int Most = 50;

    // Answers kept; beyond it they are begun anew.
    private const int Kept = 10_000;

    private readonly string[] _ids;
    private readonly Dictionary<string, int> _places;
    private readonly FactorMatrix _directions;
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _near = new(StringComparer.Ordinal);

    /// <summary>Makes the directions.</summary>
    /// <param name="model">The model.</param>
    /// <param name="rows">Every artist's rows, the most popular first.</param>
    public ArtistVectors(RecommendationModel model, IReadOnlyDictionary<string, int[]> rows)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rows);
        _ids = [.. rows.Where(one => one.Value.Any(model.IsLearned)).Select(one => one.Key).Order(StringComparer.Ordinal)];
        _places = _ids.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        _directions = new FactorMatrix(_ids.Length, model.Tracks.Dimensions);
        for (var at = 0; at < _ids.Length; at++)
        {
            var sum = _directions[at];
            foreach (var row in rows[_ids[at]].Where(model.IsLearned).Take(TracksOfArtist))
            {
                var vector = model.Tracks[row];
                SmallMatrix.MultiplyAdd(sum, 1 / MathF.Sqrt(SmallMatrix.Dot(vector, vector)), vector);
            }

            var length = MathF.Sqrt(SmallMatrix.Dot(sum, sum));
            for (var i = 0; i < sum.Length && length > 0; i++)
                sum[i] /= length;
        }
    }

    /// <summary>Artists whom the listeners of an artist play too, the nearest first, at most <see cref="Most"/>; null where nobody has told anything of him.</summary>
    /// <param name="artist">The artist's id.</param>
    public IReadOnlyList<string>? Near(string artist)
    {
        if (!_places.TryGetValue(artist, out var own))
            return null;
        if (_near.Count >= Kept)
            _near.Clear();
        return _near.GetOrAdd(artist, _ => Find(own));
    }

    /// <summary>How alike two artists' listeners are, -1 to 1; 0 where one is unknown.</summary>
    /// <param name="one">An artist's id.</param>
    /// <param name="other">Another's.</param>
    public double Likeness(string one, string other) =>
        _places.TryGetValue(one, out var a) && _places.TryGetValue(other, out var b) ? SmallMatrix.Dot(_directions[a], _directions[b]) : 0;

    private IReadOnlyList<string> Find(int own)
    {
        var scores = new float[_ids.Length];
        for (var at = 0; at < scores.Length; at++)
            scores[at] = SmallMatrix.Dot(_directions[own], _directions[at]);
        scores[own] = float.NaN;
        return [.. Ranking.Best(scores, Most).Where(at => scores[at] > 0).Select(at => _ids[at])];
    }
}
