using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Artists;

/// <summary><c>GET /v1/artists/{id}/top-tracks</c>: an artist's most played tracks.</summary>
public sealed class GetArtistTopTracks(ArtistPages pages, CatalogAnswers answers)
{
    /// <summary>Answers with at most ten tracks, the most played of late first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetArtistTopTracks))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an artist's top tracks")]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(TracksView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists/{id}/top-tracks")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Artist, CatalogAges.Artist, view => pages.TopTracksAsync(id, view, cancellationToken));
}
