using Spotify.Core.Recommendations.Lists;

namespace Spotify.Core.Recommendations.Model;

/// <summary>For whom candidates are wanted.</summary>
/// <param name="Taste">The listener.</param>
/// <param name="Liked">What he likes, with weights.</param>
public sealed record CandidateQuery(ListenerTaste Taste, IReadOnlyList<WeightedTrack> Liked)
{
    /// <summary>Rows of tracks that come in for him whatever is said of them, where he may hear them and has not.</summary>
    public IReadOnlyCollection<int> Also { get; init; } = [];
}
