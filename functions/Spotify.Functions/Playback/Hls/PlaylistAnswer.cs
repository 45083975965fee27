using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Playback.Hls;

/// <summary>A playlist as it goes over the wire (RFC 8216, section 4). It holds addresses that open something, so only the caller's own player may keep it, and not for longer than said.</summary>
/// <param name="playlist">The playlist.</param>
/// <param name="lifetime">How long it is sure to hold; zero where it is not to be kept at all.</param>
internal sealed class PlaylistAnswer(string playlist, TimeSpan lifetime) : IResult, IStatusCodeHttpResult, IValueHttpResult<string>
{
    /// <summary>What playlists are served as.</summary>
    public const string ContentType = "application/vnd.apple.mpegurl";

    public int? StatusCode => StatusCodes.Status200OK;

    public string? Value => playlist;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        response.Headers.CacheControl = lifetime < TimeSpan.FromSeconds(1)
            ? "private, no-store"
            : string.Create(CultureInfo.InvariantCulture, $"private, max-age={(long)lifetime.TotalSeconds}");
        response.Headers.Vary = "Authorization";
        // Where a token is in the address, nothing that follows from here is to be told of it.
        response.Headers["Referrer-Policy"] = "no-referrer";
        return response.WriteAsync(playlist, httpContext.RequestAborted);
    }
}
