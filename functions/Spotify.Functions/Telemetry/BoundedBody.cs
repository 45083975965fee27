using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Telemetry;

/// <summary>A buffer for the raw bodies of requests, used again and again; grows up to its bound.</summary>
internal sealed class BoundedBody(int maxBytes)
{
    private byte[] _bytes = new byte[Math.Min(maxBytes + 1, 64 * 1024)];

    public byte[] Bytes => _bytes;

    /// <summary>Reads a body into the buffer.</summary>
    /// <returns>Its length, or the refusal: <c>TOO_LARGE</c>, or <c>INVALID_REQUEST</c> for one that is compressed, broken off or slow.</returns>
    public static async ValueTask<(int Length, IResult? Refusal)> ReadAsync(HttpRequest request, BoundedBody body, TimeProvider time, CancellationToken cancellationToken)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
            return (0, ApiErrors.InvalidRequest("The body is compressed: send it without Content-Encoding."));
        if (request.ContentLength > body.MaxBytes)
            return (0, body.TooLarge());
        using var limit = new CancellationTokenSource(RequestBody.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var length = 0;
            int read;
            while ((read = await request.Body.ReadAsync(body._bytes.AsMemory(length), either.Token)) > 0)
            {
                length += read;
                if (length > body.MaxBytes)
                    return (0, body.TooLarge());
                if (length == body._bytes.Length)
                    Array.Resize(ref body._bytes, Math.Min(body.MaxBytes + 1, length * 2));
            }

            return length == 0 ? (0, ApiErrors.InvalidRequest("The body is empty: send JSON.")) : (length, null);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (0, ApiErrors.Problem(StatusCodes.Status408RequestTimeout, ErrorReason.InvalidRequest, "The body did not arrive in time: send it again, or less at a time."));
        }
        catch (BadHttpRequestException exception)
        {
            return (0, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? body.TooLarge()
                : ApiErrors.InvalidRequest("The body broke off or is badly framed: send it again."));
        }
    }

    private int MaxBytes => maxBytes;

    private IResult TooLarge() => ApiErrors.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The body is over {maxBytes} bytes: send less at a time."));
}
