using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Search;

/// <summary><c>GET /v1/search/suggest</c>: names that go on from what has been typed so far.</summary>
public sealed class GetSuggestions(SearchService search)
{
    /// <summary>Answers with the likeliest names.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetSuggestions))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.General)]
    [Operation("Search", "Suggest names while a query is typed")]
    [Query("q", "What has been typed so far, up to 200 characters.", IsRequired = true)]
    [Query("type", "Kinds as for the search itself; all of them where it is left out.")]
    [Query("market", "Only what is available there; the listener's own country where it is left out.")]
    [Query("limit", "How many, 1 to 20.", Type = typeof(int), Default = "10")]
    [Answers(200, typeof(SuggestionsView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(503, ErrorReason.DependencyUnavailable)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/search/suggest")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SearchParameters.TryReadSuggest(request, out var parameters, out var refusal) || !CatalogView.TryRead(request, out var view, out refusal))
            return refusal;
        return await search.SuggestAsync(request, parameters, view, cancellationToken) is { } found ? ApiResults.Json(found) : SearchService.NotYet();
    }
}
