using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary><c>GET /v1/admin/search</c>: which index answers, what it holds, and how far the next one is.</summary>
public sealed class GetSearchIndex(SearchGenerations generations, ISearchIndex index)
{
    /// <summary>Answers with how it stands.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetSearchIndex))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Search", "See how the search index stands")]
    [Answers(200, typeof(SearchIndexView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/search")] HttpRequest request, CancellationToken cancellationToken)
    {
        var state = await generations.GetAsync(cancellationToken);
        return ApiResults.Json(new SearchIndexView
        {
            Live = state.Live,
            Items = state.Live is null ? null : await index.CountAsync(state.Live, cancellationToken),
            LiveSince = state.LiveSince,
            LiveSchema = state.LiveSchema,
            Schema = SearchGenerations.Schema,
            Building = state is { Building: { } building, BuildingRun: { } run, BuildingSince: { } since } ? new SearchBuildView(building, run, since, state.Built) : null,
        });
    }
}
