#pragma warning disable CA1822 // Instance methods on purpose: the application writes its functions so.
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Tests.Platform.Http;

/// <summary>Functions that behave badly, and one of each kind of access.</summary>
public sealed class MannerFunctions
{
    [Function("Open")]
    [Access(AccessKind.Public)]
    public IResult Open([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "open/{id}")] HttpRequest request) => ApiResults.Json(new { Ok = true });

    [Function("Listener")]
    [Access(AccessKind.Listener)]
    public IResult Listener([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "listener")] HttpRequest request) =>
        ApiResults.Json(new { request.HttpContext.GetCaller().Subject });

    [Function("Label")]
    [Access(AccessKind.Label)]
    public IResult Label([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "labels/{label}")] HttpRequest request) => ApiResults.NoContent();

    [Function("Admin")]
    [Access(AccessKind.Admin)]
    public IResult Admin([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "operators")] HttpRequest request) => ApiResults.NoContent();

    [Function("Forgotten")]
    public IResult Forgotten([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "forgotten")] HttpRequest request) => ApiResults.NoContent();

    [Function("Failing")]
    [Access(AccessKind.Public)]
    public Task<IResult> Failing([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "failing")] HttpRequest request) =>
        throw new InvalidOperationException("password=hunter2");

    [Function("Away")]
    [Access(AccessKind.Public)]
    public Task<IResult> Away([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "away")] HttpRequest request) =>
        throw new TransientException("The store is away.");
}
