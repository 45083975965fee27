using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Artists;

/// <summary><c>GET /v1/artists/{id}</c>: an artist, in the Spotify Web API's shape.</summary>
public sealed class GetArtist(ICatalog catalog, CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with the artist as the caller may have it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetArtist))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get an artist")]
    [Answers(200, typeof(ArtistView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Artist, CatalogAges.Artist, async view =>
            await catalog.FindArtistAsync(id, cancellationToken) is { } found ? await presenter.ArtistAsync(found, view, cancellationToken) : null);
}
