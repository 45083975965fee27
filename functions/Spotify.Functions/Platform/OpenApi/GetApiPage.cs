using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary><c>GET /docs</c>: the API's description for readers.</summary>
public sealed class GetApiPage(ApiDescription description)
{
    /// <summary>Answers with a page of HTML, or with 304 to who has it.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetApiPage))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Description", "Read this description")]
    [Answers(200, MediaType = "text/html")]
    [Answers(304)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request) => description.Page;
}
