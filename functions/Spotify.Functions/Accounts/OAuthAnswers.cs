using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Spotify.Functions.Platform.Auth;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Accounts;

/// <summary>A token as RFC 6749 hands it out.</summary>
internal sealed record TokenAnswer(string AccessToken, string TokenType, int ExpiresIn, string Scope)
{
    /// <summary>The next refresh token; left out where there is no listener.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RefreshToken { get; init; }
}

/// <summary>A refusal in RFC 6749's shape.</summary>
internal sealed record OAuthError(string Error, string ErrorDescription);

/// <summary>What <c>/api/token</c> and <c>/api/revoke</c> answer. None of it may be kept by a cache.</summary>
internal static class OAuthAnswers
{
    public static IResult Token(HttpContext context, string token, IReadOnlyList<string> scopes, string? refreshToken = null)
    {
        NoStore(context);
        return ApiResults.Json(new TokenAnswer(token, "Bearer", (int)AccessTokens.Lifetime.TotalSeconds, string.Join(' ', scopes)) { RefreshToken = refreshToken });
    }

    public static IResult Done(HttpContext context)
    {
        NoStore(context);
        return Results.StatusCode(StatusCodes.Status200OK);
    }

    public static IResult InvalidRequest(HttpContext context, string description) => Refuse(context, "invalid_request", description);

    public static IResult InvalidGrant(HttpContext context, string description) => Refuse(context, "invalid_grant", description);

    public static IResult Refuse(HttpContext context, string error, string description, int status = StatusCodes.Status400BadRequest)
    {
        NoStore(context);
        return ApiResults.Json(new OAuthError(error, description), status);
    }

    /// <summary>401: who asks has not proved which app it is. The challenge is for those who tried the header (RFC 6749, 5.2).</summary>
    public static IResult InvalidClient(HttpContext context, string description)
    {
        if (context.Request.Headers.Authorization.Count > 0)
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"spotify\", charset=\"UTF-8\"";
        return Refuse(context, "invalid_client", description, StatusCodes.Status401Unauthorized);
    }

    /// <summary>503: the store is away.</summary>
    public static IResult Unavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return Refuse(context, "temporarily_unavailable", "Something that this needs is away for now. Try again.", StatusCodes.Status503ServiceUnavailable);
    }

    private static void NoStore(HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Pragma = "no-cache";
    }
}
