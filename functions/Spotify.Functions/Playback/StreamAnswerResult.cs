using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Playback;

/// <summary>
/// Writes the answer in one piece. A client may keep it for five minutes, so that a retry within that time plays the same address whatever instance
/// answers, but not for another token: a change of plan must be seen.
/// </summary>
internal sealed class StreamAnswerResult(StreamAnswer answer, TimeSpan lifetime) : IResult, IStatusCodeHttpResult, IValueHttpResult<StreamAnswer>
{
    private const string FiveMinutes = "private, max-age=300";

    public int? StatusCode => StatusCodes.Status200OK;

    public StreamAnswer? Value => answer;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.Headers.CacheControl = lifetime.TotalSeconds >= 300
            ? FiveMinutes
            : string.Create(CultureInfo.InvariantCulture, $"private, max-age={(int)lifetime.TotalSeconds}");
        response.Headers.Vary = "Authorization";
        var (buffer, writer) = JsonBuffers.Rent();
        try
        {
            JsonSerializer.Serialize(writer, answer, StreamAnswerJson.Default.StreamAnswer);
            response.ContentLength = buffer.WrittenCount;
            response.BodyWriter.Write(buffer.WrittenSpan);
        }
        finally
        {
            JsonBuffers.Return(buffer, writer);
        }

        var flushed = response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }
}
