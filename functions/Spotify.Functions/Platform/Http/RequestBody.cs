using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Spotify.Functions.Platform.Http;

/// <summary>Reads request bodies within bounds of size, depth and time, and answers in the error shape where they are not kept.</summary>
public static class RequestBody
{
    /// <summary>How long a body may take to arrive.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(15);

    /// <summary>Reads a JSON body. The content type is not looked at: clients in use send JSON under several.</summary>
    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The most bytes the body may have, 1 to 2 GB.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>The body, or a refusal: <c>INVALID_REQUEST</c> naming the place in the JSON, <c>TOO_LARGE</c>.</returns>
    public static async ValueTask<BodyResult<T>> ReadJsonAsync<T>(HttpRequest request, long maxBytes, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            return new(null, ApiErrors.InvalidRequest("The body is compressed: send it without Content-Encoding."));
        if (request.ContentLength > maxBytes)
            return new(null, TooLarge(maxBytes));

        var time = request.HttpContext.RequestServices?.GetService<TimeProvider>() ?? TimeProvider.System;
        using var limit = new CancellationTokenSource(TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes + 1, request.ContentLength + 1 ?? 4096));
        try
        {
            var length = 0;
            int read;
            while ((read = await request.Body.ReadAsync(buffer.AsMemory(length), either.Token)) > 0)
            {
                length += read;
                if (length > maxBytes)
                    return new(null, TooLarge(maxBytes));
                if (length == buffer.Length)
                    buffer = Grow(buffer, length, maxBytes);
            }

            return Parse<T>(buffer.AsSpan(0, length));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(null, Late());
        }
        catch (BadHttpRequestException exception)
        {
            return new(null, exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge(maxBytes),
                StatusCodes.Status408RequestTimeout => Late(),
                _ => ApiErrors.InvalidRequest("The body broke off or is badly framed: send it again."),
            });
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>
    /// Reads a list of ids in every form that clients send: the query's <c>ids</c>, separated by commas; a bare JSON array; an object with the array <c>ids</c>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="most">The most ids there may be.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>One id or more, as they were sent, or a refusal.</returns>
    public static async ValueTask<BodyResult<IReadOnlyList<string>>> ReadIdsAsync(HttpRequest request, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Query["ids"] is { Count: > 0 } query)
            return Bounded(query.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), most);
        var body = await ReadJsonAsync<JsonDocument>(request, 64 * 1024, cancellationToken);
        if (body.IsRefused)
            return new(null, body.Error);
        using (body.Value)
        {
            var root = body.Value.RootElement;
            var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("ids", out var ids) ? ids : root;
            return list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(id => id.ValueKind == JsonValueKind.String)
                ? Bounded([.. list.EnumerateArray().Select(id => id.GetString()!)], most)
                : new(null, ApiErrors.InvalidRequest("The body must be a list of ids: [\"...\"], or {\"ids\":[\"...\"]}."));
        }
    }

    private static BodyResult<IReadOnlyList<string>> Bounded(string[] ids, int most) =>
        ids.Length == 0 ? new(null, ApiErrors.InvalidRequest("ids: there is none."))
        : ids.Length > most ? new(null, ApiErrors.InvalidRequest(string.Create(CultureInfo.InvariantCulture, $"ids: at most {most} at a time.")))
        : new(ids, null);

    private static byte[] Grow(byte[] buffer, int length, long maxBytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(maxBytes + 1, buffer.Length * 2L));
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static BodyResult<T> Parse<T>(ReadOnlySpan<byte> utf8)
        where T : class
    {
        if (utf8.IsEmpty)
            return new(null, ApiErrors.InvalidRequest("The body is empty: send JSON."));
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, ApiJson.InputOptions) is { } value
                ? new(value, null)
                : new(null, ApiErrors.InvalidRequest("The body is null: send a JSON value."));
        }
        catch (JsonException exception)
        {
            return new(null, ApiErrors.InvalidRequest(JsonFault.Describe(exception)));
        }
    }

    private static IResult TooLarge(long maxBytes) =>
        ApiErrors.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The body is over {maxBytes} bytes: send less at a time."));

    private static IResult Late() => ApiErrors.Problem(
        StatusCodes.Status408RequestTimeout,
        ErrorReason.InvalidRequest,
        string.Create(CultureInfo.InvariantCulture, $"The body did not arrive within {TimeLimit.TotalSeconds} seconds: send it again, or less at a time."));
}
