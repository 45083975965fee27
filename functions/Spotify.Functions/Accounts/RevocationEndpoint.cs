using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Spotify.Core;
using Spotify.Functions.Platform.Auth;

namespace Spotify.Functions.Accounts;

/// <summary>Answers apps that give tokens back (RFC 7009). Either kind of token ends the whole grant.</summary>
public sealed partial class RevocationEndpoint(Clients clients, Grants grants, ITokenValidator validator, ILogger<RevocationEndpoint> logger)
{
    /// <summary>Answers: 200 whether the token was good or not, since it is not any more.</summary>
    internal async Task<IResult> AnswerAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var context = request.HttpContext;
        try
        {
            if (await OAuthForm.ReadAsync(request, cancellationToken) is not { } form || form.TryFindTwice(out _))
                return OAuthAnswers.InvalidRequest(context, "The body must be a form, each parameter once: application/x-www-form-urlencoded, at most 64 KB.");
            var proof = await ClientProof.FindAsync(request, form, clients, cancellationToken);
            if (proof.Client is not { } client)
                return OAuthAnswers.InvalidClient(context, proof.Fault!);
            if (form.One("token") is not { } token)
                return OAuthAnswers.InvalidRequest(context, "token is needed.");
            // A token says itself which kind it is; the hint is not needed.
            if (token.Contains('.', StringComparison.Ordinal))
                await RevokeAccessAsync(client.ClientId, token, cancellationToken);
            else
                await grants.RevokeByTokenAsync(client.ClientId, token, cancellationToken);
            return OAuthAnswers.Done(context);
        }
        catch (TransientException exception)
        {
            LogUnavailable(exception);
            return OAuthAnswers.Unavailable(context);
        }
    }

    private async Task RevokeAccessAsync(string clientId, string token, CancellationToken cancellationToken)
    {
        var result = await validator.ValidateAsync(token, cancellationToken);
        if (result is { Caller: { Session: { } grant } caller } && caller.ClientId == clientId)
            await grants.RevokeAsync(caller.Subject, grant, cancellationToken);
    }

    [LoggerMessage(EventId = 6106, Level = LogLevel.Warning, Message = "A token could not be revoked: something that this needs is away")]
    private partial void LogUnavailable(Exception exception);
}
