namespace Spotify.Core.Recommendations.Lists;

/// <summary>What may go onto a listener's lists.</summary>
/// <param name="Candidates">The tracks, scored, none that he knows or may not hear.</param>
/// <param name="Compared">How many vectors were compared to find them, centres of lists among them; all of the model's where there is no index.</param>
public sealed record FoundCandidates(IReadOnlyList<Candidate> Candidates, int Compared);
