using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog.Artists;

/// <summary>Knows artists by who listens to them.</summary>
public interface IFanArtists
{
    /// <summary>Ids of artists whom an artist's listeners play too, the nearest first; each has a track that may be heard where the caller is. Never fails and never waits long: none where nothing is known in time.</summary>
    /// <param name="artist">The artist's id.</param>
    /// <param name="count">How many at the most.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    Task<IReadOnlyList<string>> NearAsync(string artist, int count, Caller caller, CancellationToken cancellationToken);
}
