using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Spotify.Functions.Platform.Http;

/// <summary>
/// A JSON answer that its caller may keep, with a strong ETag: a hash of the very bytes, so that whatever the caller sees differently has another one. A request that
/// names it is answered 304 without a body.
/// </summary>
/// <param name="value">What to write with <see cref="ApiJson.Options"/>.</param>
/// <param name="maxAge">How long it may be kept; zero or less: it is asked about each time.</param>
internal sealed class CacheableAnswer<T>(T value, TimeSpan maxAge) : IResult, IStatusCodeHttpResult, IValueHttpResult, IValueHttpResult<T>
{
    public int? StatusCode => StatusCodes.Status200OK;

    public T? Value => value;

    object? IValueHttpResult.Value => value;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var (buffer, writer) = JsonBuffers.Rent();
        try
        {
            JsonSerializer.Serialize(writer, value, ApiJson.Options);
            return WriteAsync(httpContext, buffer.WrittenSpan);
        }
        catch (Exception exception) when (exception is not OperationCanceledException and not IOException && !httpContext.Response.HasStarted)
        {
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
        var (request, response) = (httpContext.Request, httpContext.Response);
        var tag = TagOf(json);
        response.Headers.ETag = tag;
        response.Headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={(long)Math.Max(0, maxAge.TotalSeconds)}");
        response.Headers.Vary = HeaderNames.Authorization;
        if (IsKnown(request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = json.Length;
        response.BodyWriter.Write(json);
        var flushed = response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        return flushed.IsCompletedSuccessfully ? Task.CompletedTask : flushed.AsTask();
    }

    private static string TagOf(ReadOnlySpan<byte> json)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(json, hash);
        return string.Concat("\"", Convert.ToHexStringLower(hash[..16]), "\"");
    }

    // RFC 9110: If-None-Match compares weakly, and * is any version.
    private static bool IsKnown(HttpRequest request, string tag)
    {
        foreach (var header in request.Headers.IfNoneMatch)
        {
            foreach (var part in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (part == "*" || part == tag || (part.StartsWith("W/", StringComparison.Ordinal) && part.AsSpan(2).SequenceEqual(tag)))
                    return true;
            }
        }

        return false;
    }
}
