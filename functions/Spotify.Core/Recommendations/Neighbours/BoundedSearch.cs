namespace Spotify.Core.Recommendations.Neighbours;

/// <summary>What was found by comparing no more than so many vectors.</summary>
/// <param name="Found">The vectors most like the query, the best first.</param>
/// <param name="Compared">How many vectors were compared, centres of lists among them.</param>
public readonly record struct BoundedSearch(IReadOnlyList<Neighbour> Found, int Compared);
