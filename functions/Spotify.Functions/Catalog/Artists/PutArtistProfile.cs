using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Limits;
using Spotify.Functions.Platform.OpenApi;

namespace Spotify.Functions.Catalog.Artists;

/// <summary><c>PUT /v1/artists/{id}/profile</c>: an artist says who he is.</summary>
public sealed class PutArtistProfile(ArtistProfiles profiles)
{
    private const long MaxBytes = 64 * 1024;

    /// <summary>Takes biography and links in the place of those that were there.</summary>
    /// <param name="request">The request.</param>
    /// <param name="id">The artist.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    [Function(nameof(PutArtistProfile))]
    [Access(AccessKind.Listener)]
    [Limit(LimitKind.General)]
    [Operation("Catalogue", "Change an artist's profile", Description = "For the artist himself, by the claim artist of his token, and for operators.")]
    [Accepts(typeof(ProfileRequest))]
    [Answers(204)]
    [Refuses(400, ErrorReason.InvalidRequest)]
    [Refuses(403, ErrorReason.ScopeMissing)]
    [Refuses(404, ErrorReason.NotFound)]
    [Refuses(413, ErrorReason.TooLarge)]
    public async Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/artists/{id}/profile")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!SpotifyId.IsValid(id))
            return ApiErrors.InvalidRequest("The id of an artist is 22 characters of base62.");
        var caller = request.HttpContext.GetCaller();
        if (caller.Artist != id && !caller.IsAdmin)
            return ApiErrors.Forbidden(ErrorReason.ScopeMissing, "This route is for the artist himself: use a token whose claim artist names him.");
        var body = await RequestBody.ReadJsonAsync<ProfileRequest>(request, MaxBytes, cancellationToken);
        if (body.IsRefused)
            return body.Error;
        if (ArtistProfiles.FindFault(body.Value) is { } fault)
            return ApiErrors.InvalidRequest(fault);
        return await profiles.ChangeAsync(id, body.Value, caller.Artist == id, cancellationToken) ? ApiResults.NoContent() : ApiErrors.NotFound("There is no such artist.");
    }
}
