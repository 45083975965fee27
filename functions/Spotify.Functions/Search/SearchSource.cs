using Spotify.Core;
using Spotify.Core.Catalog;
using Spotify.Core.Playback;
using Spotify.Core.Search;
using Spotify.Functions.Catalog;

namespace Spotify.Functions.Search;

/// <summary>What the index is to hold of an item, and until when that is true.</summary>
/// <param name="Key">The item.</param>
/// <param name="Document">What to put in; null where it is to be taken out.</param>
/// <param name="ChangesAt">When a licence window begins or ends next: then it is read again; null for never.</param>
internal sealed record SearchItem(SearchKey Key, SearchDocument? Document, DateTimeOffset? ChangesAt);

/// <summary>Reads items of the catalogue as the index takes them in.</summary>
public sealed class SearchSource(ICatalog catalog, IPopularity popularity, TimeProvider time)
{
    private const int ReadsAtOnce = 16;

    /// <summary>What changes of the catalogue concern the index; chapters are not searched for.</summary>
    internal static IReadOnlyList<SearchKey> KeysOf(IEnumerable<CatalogChange> changes) =>
        [.. changes.Select(change => SearchKinds.TryParse(change.Kind, out var kind) ? new SearchKey(kind, change.Id) : default).Where(key => key.Id is not null).Distinct()];

    /// <summary>Reads items.</summary>
    /// <param name="keys">Which.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>One entry a key.</returns>
    /// <exception cref="TransientException">The catalogue is in trouble.</exception>
    internal async Task<IReadOnlyList<SearchItem>> ReadAsync(IReadOnlyList<SearchKey> keys, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var figures = await popularity.GetAsync([.. keys.Where(key => key.Kind <= SearchKind.Artist).Select(key => key.Id)], cancellationToken);
        var items = new SearchItem[keys.Count];
        await Parallel.ForAsync(
            0,
            keys.Count,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
            async (place, stop) => items[place] = await ReadAsync(keys[place], figures.GetValueOrDefault(keys[place].Id), now, stop));
        return items;
    }

    private async ValueTask<SearchItem> ReadAsync(SearchKey key, int popularity, DateTimeOffset now, CancellationToken cancellationToken) => key.Kind switch
    {
        SearchKind.Track => await catalog.FindTrackAsync(key.Id, cancellationToken) is { } track ? Of(key, track, popularity, now) : Gone(key),
        SearchKind.Album => await catalog.FindAlbumAsync(key.Id, cancellationToken) is { } album ? await OfAsync(key, album, popularity, now, cancellationToken) : Gone(key),
        SearchKind.Artist => await catalog.FindArtistAsync(key.Id, cancellationToken) is { } artist ? Of(key, artist, popularity) : Gone(key),
        SearchKind.Show => await catalog.FindShowAsync(key.Id, cancellationToken) is { } show ? Of(key, show) : Gone(key),
        SearchKind.Episode => await catalog.FindEpisodeAsync(key.Id, cancellationToken) is { } episode ? Of(key, episode) : Gone(key),
        SearchKind.Audiobook => await catalog.FindAudiobookAsync(key.Id, cancellationToken) is { } book ? Of(key, book) : Gone(key),
        _ => Gone(key),
    };

    private static SearchItem Gone(SearchKey key) => new(key, null, null);

    private static SearchItem Of(SearchKey key, PublishedTrack published, int popularity, DateTimeOffset now)
    {
        var (track, album) = published;
        return Licensed(key, track.Rights, now, markets => new SearchDocument
        {
            Kind = key.Kind,
            Id = key.Id,
            Name = track.Title,
            Artists = [.. track.Artists.Select(artist => artist.Name)],
            ArtistIds = [.. track.Artists.Select(artist => artist.Id)],
            Album = album.Title,
            Genres = album.Genres,
            Isrc = track.Isrc,
            Markets = markets,
            Popularity = popularity,
            Explicit = track.Explicit,
            Language = track.Language,
            ReleaseDate = album.ReleaseDate,
        });
    }

    private async Task<SearchItem> OfAsync(SearchKey key, Album album, int popularity, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // An album is where any of its tracks is.
        var (rights, languages) = (new List<IReadOnlyList<RightsGrant>>(), new List<string?>());
        foreach (var place in album.Tracks)
        {
            if (await catalog.FindTrackAsync(place.Id, cancellationToken) is not { } found)
                continue;
            rights.Add(found.Track.Rights);
            languages.Add(found.Track.Language);
        }

        return Licensed(key, Availability.Union(rights), now, markets => new SearchDocument
        {
            Kind = key.Kind,
            Id = key.Id,
            Name = album.Title,
            Artists = [.. album.Artists.Select(artist => artist.Name)],
            ArtistIds = [.. album.Artists.Select(artist => artist.Id)],
            Genres = album.Genres,
            Upc = album.Upc,
            Markets = markets,
            Popularity = popularity,
            Language = languages.Distinct().Count() == 1 ? languages[0] : null,
            ReleaseDate = album.ReleaseDate,
        });
    }

    private static SearchItem Of(SearchKey key, Artist artist, int popularity) => new(
        key,
        new SearchDocument { Kind = key.Kind, Id = key.Id, Name = artist.Name, Genres = artist.Genres, Popularity = popularity },
        null);

    private static SearchItem Of(SearchKey key, Show show) => InMarkets(key, show.Markets, markets => new SearchDocument
    {
        Kind = key.Kind,
        Id = key.Id,
        Name = show.Name,
        Artists = [show.Publisher],
        Markets = markets,
        Explicit = show.Explicit,
        Language = LanguageOf(show.Languages),
    });

    private static SearchItem Of(SearchKey key, PublishedEpisode published) => InMarkets(key, published.Show.Markets, markets => new SearchDocument
    {
        Kind = key.Kind,
        Id = key.Id,
        Name = published.Episode.Name,
        Artists = [published.Show.Publisher],
        Album = published.Show.Name,
        Markets = markets,
        Explicit = published.Episode.Explicit,
        Language = LanguageOf(published.Episode.Languages),
        ReleaseDate = published.Episode.ReleaseDate,
    });

    private static SearchItem Of(SearchKey key, Audiobook book) => InMarkets(key, book.Markets, markets => new SearchDocument
    {
        Kind = key.Kind,
        Id = key.Id,
        Name = book.Name,
        Artists = book.Authors,
        Markets = markets,
        Explicit = book.Explicit,
        Language = LanguageOf(book.Languages),
    });

    private static SearchItem Licensed(SearchKey key, IReadOnlyList<RightsGrant> rights, DateTimeOffset now, Func<IReadOnlyList<string>?, SearchDocument> describe)
    {
        var item = InMarkets(key, Availability.Of(rights, now), describe);
        return item with { ChangesAt = Rights.ChangesAt(rights, now) };
    }

    /// <summary>What is available nowhere is in no index.</summary>
    private static SearchItem InMarkets(SearchKey key, IReadOnlyList<string> markets, Func<IReadOnlyList<string>?, SearchDocument> describe)
    {
        var open = Availability.Of(markets);
        return open.Count == 0 ? Gone(key) : new SearchItem(key, describe(open.Count == Markets.All.Count ? null : open), null);
    }

    private static string? LanguageOf(IReadOnlyList<string> languages) => languages.Count == 1 && languages[0].Length >= 2 ? languages[0][..2] : null;
}
