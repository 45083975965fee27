using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Spoken;

/// <summary><c>GET /v1/shows</c>: several shows by their ids, null in the place of what is not there.</summary>
public sealed class GetShows(CatalogPresenter presenter, CatalogAnswers answers)
{
    /// <summary>Answers with the shows in the order of their ids.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetShows))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Get several shows")]
    [Query("ids", "Ids of the shows, separated by commas, at most 50.", IsRequired = true)]
    [Query("market", CatalogQueries.Market)]
    [Answers(200, typeof(ShowsView))]
    [Answers(304)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/shows")] HttpRequest request, CancellationToken cancellationToken) =>
        answers.SeveralAsync(request, CatalogKinds.Show, 50, CatalogAges.Spoken, async (ids, view) => new ShowsView(await presenter.ShowsAsync(ids, view, cancellationToken)));
}
