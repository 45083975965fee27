using System.Buffers;
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
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        if (RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (Challenge is not null)
            response.Headers.WWWAuthenticate = Challenge;
        var (buffer, writer) = JsonBuffers.Rent();
        try
        {
            JsonSerializer.Serialize(writer, value, ApiJson.Options);
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

/// <summary>One buffer and writer for each thread: serialising never awaits, so a thread needs no second pair.</summary>
internal static class JsonBuffers
{
    private const int Kept = 64 * 1024;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _spare;

    public static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Rent()
    {
        if (_spare is not { } pair)
        {
            var buffer = new ArrayBufferWriter<byte>(1024);
            return (buffer, new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = ApiJson.Options.Encoder, SkipValidation = true }));
        }

        _spare = null;
        return pair;
    }

    public static void Return(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        if (buffer.Capacity > Kept)
            return;
        buffer.ResetWrittenCount();
        writer.Reset();
        _spare = (buffer, writer);
    }
}
