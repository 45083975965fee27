using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>Writes a value as JSON with its length in the header: whole answers are small, and a known length spares the chunked framing.</summary>
internal sealed class JsonAnswer<T>(T value, int status) : IResult, IStatusCodeHttpResult, IValueHttpResult, IValueHttpResult<T>
{
    public int? StatusCode => status;

    public T? Value => value;

    object? IValueHttpResult.Value => value;

    /// <summary>Whole seconds after which the caller may try again; goes out as <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What the caller is to authenticate with; goes out as <c>WWW-Authenticate</c>.</summary>
    public string? Challenge { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var (buffer, writer) = JsonBuffers.Rent();
        try
        {
            JsonSerializer.Serialize(writer, value, ApiJson.Options);
            return WriteAsync(httpContext, buffer.WrittenSpan);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not IOException && !httpContext.Response.HasStarted)
        {
            // The integration writes answers outside all middleware: a value that cannot be written would leave an empty 200.
            AnswerFaults.Log(httpContext, exception);
            return ApiErrors.Internal(Activity.Current?.TraceId.ToHexString() ?? httpContext.TraceIdentifier).ExecuteAsync(httpContext);
        }
        finally
        {
            JsonBuffers.Return(buffer, writer);
        }
    }

    private Task WriteAsync(HttpContext httpContext, ReadOnlySpan<byte> json)
    {
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (Challenge is not null)
            response.Headers.WWWAuthenticate = Challenge;
        response.ContentLength = json.Length;
        response.BodyWriter.Write(json);
        var flushed = response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }
}
