using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Inputs;

/// <summary>The tracks that are functional noise.</summary>
/// <param name="Tracks">Their ids, in order.</param>
public sealed record FunctionalTrackList(IReadOnlyList<string> Tracks);

/// <summary><c>GET /v1/admin/royalties/functional</c>: which tracks are functional noise.</summary>
public sealed class ListFunctionalTracks(IFunctionalTracks tracks)
{
    /// <summary>Answers with the tracks.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("ListFunctionalTracks")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "List tracks that are functional noise")]
    [Answers(200, typeof(FunctionalTrackList))]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/functional")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ApiResults.Json(new FunctionalTrackList([.. await tracks.ListAsync(cancellationToken)]));
    }
}
