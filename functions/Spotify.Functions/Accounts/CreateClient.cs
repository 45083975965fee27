using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>POST /v1/admin/clients</c>: an operator registers an app.</summary>
public sealed class CreateClient(Clients clients, OwnAuthority authority)
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Registers it; its secret is in this one answer and nowhere else.</summary>
    /// <param name="request">The request, with a <see cref="ClientBody"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(CreateClient))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Clients", "Register an app")]
    [Accepts(typeof(ClientBody))]
    [Answers(StatusCodes.Status201Created, typeof(ClientView))]
    [Refuses(StatusCodes.Status400BadRequest, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/clients")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        var body = await RequestBody.ReadJsonAsync<ClientBody>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        return Clients.FindFault(body.Value) is { } fault
            ? ApiErrors.InvalidRequest(fault)
            : ApiResults.Json(await clients.RegisterAsync(body.Value, request.HttpContext.GetCaller().Subject, cancellationToken), StatusCodes.Status201Created);
    }
}
