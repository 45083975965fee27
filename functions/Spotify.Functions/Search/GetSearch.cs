using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Search;

/// <summary><c>GET /v1/search</c>: what the catalogue has that answers a query, as the Spotify Web API has it.</summary>
public sealed class GetSearch(SearchService search)
{
    private const string Kinds = "album artist playlist track show episode audiobook";

    /// <summary>Answers with a page of each kind that is asked for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetSearch))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.Search)]
    [Operation("Search", "Search for items", Description = "Field filters: artist: album: track: genre: year: (2001 or 1990-1999) isrc: upc: tag:new tag:hipster. offset and limit together reach 1,000.")]
    [Query("q", "What to search for, up to 200 characters.", IsRequired = true)]
    [Query("type", $"One or more of {Kinds}, with commas between them.", IsRequired = true)]
    [Query("market", "Only what is available there; the listener's own country where it is left out.")]
    [Query("limit", "How many of each kind, 1 to 50.", Type = typeof(int), Default = "20")]
    [Query("offset", "How many of the best are left out.", Type = typeof(int), Default = "0")]
    [Query("include_external", "Taken and not looked at.", Values = "audio")]
    [Answers(200, typeof(SearchView))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(503, ErrorReason.DependencyUnavailable)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/search")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SearchParameters.TryReadSearch(request, out var parameters, out var refusal) || !CatalogView.TryRead(request, out var view, out refusal))
            return refusal;
        return await search.SearchAsync(request, parameters, view, cancellationToken) is { } found ? ApiResults.Json(found) : SearchService.NotYet();
    }
}
