namespace Spotify.Core.Recommendations.Collaborative;

/// <summary>Scores all tracks for somebody who has some; the highest is best. For one thread at a time.</summary>
/// <param name="tracks">The rows of the tracks that he has, in order.</param>
/// <param name="weights">How surely, as many.</param>
/// <param name="scores">Gets a score for each track.</param>
public delegate void TasteScorer(ReadOnlySpan<int> tracks, ReadOnlySpan<float> weights, Span<float> scores);

/// <summary>One opinion about who likes what, from who listens alike. It needs no row for a listener: what he has is enough, so that new ones and fresh plays count at once.</summary>
public interface ICollaborativeSignal
{
    /// <summary>What the logs call it.</summary>
    string Name { get; }

    /// <summary>How many tracks it scores.</summary>
    int Tracks { get; }

    /// <summary>Opens a scorer for one thread.</summary>
    TasteScorer Open();
}
