using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Accounts;

/// <summary><c>PUT /v1/me</c>: the listener changes his profile.</summary>
public sealed class UpdateMe(Profiles profiles)
{
    private const int MaxBytes = 4096;

    /// <summary>Changes the name that others see, and whether explicit content is filtered.</summary>
    /// <param name="request">The request, with a <see cref="ProfileBody"/>.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(UpdateMe))]
    [Access(AccessKind.Listener, Scopes.ManageAccount)]
    [Operation("Users", "Change the current user's profile")]
    [Accepts(typeof(ProfileBody))]
    [Answers(StatusCodes.Status200OK, typeof(ProfileView))]
    [Refuses(StatusCodes.Status400BadRequest, ErrorReason.InvalidRequest)]
    [Refuses(StatusCodes.Status404NotFound, ErrorReason.NotFound)]
    public async Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/me")] HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var body = await RequestBody.ReadJsonAsync<ProfileBody>(request, MaxBytes, cancellationToken);
        return body.IsRefused ? body.Error : await profiles.ChangeAsync(request, body.Value, cancellationToken);
    }
}
