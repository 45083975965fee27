#pragma warning disable CA1822 // Instance methods on purpose: the application writes its functions so.
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Spotify.EmbeddedRuntime.Tests.Http;

/// <summary>Functions that the HTTP tests call.</summary>
public sealed class HttpFunctions
{
    [Function("Hello")]
    public static IResult Hello([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/hello")] HttpRequest request) => Results.Text("hello");

    [Function("Typed")]
    public async Task<IResult> Typed(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/typed/{id:guid}/{number:int}/{flag?}")] HttpRequest request,
        Guid id, int number, bool? flag, FunctionContext context, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Results.Text(string.Create(CultureInfo.InvariantCulture,
            $"{id} {number} {flag?.ToString() ?? "none"} {context.FunctionDefinition.Name} {cancellationToken.CanBeCanceled}"));
    }

    [Function("Track")]
    public IResult Track([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post", Route = "v1/tracks/{id}")] HttpRequest request, string id) =>
        Results.Text($"{request.Method} track {id}");

    [Function("SavedTracks")]
    public IResult SavedTracks([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/tracks/saved")] HttpRequest request) => Results.Text("saved");

    [Function("Rest")]
    public IResult Rest([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "files/{*path}")] HttpRequest request, string? path) =>
        Results.Text($"path {path ?? "none"}");

    [Function("NamedByItself")]
    public IResult NamedByItself([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request) => Results.Text("by name");

    [Function("PlainObject")]
    public object PlainObject([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => new { A = 1 };

    [Function("Nothing")]
    public async Task Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => await request.Body.FlushAsync();

    [Function("Throws")]
    public IResult Throws([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request)
    {
        request.HttpContext.Response.Headers["X-Half-Done"] = "1";
        throw new InvalidDataException("secret detail");
    }

    [Function("Echo")]
    public async Task<IResult> Echo([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(request.Body);
        return Results.Json(new { Body = await reader.ReadToEndAsync(cancellationToken) });
    }

    [Function("Guarded")]
    public IResult Guarded([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Results.Text("opened");

    [Function("Other")]
    public IResult Other([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => Results.Text("opened");

    [Function("Masters")]
    public IResult Masters([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => Results.Text("opened");
}
