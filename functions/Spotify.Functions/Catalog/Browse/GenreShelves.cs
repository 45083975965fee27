using Spotify.Core;
using Spotify.Core.Catalog;

namespace Spotify.Functions.Catalog.Browse;

/// <summary>Albums by genre, mood and activity. A mood or an activity is the genres that suit it, and what labels deliver under its own name.</summary>
public sealed class GenreShelves(AlbumLists lists)
{
    /// <summary>A page of a genre's albums; null where nothing of the genre was ever published.</summary>
    /// <param name="name">The genre as <see cref="GenreName.SlugOf"/> writes it, or a category of genres.</param>
    /// <param name="view">For whom.</param>
    /// <param name="query">Which page.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<AlbumsPageView?> GenreAsync(string name, CatalogView view, ListQuery query, CancellationToken cancellationToken)
    {
        if (BrowseCategory.Find(name) is { Kind: CategoryKind.Genre } category)
            return await lists.GenresAsync(category.Genres, view, query, cancellationToken);
        if (!GenreName.IsSlug(name))
            return null;
        var page = await lists.GenresAsync([name], view, query, cancellationToken);
        return page.Albums.Total > 0 || BrowseCategory.AllGenres.Contains(name) ? page : null;
    }

    /// <summary>A page of the albums that suit a mood; null where there is no such mood.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal Task<AlbumsPageView?> MoodAsync(string name, CatalogView view, ListQuery query, CancellationToken cancellationToken) =>
        CategoryAsync(CategoryKind.Mood, name, view, query, cancellationToken);

    /// <summary>A page of the albums that suit an activity; null where there is no such activity.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal Task<AlbumsPageView?> ActivityAsync(string name, CatalogView view, ListQuery query, CancellationToken cancellationToken) =>
        CategoryAsync(CategoryKind.Activity, name, view, query, cancellationToken);

    private async Task<AlbumsPageView?> CategoryAsync(CategoryKind kind, string name, CatalogView view, ListQuery query, CancellationToken cancellationToken) =>
        BrowseCategory.Find(name) is { } category && category.Kind == kind ? await lists.GenresAsync(category.Genres, view, query, cancellationToken) : null;
}
