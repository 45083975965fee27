using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Artists;

/// <summary><c>GET /v1/artists</c>: several artists by their ids, null in the place of what is not there.</summary>
public sealed class GetArtists(CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with the artists in the order of their ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetArtists))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get several artists")]
    [Query("ids", "Ids of the artists, separated by commas, at most 50.", IsRequired = true)]
    [Answers(200, typeof(ArtistsView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.SeveralAsync(request, CatalogKinds.Artist, 50, CatalogAges.Artist, async (ids, view) =>
            new ArtistsView(await presenter.ArtistsAsync(ids, view, cancellationToken)));
}
