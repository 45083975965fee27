using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Royalties.Splits;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Royalties.Rights;

/// <summary><c>PUT /v1/artists/{id}/splits/{track}/{side}/{party}</c>: an artist confirms its shares of a track, or disputes them.</summary>
public sealed class AnswerSplits(SplitDesk desk)
{
    private const int MaxBytes = 4096;
    private const int MaxNote = 500;

    /// <summary>Takes the artist's word. What is disputed is kept in months that are calculated from now on, until he agrees or an operator decides.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="track">The track.</param>
    /// <param name="side">The side: <c>master</c> or <c>publishing</c>.</param>
    /// <param name="party">The party that stands for the artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function("AnswerSplits")]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.General)]
    [Operation("Royalties", "Confirm or dispute an artist's shares of a track", Description = "For the artist himself, by the claim artist of his token, and for operators.")]
    [Accepts(typeof(AnswerRequest))]
    [Answers(200, typeof(Versioned<SplitAnswer>))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.ScopeMissing)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(409, ErrorReason.Conflict)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/artists/{id}/splits/{track}/{side}/{party}")] HttpRequest request,
        string id, string track, string side, string party, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (RightsAnswers.Stranger(request.HttpContext.GetCaller(), id) is { } stranger)
            return stranger;
        var body = await RequestBody.ReadJsonAsync<AnswerRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (body.Value.Note?.Length > MaxNote)
            return ApiErrors.InvalidRequest("note: at most 500 characters.");
        if (RightsAnswers.SideOf(side) is not { } right || await desk.FindSharesAsync(id, track, right, party, cancellationToken) is null)
            return ApiErrors.NotFound("No split sheet of this track names this party of the artist's.");
        var answer = new SplitAnswer(track, right, party, body.Value.IsDisputed, body.Value.Note);
        return RightsAnswers.Of(await desk.AnswerAsync(answer, request.HttpContext.GetCaller().Subject, cancellationToken));
    }
}
