using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Identity;

/// <summary><c>GET /v1/labels/{label}/flags?limit=&amp;after=</c>: which of a label's tracks sound like tracks of another ISRC, newest first.</summary>
public sealed class GetLabelFlags(IdentityFlags flags)
{
    /// <summary>Answers with a page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="label">The label.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetLabelFlags))]
    [Access(AccessKind.Label)]
    [Operation("Deliveries", "List a label's flags", Description = "Tracks whose sound is known under another ISRC, the newest first. Of another label nothing but its name is shown.")]
    [Query("limit", "How many, 1 to 100.", Type = typeof(int), Default = "20")]
    [Query("after", "The next of an earlier page.")]
    [Answers(200, typeof(FlagPage))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/labels/{label}/flags")] HttpRequest request, string label, CancellationToken cancellationToken) =>
        RowsRequest.TryRead(request, 20, 100, out var rows, out var refusal) ? ApiResults.Json(await flags.ListAsync(label, rows, cancellationToken)) : refusal;
}
