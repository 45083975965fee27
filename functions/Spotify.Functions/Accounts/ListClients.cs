using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Documents;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /v1/admin/clients</c>: the apps that are registered.</summary>
public sealed class ListClients(Clients clients, OwnAuthority authority)
{
    private const int MaxLimit = 100;

    /// <summary>Answers with a page of them, by id.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(ListClients))]
    [Access(AccessKind.Admin)]
    [Limit(LimitKind.Admin)]
    [Operation("Clients", "List apps")]
    [Query("limit", "How many at most, 1 to 100.", Type = typeof(int), Default = "100")]
    [Query("after", "What the page before gave as next.")]
    [Answers(StatusCodes.Status200OK, typeof(ClientPage))]
    [Refuses(StatusCodes.Status400BadRequest, ErrorReason.InvalidRequest)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/clients")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!authority.IsHere)
            return OwnAuthority.Elsewhere();
        var (limit, after) = (request.Query["limit"].ToString(), request.Query["after"].ToString());
        var most = MaxLimit;
        if ((limit.Length > 0 && !int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most)) || most is < 1 or > MaxLimit)
            return ApiErrors.InvalidRequest("limit must be 1 to 100.");
        return after.Length > 0 && !Continuation.IsValid(after)
            ? ApiErrors.InvalidRequest("after must be what the page before gave as next.")
            : ApiResults.Json(await clients.ListAsync(after.Length > 0 ? after : null, most, cancellationToken));
    }
}
