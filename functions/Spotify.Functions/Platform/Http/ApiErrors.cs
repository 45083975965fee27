using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>Refusals, all in the one error shape of CONTRACTS. A message says what is wrong and what to do; it never repeats a token or a secret.</summary>
public static class ApiErrors
{
    /// <summary>A refusal of any kind.</summary>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    /// <param name="reason">Why, from the closed list.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="retryAfter">When to come back, rounded up to whole seconds; null leaves the header out.</param>
    public static IResult Problem(int status, ErrorReason reason, string message, TimeSpan? retryAfter = null) => Create(status, reason, message, retryAfter);

    /// <summary>404: there is nothing under this address.</summary>
    public static IResult NotFound(string message) => Create(StatusCodes.Status404NotFound, ErrorReason.NotFound, message);

    /// <summary>400: the request is not of the form that this route takes.</summary>
    public static IResult InvalidRequest(string message) => Create(StatusCodes.Status400BadRequest, ErrorReason.InvalidRequest, message);

    /// <summary>400: an accounting period that is none.</summary>
    public static IResult InvalidPeriod() => InvalidRequest("A period is a month: yyyy-MM.");

    /// <summary>413: the body, or a list in it, is over its limit.</summary>
    public static IResult TooLarge(string message) => Create(StatusCodes.Status413PayloadTooLarge, ErrorReason.TooLarge, message);

    /// <summary>409: it contradicts what is there.</summary>
    public static IResult Conflict(string message) => Create(StatusCodes.Status409Conflict, ErrorReason.Conflict, message);

    /// <summary>412: it was changed since the version that the request names.</summary>
    public static IResult PreconditionFailed(string message) => Create(StatusCodes.Status412PreconditionFailed, ErrorReason.PreconditionFailed, message);

    /// <summary>403: known, and not permitted.</summary>
    /// <param name="reason">Why, from the closed list.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public static IResult Forbidden(ErrorReason reason, string message) => Create(StatusCodes.Status403Forbidden, reason, message);

    /// <summary>401: no token, or one that is not good.</summary>
    /// <param name="reason"><see cref="ErrorReason.TokenMissing"/> or <see cref="ErrorReason.TokenInvalid"/>.</param>
    /// <param name="message">What is wrong and what to do.</param>
    public static IResult Unauthorized(ErrorReason reason, string message) => Create(
        StatusCodes.Status401Unauthorized, reason, message, challenge: reason == ErrorReason.TokenMissing ? "Bearer" : "Bearer error=\"invalid_token\"");

    /// <summary>503: something that this route needs is away for now.</summary>
    /// <param name="message">What is away.</param>
    /// <param name="retryAfter">When to come back; a second by default.</param>
    public static IResult DependencyUnavailable(string message, TimeSpan? retryAfter = null) =>
        Create(StatusCodes.Status503ServiceUnavailable, ErrorReason.DependencyUnavailable, message, retryAfter ?? TimeSpan.FromSeconds(1));

    /// <summary>500: a fault of ours.</summary>
    /// <param name="traceId">The trace to report; empty where there is none.</param>
    public static IResult Internal(string traceId) => Create(
        StatusCodes.Status500InternalServerError,
        ErrorReason.Internal,
        traceId.Length == 0 ? "Something went wrong on our side. Try again later." : $"Something went wrong on our side. Try again later, or report trace {traceId}.");

    /// <summary>A refusal of the steps around a function in the words of its route: those that hand out tokens speak RFC 6749 (5.2) alone.</summary>
    internal static IResult For(FunctionRoute route, IResult refusal)
    {
        if (!route.SpeaksOAuth || refusal is not JsonAnswer<ErrorBody> { Value.Error: { } error } answer)
            return refusal;
        var code = error.Status switch
        {
            StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable => "temporarily_unavailable",
            >= 500 => "server_error",
            _ => "invalid_request",
        };
        return new JsonAnswer<OAuthErrorBody>(new OAuthErrorBody(code, error.Message), error.Status) { RetryAfter = answer.RetryAfter };
    }

    private static JsonAnswer<ErrorBody> Create(int status, ErrorReason reason, string message, TimeSpan? retryAfter = null, string? challenge = null) =>
        new(new ErrorBody(new ErrorDetail(status, message, NameOf(reason))), status)
        {
            RetryAfter = retryAfter is { } wait ? (int)Math.Ceiling(Math.Max(1, wait.TotalSeconds)) : null,
            Challenge = challenge,
        };

    /// <summary>A reason as it goes over the wire, such as <c>TOKEN_MISSING</c>.</summary>
    internal static string NameOf(ErrorReason reason) => Names[(int)reason];

    private static readonly string[] Names = [.. Enum.GetValues<ErrorReason>().Select(reason => JsonNamingPolicy.SnakeCaseUpper.ConvertName(reason.ToString()))];
}

/// <summary>The one error shape.</summary>
internal sealed record ErrorBody(ErrorDetail Error);

/// <summary>What the error shape holds.</summary>
internal sealed record ErrorDetail(int Status, string Message, string Reason);

/// <summary>The shape of RFC 6749.</summary>
internal sealed record OAuthErrorBody(string Error, string ErrorDescription);
