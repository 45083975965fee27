using System.Text.Json;
using Spotify.Core.Playback;
using Spotify.Core.Recommendations.Snapshot;
using Spotify.Core.Telemetry;
using Spotify.Functions.Catalog;
using Spotify.Functions.Recommendations.Weekly;

namespace Spotify.Functions.Recommendations.Snapshot;

/// <summary>Reads the published tracks into a file of the run's own.</summary>
internal sealed class TrackReading(ICatalog catalog, IPopularity popularity, RunFiles files)
{
    private const int LookUpsAtOnce = 32;

    /// <summary>Reads. Every attempt has a file of its own; the one that is told of counts.</summary>
    /// <exception cref="Core.TransientException">The store or the storage is in trouble.</exception>
    public async Task<ReadTracks> ReadAsync(WeeklyRun run, CancellationToken cancellationToken)
    {
        var (found, grants) = (new Dictionary<TrackKey, PublishedTrack>(), new SortedDictionary<string, IReadOnlyList<RightsGrant>>(StringComparer.Ordinal));
        var tracks = catalog.ScanAsync(cancellationToken).Where(change => change.Kind == CatalogKinds.Track);
        await foreach (var some in tracks.Chunk(LookUpsAtOnce).WithCancellation(cancellationToken))
        {
            foreach (var one in await Task.WhenAll(some.Select(change => catalog.FindTrackAsync(change.Id, cancellationToken).AsTask())))
            {
                if (one is null || one.Track.Artists.Count == 0 || !TrackKey.TryParse(one.Track.Id, out var key))
                    continue;
                found[key] = one;
                grants[JsonSerializer.Serialize(one.Track.Rights)] = one.Track.Rights;
            }
        }

        var (places, counts) = (grants.Keys.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal), new Dictionary<TrackKey, int>());
        foreach (var some in found.Chunk(LookUpsAtOnce * LookUpsAtOnce))
        {
            var popular = await popularity.GetAsync([.. some.Select(one => one.Value.Track.Id)], cancellationToken);
            foreach (var (key, one) in some)
                counts[key] = popular.GetValueOrDefault(one.Track.Id);
        }

        var facts = found.Select(one => FactsOf(one.Key, one.Value, places[JsonSerializer.Serialize(one.Value.Track.Rights)], counts[one.Key]));
        using var bytes = new MemoryStream();
        await new TrackCatalogue(facts, [.. grants.Values]).WriteAsync(bytes, cancellationToken);
        return new ReadTracks(await files.WriteAsync($"{run.Folder}tracks-{RunFiles.NewAttempt()}", bytes.ToArray(), cancellationToken), found.Count);
    }

    private static TrackFacts FactsOf(TrackKey key, PublishedTrack found, int rights, int popularity)
    {
        var (track, album, sound) = (found.Track, found.Album, found.Track.Audio.Features);
        return new TrackFacts
        {
            Track = key,
            Title = track.Title,
            Artists = [.. track.Artists.Select(artist => artist.Id)],
            ArtistNames = [.. track.Artists.Select(artist => artist.Name)],
            Album = album.Id,
            Genres = album.Genres,
            Released = album.ReleaseDate,
            Explicit = track.Explicit,
            Rights = rights,
            Popularity = popularity,
            Tempo = sound?.Tempo ?? 0,
            Key = sound?.Key ?? -1,
            Mode = sound?.Mode ?? 0,
            Energy = sound?.Energy,
            // A track that shares its audio with another has its files where that one's are.
            Sound = track.Audio is { Features: not null, Renditions: [var rendition, ..] } ? rendition.Blob[..(rendition.Blob.LastIndexOf('/') + 1)] : "",
            Features = sound,
        };
    }
}
