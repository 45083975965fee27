using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Core.Catalog;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Accounts;

/// <summary>Authorisation codes: good once, for a minute, for one app, one address and one verifier.</summary>
public sealed partial class AuthorizationCodes(
    IDocumentStore documents, Grants grants, IOptions<AccountsOptions> options, TimeProvider time, ILogger<AuthorizationCodes> logger)
{
    private const int IdBytes = 16;
    private const int MaxRounds = 5;

    /// <summary>Issues a code.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<string> IssueAsync(string userId, AuthorizeRequest request, CancellationToken cancellationToken)
    {
        var credential = new CredentialText(userId, SpotifyId.FromBytes(RandomNumberGenerator.GetBytes(IdBytes)), Secret.Create());
        var code = new CodeDocument
        {
            ClientId = request.Client.ClientId,
            RedirectUri = request.RedirectUri,
            Scopes = request.Scopes,
            Challenge = request.Challenge,
            ExpiresAt = time.GetUtcNow() + options.Value.CodeLifetime,
            Secret = Secret.HashOf(credential.Secret),
        };
        await documents.WriteAsync(
            DocumentContainer.Users, userId, DocumentOperation.Create(CodeDocument.IdOf(credential.Id), code, CodeDocument.RememberedFor), cancellationToken);
        return credential.ToString();
    }

    /// <summary>Changes a code for a grant. One that was changed before ends that grant: somebody else has it too.</summary>
    /// <param name="clientId">The app that asks, which has proved itself.</param>
    /// <param name="code">The code.</param>
    /// <param name="redirectUri">The address that it was sent to.</param>
    /// <param name="verifier">What the challenge was made from; null where the app sends none.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>Null where the code is not good for that.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<LiveGrant?> RedeemAsync(string clientId, string? code, string? redirectUri, string? verifier, CancellationToken cancellationToken)
    {
        if (!CredentialText.TryParse(code, out var credential, Secret.Length))
            return null;
        var id = CodeDocument.IdOf(credential.Id);
        for (var round = 0; round < MaxRounds; round++)
        {
            var stored = await documents.ReadAsync<CodeDocument>(DocumentContainer.Users, credential.UserId, id, cancellationToken);
            if (stored is null || !Secret.Matches(credential.Secret, stored.Value.Secret) || stored.Value.ClientId != clientId)
                return null;
            if (stored.Value.UsedAt is not null)
            {
                LogReplayed(credential.Id, clientId);
                await grants.RevokeAsync(credential.UserId, credential.Id, cancellationToken);
                return null;
            }

            if (!IsFor(stored.Value, redirectUri, verifier))
                return null;
            var used = DocumentOperation.Replace(id, stored.Value with { UsedAt = time.GetUtcNow() }, stored.ETag, CodeDocument.RememberedFor);
            var begun = grants.Begin(credential.Id, clientId, stored.Value.Scopes, out var secret);
            // Both or none, and once: another that has the same code meets it used.
            if ((await documents.WriteBatchAsync(DocumentContainer.Users, credential.UserId, [used, begun], cancellationToken)).IsWritten)
                return new LiveGrant(credential.UserId, credential.Id, stored.Value.Scopes, new CredentialText(credential.UserId, credential.Id, secret).ToString());
        }

        return null;
    }

    // A verifier without a challenge is refused too: somebody took the challenge out of the request on its way (RFC 9700, 4.8.2).
    private bool IsFor(CodeDocument code, string? redirectUri, string? verifier) =>
        time.GetUtcNow() < code.ExpiresAt
        && string.Equals(code.RedirectUri, redirectUri, StringComparison.Ordinal)
        && (code.Challenge is null ? verifier is null : Pkce.Matches(verifier, code.Challenge));

    [LoggerMessage(EventId = 6104, Level = LogLevel.Warning, Message = "The code of grant {Grant} of app {Client} was used a second time: the grant ends")]
    private partial void LogReplayed(string grant, string client);
}
