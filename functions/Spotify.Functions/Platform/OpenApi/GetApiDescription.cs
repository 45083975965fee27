using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;

namespace Spotify.Functions.Platform.OpenApi;

/// <summary><c>GET /openapi.json</c>: the API's description for machines.</summary>
public sealed class GetApiDescription(ApiDescription description)
{
    /// <summary>Answers with the document, or with 304 to who has it.</summary>
    /// <param name="request">The request.</param>
    [Function(nameof(GetApiDescription))]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    [Operation("Description", "Get this description")]
    [Answers(200, typeof(System.Text.Json.Nodes.JsonObject))]
    [Answers(304)]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) => description.Json;
}
