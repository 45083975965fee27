using Microsoft.AspNetCore.Http;
using Spotify.Core.Catalog;
using Spotify.Functions.Catalog.Browse;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Catalog.Playlists;

/// <summary>What the routes of playlists answer while there are none: empty pages, and that one is not there.</summary>
internal static class NoPlaylists
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 50;
    private const string Message = "There are no playlists yet.";

    /// <summary>An empty page.</summary>
    public static IResult Page(HttpRequest request) =>
        PageRequest.TryRead(request, DefaultLimit, MaxLimit, out var page, out var refusal) ? ApiResults.Json(PageView<PlaylistView>.Of(request, page, [], 0)) : refusal;

    /// <summary>An empty page of featured playlists.</summary>
    public static IResult Featured(HttpRequest request)
    {
        if (!Categories.TryReadLanguage(request, out _, out var refusal) || !PageRequest.TryRead(request, DefaultLimit, MaxLimit, out var page, out refusal))
            return refusal;
        return ApiResults.Json(new FeaturedPlaylistsView(Message, PageView<PlaylistView>.Of(request, page, [], 0)));
    }

    /// <summary>An empty page of a category's playlists.</summary>
    public static IResult OfCategory(HttpRequest request, string id) => BrowseCategory.Find(id) is null ? ApiErrors.NotFound("There is no such category.") : Featured(request);

    /// <summary>That a playlist is not there.</summary>
    public static IResult NotFound(string id) =>
        SpotifyId.IsValid(id) ? ApiErrors.NotFound("There is no such playlist.") : ApiErrors.InvalidRequest("The id of a playlist is 22 characters of base62.");
}

/// <summary>A playlist within a list.</summary>
internal sealed record PlaylistView(string Id, string Name, string Type, string Uri);

/// <summary>Featured playlists.</summary>
internal sealed record FeaturedPlaylistsView(string Message, PageView<PlaylistView> Playlists);
