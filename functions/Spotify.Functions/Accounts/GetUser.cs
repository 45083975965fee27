using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /v1/users/{user}</c>: a user's public profile.</summary>
public sealed class GetUser(Profiles profiles)
{
    /// <summary>Answers with what everybody sees.</summary>
    /// <param name="request">The request.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetUser))]
    [Access(AccessKind.App)]
    [Operation("Users", "Get a user's public profile")]
    [Answers(StatusCodes.Status200OK, typeof(UserView))]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/users/{user}")] HttpRequest request, string user, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await profiles.OfAsync(request, user, cancellationToken) is { } found ? ApiResults.Json(found) : ApiErrors.NotFound("There is no such user.");
    }
}
