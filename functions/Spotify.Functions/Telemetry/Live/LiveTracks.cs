using System.Text.Json;
using Spotify.Core;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Telemetry.Live;

/// <summary>The artists of tracks, from the catalogue.</summary>
internal sealed class LiveTracks(ICatalog catalog)
{
    private const int Together = 32;

    /// <summary>Looks up tracks, each once.</summary>
    /// <returns>The artists of those that the catalogue knows and can read.</returns>
    /// <exception cref="TransientException">The catalogue is in trouble.</exception>
    public async Task<IReadOnlyDictionary<TrackKey, IReadOnlyList<string>>> FindAsync(IEnumerable<TrackKey> tracks, CancellationToken cancellationToken)
    {
        var found = new Dictionary<TrackKey, IReadOnlyList<string>>();
        foreach (var some in tracks.Distinct().Chunk(Together))
        {
            // What the catalogue keeps in memory is there at once; the rest is asked for side by side.
            var published = some.Select(track => FindAsync(track, cancellationToken)).ToList();
            for (var i = 0; i < some.Length; i++)
            {
                if (await published[i] is { } one)
                    found[some[i]] = [.. one.Track.Artists.Select(artist => artist.Id).Distinct()];
            }
        }

        return found;
    }

    private async ValueTask<PublishedTrack?> FindAsync(TrackKey track, CancellationToken cancellationToken)
    {
        try
        {
            return await catalog.FindTrackAsync(track.ToString(), cancellationToken);
        }
        catch (JsonException)
        {
            // The fault of that track, not of the store: as if it were not there.
            return null;
        }
    }
}
