using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Catalog.Artists;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Recommendations.Products;

/// <summary><c>GET /v1/artists/{id}/fans-also-like</c>: artists whom an artist's listeners play too.</summary>
public sealed class GetFansAlsoLike(RelatedArtists related, CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with at most twenty artists, the nearest first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetFansAlsoLike))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Recommendations", "Get artists whom an artist's listeners play too")]
    [Answers(200, typeof(ArtistsView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists/{id}/fans-also-like")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Artist, CatalogAges.Artist, async view =>
            await related.AlikeAsync(id, view.Caller, cancellationToken) is { } ids ? new ArtistsView([.. (await presenter.ArtistsAsync(ids, view, cancellationToken)).OfType<ArtistView>()]) : null);
}
