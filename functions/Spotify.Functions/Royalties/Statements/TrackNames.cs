using Spotify.Core;
using Spotify.Core.Royalties.Statements;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Royalties.Statements;

/// <summary>How tracks are called, as the catalogue has them now. A track that was taken down has no name, and its money is stated all the same.</summary>
public sealed class TrackNames(ICatalog catalog)
{
    /// <summary>The names of some tracks, looked up beside each other.</summary>
    /// <param name="tracks">Tracks, each any number of times.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<IReadOnlyDictionary<string, TrackName>> FindAsync(IEnumerable<string> tracks, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(tracks.Distinct(StringComparer.Ordinal).Select(track => FindAsync(track, cancellationToken)));
        return found.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
    }

    private async Task<KeyValuePair<string, TrackName>> FindAsync(string track, CancellationToken cancellationToken) => KeyValuePair.Create(
        track,
        await catalog.FindTrackAsync(track, cancellationToken) is { Track: var one }
            ? new TrackName(one.Version is null ? one.Title : $"{one.Title} ({one.Version})", string.Join(", ", one.Artists.Select(artist => artist.Name)))
            : TrackName.None);
}
