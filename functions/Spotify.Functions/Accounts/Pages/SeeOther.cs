using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Accounts.Pages;

/// <summary>Sends a browser elsewhere, with a GET whatever it came with: a form's password must not be sent on (RFC 9700, 4.12).</summary>
/// <param name="location">Where to: a path of ours, or an address that an app has registered.</param>
internal sealed class SeeOther(string location) : IResult, IStatusCodeHttpResult
{
    /// <inheritdoc/>
    public int? StatusCode => StatusCodes.Status303SeeOther;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = location;
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
