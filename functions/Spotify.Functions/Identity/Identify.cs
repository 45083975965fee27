using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Identity;

/// <summary><c>POST /v1/identify</c>: which track is this?</summary>
public sealed class Identify(Identification identification)
{
    /// <summary>Answers with the track, or with nulls where none was found.</summary>
    /// <param name="request">The request: a recording as <c>audio/*</c>, or JSON with its fingerprint.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(Identify))]
    [Access(AccessKind.App)]
    [Limit(LimitKind.Search)]
    [TimeLimit(75)]
    [Operation("Catalogue", "Identify a recording",
        Description = "Of up to 30 seconds and 10 MB of sound, sent as audio/*, or of a Chromaprint fingerprint: the track that it is a part of, and where. At least 13 seconds are needed.")]
    [Query("market", CatalogQueries.Market)]
    [Accepts(typeof(IdentifyBody))]
    [Answers(200, typeof(IdentifyAnswer))]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(413, ErrorReason.TooLarge)]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/identify")] HttpRequest request, CancellationToken cancellationToken) =>
        identification.AnswerAsync(request, cancellationToken);
}
