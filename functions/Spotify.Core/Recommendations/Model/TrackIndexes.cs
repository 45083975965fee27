using Spotify.Core.Recommendations.Neighbours;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.Core.Recommendations.Model;

/// <summary>Indexes of a model's vectors, for catalogues of which not every track can be compared for every listener.</summary>
public sealed class TrackIndexes : IDisposable
{
    private const int Fewest = 8;

    /// <summary>Puts them together.</summary>
    /// <param name="tracks">Of collaborative vectors, by scalar product.</param>
    /// <param name="content">Of descriptions, by cosine; null where there is no such model.</param>
    /// <param name="audio">Of sound, by cosine; null where there is no such model.</param>
    /// <param name="compared">How many vectors are compared for one listener at the most beside centres of lists, 8 or more.</param>
    /// <exception cref="ArgumentException">An index is of another metric.</exception>
    public TrackIndexes(IvfIndex tracks, IvfIndex? content, IvfIndex? audio, int compared)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        ArgumentOutOfRangeException.ThrowIfLessThan(compared, Fewest);
        if (tracks.Metric != VectorMetric.InnerProduct || content is { Metric: not VectorMetric.Cosine } || audio is { Metric: not VectorMetric.Cosine })
            throw new ArgumentException("Collaborative vectors are found by scalar product, others by cosine.", nameof(tracks));
        (Tracks, Content, Audio, Compared) = (tracks, content, audio, compared);
    }

    /// <summary>Of collaborative vectors.</summary>
    public IvfIndex Tracks { get; }

    /// <summary>Of descriptions; null where there is no such model.</summary>
    public IvfIndex? Content { get; }

    /// <summary>Of sound; null where there is no such model.</summary>
    public IvfIndex? Audio { get; }

    /// <summary>How many vectors are compared for one listener at the most beside centres of lists.</summary>
    public int Compared { get; }

    /// <summary>How many that are with the centres.</summary>
    public int ComparedWithCentres => Compared + Tracks.Lists + (2 * ((Content?.Lists ?? 0) + (Audio?.Lists ?? 0)));

    /// <summary>What the search by what listeners alike say may compare: half of all.</summary>
    internal int ForOpinion => Searches == 0 ? Compared : Compared / 2;

    /// <summary>What each search by description or sound may, of tracks that are played and of those that nobody has played yet.</summary>
    internal int ForOther => (Compared - ForOpinion) / Math.Max(1, Searches);

    private int Searches => 2 * ((Content is null ? 0 : 1) + (Audio is null ? 0 : 1));

    /// <inheritdoc/>
    public void Dispose()
    {
        Tracks.Dispose();
        Content?.Dispose();
        Audio?.Dispose();
    }

    /// <summary>The index of one of a model's kinds of vectors; null where there is none.</summary>
    internal IvfIndex? Of(RecommendationModel model, FactorMatrix vectors) =>
        ReferenceEquals(vectors, model.Tracks) ? Tracks : ReferenceEquals(vectors, model.Content) ? Content : ReferenceEquals(vectors, model.Audio) ? Audio : null;
}
