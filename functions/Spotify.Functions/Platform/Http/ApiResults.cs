using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>The answers of the API. Every JSON answer goes through here, so that all are written alike.</summary>
public static class ApiResults
{
    /// <summary>A JSON answer.</summary>
    /// <param name="value">What to write with <see cref="ApiJson.Options"/>.</param>
    /// <param name="status">The HTTP status.</param>
    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) => new JsonAnswer<T>(value, status);

    /// <summary>A text that programs read.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mediaType">Its type.</param>
    public static IResult Text(string text, string mediaType) => Results.Text(text, mediaType);

    /// <summary>An answer without a body.</summary>
    public static IResult NoContent() => Results.NoContent();
}
