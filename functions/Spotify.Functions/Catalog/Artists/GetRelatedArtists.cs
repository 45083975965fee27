using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Artists;

/// <summary><c>GET /v1/artists/{id}/related-artists</c>: artists whom an artist's listeners play too, and artists like him.</summary>
public sealed class GetRelatedArtists(RelatedArtists related, CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with at most twenty artists, the nearest first.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetRelatedArtists))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get related artists")]
    [Answers(200, typeof(ArtistsView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(404, ErrorReason.NotFound)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists/{id}/related-artists")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        answers.OneAsync(request, id, CatalogKinds.Artist, CatalogAges.Artist, async view =>
            await related.AlikeAsync(id, view.Caller, cancellationToken) is { } ids ? new ArtistsView([.. (await presenter.ArtistsAsync(ids, view, cancellationToken)).OfType<ArtistView>()]) : null);
}
