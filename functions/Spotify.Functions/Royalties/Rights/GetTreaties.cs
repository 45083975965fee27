using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>GET /v1/admin/royalties/treaties</c>: the rates of tax with every version that they had.</summary>
public sealed class GetTreaties(TableDesk desk)
{
    /// <summary>Answers with them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("GetTreaties")]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Royalties", "Get the rates of withholding tax")]
    [Answers(200, typeof(WithHistory<TreatyList>))]
    [Refuses(404, ErrorReason.NotFound)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/royalties/treaties")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RightsAnswers.Found(await desk.FindTreatiesAsync(cancellationToken), "No rates of tax are set.");
    }
}
