using Spotify.Core;

namespace Spotify.Functions.Catalog;

/// <summary>How popular tracks, albums and artists are among listeners of the last weeks, made anew every day.</summary>
public interface IPopularity
{
    /// <summary>The popularity of each id, 0 to 100.</summary>
    /// <param name="ids">Ids of tracks, albums or artists, in any mixture.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <returns>An entry for each id; 0 for what nobody has played of late, or that does not exist.</returns>
    /// <exception cref="TransientException">The store is in trouble and one of them was not read before.</exception>
    ValueTask<IReadOnlyDictionary<string, int>> GetAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken = default);
}
