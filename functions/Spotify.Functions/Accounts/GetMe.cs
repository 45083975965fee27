using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>GET /v1/me</c>: the listener's own profile.</summary>
public sealed class GetMe(Profiles profiles)
{
    /// <summary>Answers with what the listener has allowed the app to see of it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(GetMe))]
    [Access(AccessKind.Listener)]
    [Operation("Users", "Get the current user's profile", Description = "country, product and explicit_content need scope user-read-private, email needs user-read-email.")]
    [Answers(StatusCodes.Status200OK, typeof(ProfileView))]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/me")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ApiResults.Json(await profiles.OwnAsync(request, cancellationToken));
    }
}
