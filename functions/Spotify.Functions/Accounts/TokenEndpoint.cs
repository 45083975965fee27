using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Auth;

namespace Spotify.Functions.Accounts;

/// <summary>Answers apps that ask for tokens (RFC 6749, 3.2), in that RFC's words.</summary>
public sealed partial class TokenEndpoint(
    Clients clients, AuthorizationCodes codes, Grants grants, TokenSubjects subjects, AccessTokens tokens, ILogger<TokenEndpoint> logger)
{
    private const string NotGood = "The code or refresh token is not good: it has expired, was used or revoked, or is another app's.";

    /// <summary>Answers.</summary>
    internal async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var context = request.HttpContext;
        try
        {
            if (await OAuthForm.ReadAsync(request, cancellationToken) is not { } form)
                return OAuthAnswers.InvalidRequest(context, "The body must be a form: application/x-www-form-urlencoded, at most 64 KB.");
            if (form.TryFindTwice(out var twice))
                return OAuthAnswers.InvalidRequest(context, $"A parameter is there more than once: {Printable(twice)}.");
            var proof = await ClientProof.FindAsync(request, form, clients, cancellationToken);
            if (proof.Client is not { } client)
                return OAuthAnswers.InvalidClient(context, proof.Fault!);
            return form.One("grant_type") switch
            {
                "client_credentials" => await OfAppAsync(context, form, client, cancellationToken),
                "authorization_code" => await OfCodeAsync(context, form, client, cancellationToken),
                "refresh_token" => await OfRefreshAsync(context, form, client, cancellationToken),
                null => OAuthAnswers.InvalidRequest(context, "grant_type is missing."),
                _ => OAuthAnswers.Refuse(context, "unsupported_grant_type", "grant_type must be client_credentials, authorization_code or refresh_token."),
            };
        }
        catch (TransientException exception)
        {
            LogUnavailable(exception);
            return OAuthAnswers.Unavailable(context);
        }
    }

    // No listener, and so nothing of a listener's to permit; the scopes that apps in use send along are none of their business here, but for the operators'.
    private async Task<IResult> OfAppAsync(HttpContext context, IFormCollection form, ClientDocument client, CancellationToken cancellationToken)
    {
        if (!client.IsConfidential)
            return OAuthAnswers.Refuse(context, "unauthorized_client", "An app without a secret gets no token of its own.");
        if (!Scopes.TryParse(form.One("scope"), out var asked, out _))
            return OAuthAnswers.Refuse(context, "invalid_scope", "One of the scopes does not exist.");
        IReadOnlyList<string> scopes = asked.Contains(Scopes.Admin) && client.Scopes.Contains(Scopes.Admin) ? [Scopes.Admin] : [];
        return OAuthAnswers.Token(context, await tokens.IssueAsync(new TokenSubject(client.ClientId, client.ClientId, scopes), cancellationToken), scopes);
    }

    private async Task<IResult> OfCodeAsync(HttpContext context, IFormCollection form, ClientDocument client, CancellationToken cancellationToken)
    {
        var (code, redirectUri) = (form.One("code"), form.One("redirect_uri"));
        if (code is null || redirectUri is null)
            return OAuthAnswers.InvalidRequest(context, "code and redirect_uri are needed.");
        var grant = await codes.RedeemAsync(client.ClientId, code, redirectUri, form.One("code_verifier"), cancellationToken);
        return grant is null ? OAuthAnswers.InvalidGrant(context, NotGood) : await OfGrantAsync(context, client, grant, grant.Scopes, cancellationToken);
    }

    private async Task<IResult> OfRefreshAsync(HttpContext context, IFormCollection form, ClientDocument client, CancellationToken cancellationToken)
    {
        if (form.One("refresh_token") is not { } token)
            return OAuthAnswers.InvalidRequest(context, "refresh_token is needed.");
        if (!Scopes.TryParse(form.One("scope"), out var asked, out _))
            return OAuthAnswers.Refuse(context, "invalid_scope", "One of the scopes does not exist.");
        if (await grants.RefreshAsync(client, token, cancellationToken) is not { } grant)
            return OAuthAnswers.InvalidGrant(context, NotGood);
        // Fewer than were granted may be asked for, never others (RFC 6749, 6). The token is rotated either way: its successor is good for all of them.
        return await OfGrantAsync(context, client, grant, asked.Count == 0 ? grant.Scopes : [.. grant.Scopes.Intersect(asked, StringComparer.Ordinal)], cancellationToken);
    }

    private async Task<IResult> OfGrantAsync(
        HttpContext context, ClientDocument client, LiveGrant grant, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        if (await subjects.FindAsync(grant.UserId, client.ClientId, grant.Id, scopes, cancellationToken) is not { } subject)
        {
            await grants.RevokeAsync(grant.UserId, grant.Id, cancellationToken);
            return OAuthAnswers.InvalidGrant(context, NotGood);
        }

        return OAuthAnswers.Token(context, await tokens.IssueAsync(subject, cancellationToken), subject.Scopes, grant.RefreshToken);
    }

    // What came from outside goes into the description as RFC 6749 allows characters there.
    private static string Printable(string name) => name.Length <= 40 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_') ? name : "one that has no meaning here";

    [LoggerMessage(EventId = 6105, Level = LogLevel.Warning, Message = "A token could not be issued: something that this needs is away")]
    private partial void LogUnavailable(Exception exception);
}
