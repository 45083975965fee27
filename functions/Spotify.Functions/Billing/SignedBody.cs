using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Spotify.Core.Subscriptions;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Billing;

/// <summary>A body whose sender has proved itself, or the refusal.</summary>
/// <param name="Bytes">The body as it came.</param>
/// <param name="Refusal">Why it is not taken; null where it is.</param>
public readonly record struct SignedBody(ReadOnlyMemory<byte> Bytes, IResult? Refusal);

/// <summary>Reads signed bodies: within bounds first, then proved over the raw bytes, before anything looks into them.</summary>
public sealed class SignedBodyReader(IOptions<BillingOptions> options, TimeProvider time)
{
    /// <summary>The most bytes of a body.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>The header that the signature is in.</summary>
    public const string Header = "X-Signature";

    /// <summary>Reads one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    public async ValueTask<SignedBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (options.Value.Secrets.Count == 0)
            return new(default, ApiErrors.DependencyUnavailable("Billing is not set up here yet: send it again later.", TimeSpan.FromMinutes(5)));
        if (request.ContentLength > MaxBytes)
            return new(default, TooLarge());
        var buffer = new byte[MaxBytes + 1];
        var length = 0;
        using var limit = new CancellationTokenSource(RequestBody.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            int read;
            while (length < buffer.Length && (read = await request.Body.ReadAsync(buffer.AsMemory(length), either.Token)) > 0)
                length += read;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new(default, ApiErrors.Problem(StatusCodes.Status408RequestTimeout, ErrorReason.InvalidRequest, "The body did not arrive in time: send it again."));
        }
        catch (BadHttpRequestException exception)
        {
            return new(default, exception.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge()
                : ApiErrors.InvalidRequest("The body broke off or is badly framed: send it again."));
        }

        var body = buffer.AsMemory(0, length);
        return length > MaxBytes ? new(default, TooLarge()) : new(body, RefusalOf(request.Headers[Header].ToString(), body.Span));
    }

    private IResult? RefusalOf(string header, ReadOnlySpan<byte> body) => WebhookSignature.Check(header, body, [.. options.Value.Secrets], time.GetUtcNow()) switch
    {
        SignatureOutcome.Good => null,
        SignatureOutcome.Missing => Unproved(ErrorReason.TokenMissing, $"This route takes signed events: send the header {Header}: t=<unix seconds>,v1=<hex of HMAC-SHA256>."),
        SignatureOutcome.Malformed => Unproved(ErrorReason.TokenInvalid, $"The header {Header} is not of the form t=<unix seconds>,v1=<64 hex digits>."),
        SignatureOutcome.Stale => Unproved(
            ErrorReason.TokenInvalid,
            string.Create(CultureInfo.InvariantCulture, $"The signature's time is more than {WebhookSignature.Tolerance.TotalMinutes} minutes from ours: sign it anew, by a clock that is right.")),
        _ => Unproved(ErrorReason.TokenInvalid, "The signature is not that of this body with a secret that is good here: sign the raw bytes with the current one."),
    };

    private static IResult Unproved(ErrorReason reason, string message) => ApiErrors.Problem(StatusCodes.Status401Unauthorized, reason, message);

    private static IResult TooLarge() => ApiErrors.TooLarge(string.Create(CultureInfo.InvariantCulture, $"The body is over {MaxBytes} bytes: an event is far smaller."));
}
