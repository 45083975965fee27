using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/artists/{id}/splits/{track}/{side}/{party}</c>: what an artist has of a track; what others have is not shown.</summary>
public sealed class GetArtistShares(SplitDesk desk)
{
    /// <summary>Answers with the shares.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="track">The track.</param>
    /// <param name="side">The side: <c>master</c> or <c>publishing</c>.</param>
    /// <param name="party">The party that stands for the artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetArtistShares")]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.General)]
    [Operation("Royalties", "Get an artist's shares of a track", Description = "For the artist himself, by the claim artist of his token, and for operators.")]
    [Answers(200, typeof(PartyShares))]
    [Refuses(403, ErrorReason.ScopeMissing)]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/artists/{id}/splits/{track}/{side}/{party}")] HttpRequest request,
        string id,
        string track,
        string side,
        string party,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (RightsAnswers.Stranger(request.HttpContext.GetCaller(), id) is { } stranger)
            return stranger;
        return RightsAnswers.Found(
            RightsAnswers.SideOf(side) is { } right ? await desk.FindSharesAsync(id, track, right, party, cancellationToken) : null,
            "No split sheet of this track names this party of the artist's.");
    }
}
