namespace Spotify.Core.Recommendations.Lists;

/// <summary>Counts artists of a list, each that a track names: no more than so many tracks of any of them.</summary>
/// <param name="most">The most tracks of one artist, 1 or more.</param>
internal sealed class ArtistCap(int most)
{
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Whether a track still fits.</summary>
    public bool Fits(Candidate candidate)
    {
        foreach (var artist in candidate.Artists)
        {
            if (_counts.GetValueOrDefault(artist) >= most)
                return false;
        }

        return true;
    }

    /// <summary>Takes a track where it fits.</summary>
    /// <returns>Whether it did.</returns>
    public bool Take(Candidate candidate)
    {
        if (!Fits(candidate))
            return false;
        foreach (var artist in candidate.Artists.Distinct())
            _counts[artist] = _counts.GetValueOrDefault(artist) + 1;
        return true;
    }
}
