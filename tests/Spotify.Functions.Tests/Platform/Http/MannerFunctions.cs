#pragma warning disable CA1822 // Instance methods on purpose: the application writes its functions so.
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;

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

    [Function("Searching")]
    [Access(AccessKind.App)]
    [Limit(LimitKind.Search)]
    public IResult Searching([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "searching")] HttpRequest request) => ApiResults.Json(new { Ok = true });

    [Function("SigningIn")]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.Auth)]
    public IResult SigningIn([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "signing-in")] HttpRequest request) => ApiResults.NoContent();

    [Function("Token")]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.Auth)]
    public IResult Token([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/token")] HttpRequest request) => ApiResults.NoContent();

    [Function("Unlimited")]
    [Access(AccessKind.Public)]
    [Limit(LimitKind.None)]
    public IResult Unlimited([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "unlimited")] HttpRequest request) => ApiResults.NoContent();

    [Function("Slow")]
    [Access(AccessKind.Public)]
    [TimeLimit(1)]
    public async Task<IResult> Slow([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "slow")] HttpRequest request)
    {
        await Held.Task;
        request.HttpContext.Response.Headers["Too-Late"] = "1";
        return ApiResults.NoContent();
    }

    /// <summary>What the slow function waits for.</summary>
    public static TaskCompletionSource Held { get; } = new();
}
