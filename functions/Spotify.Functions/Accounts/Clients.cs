using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Spotify.Core;
using Spotify.Core.Accounts;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Accounts;

/// <summary>The registry of apps.</summary>
public sealed class Clients(IDocumentStore documents, IOptions<AccountsOptions> options, TimeProvider time)
{
    /// <summary>The built-in client of operators.</summary>
    public const string Operator = "operator";

    private const int MaxRedirects = 20;
    private const int IdBytes = 16;
    private const int SecretIdBytes = 4;
    private const int LiveSecrets = 2;
    private const int MaxRounds = 10;

    /// <summary>What is wrong with a registration, in a sentence; null where nothing is.</summary>
    internal static string? FindFault(ClientBody body)
    {
        if (AccountRules.FindNameFault(body.Name, out _) is { } fault)
            return $"name: {fault}";
        var addresses = body.RedirectUris ?? [];
        if (addresses.Count > MaxRedirects)
            return "redirect_uris: there may be 20 at the most.";
        foreach (var address in addresses)
        {
            if (RedirectAddress.FindFault(address) is { } wrong)
                return $"redirect_uris: {wrong}";
        }

        if (addresses.Count == 0 && body.Confidential == false)
            return "redirect_uris: an app without a secret needs at least one.";
        var scopes = body.Scopes ?? [];
        if (scopes.FirstOrDefault(name => name is null || !Scopes.Exists(name)) is { } unknown)
            return $"scopes: there is no scope '{unknown}'.";
        if (body.Confidential == false && scopes.Contains(Scopes.Admin))
            return "scopes: admin is for apps that keep a secret.";
        return body is { Confidential: false, RotateRefresh: false } ? "rotate_refresh: an app without a secret cannot do without." : null;
    }

    /// <summary>Registers an app.</summary>
    /// <param name="body">Without faults.</param>
    /// <param name="by">The operator.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The app, with its secret where it keeps one.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ClientView> RegisterAsync(ClientBody body, string by, CancellationToken cancellationToken)
    {
        var secret = body.Confidential == false ? null : Secret.Create();
        AccountRules.FindNameFault(body.Name, out var name);
        var client = new ClientDocument
        {
            ClientId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes)),
            Name = name,
            RedirectUris = [.. (body.RedirectUris ?? []).Distinct(StringComparer.Ordinal)],
            IsConfidential = secret is not null,
            Scopes = [.. Scopes.Of(body.Scopes ?? []).Select(scope => scope.Name)],
            RotatesRefresh = body.RotateRefresh != false,
            Secrets = secret is null ? [] : [NewSecret(secret)],
            CreatedAt = time.GetUtcNow(),
            CreatedBy = by,
        };
        await WriteAsync(DocumentOperation.Create(client.ClientId, client), cancellationToken);
        return ClientView.Of(client, secret);
    }

    /// <summary>Keeps a client under an id and a secret that are known already, whatever was there.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal Task KeepAsync(ClientDocument client, CancellationToken cancellationToken) => WriteAsync(DocumentOperation.Upsert(client.ClientId, client), cancellationToken);

    /// <summary>A client; null where there is none.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async ValueTask<ClientDocument?> FindAsync(string? clientId, CancellationToken cancellationToken)
    {
        if (clientId == Operator)
            return BuiltIn();
        return DocumentRules.IsValidId(clientId) ? (await ReadAsync(clientId!, cancellationToken))?.Value : null;
    }

    /// <summary>A page of clients, by id.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ClientPage> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await documents.RangeAsync<ClientDocument>(DocumentContainer.System, ClientDocument.Kind, default, limit, after, cancellationToken);
        return new ClientPage([.. page.Documents.Select(one => ClientView.Of(one.Document.Value))], page.Continuation);
    }

    /// <summary>Removes a client: it gets no more tokens, and those that it has end within the hour.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<bool> RemoveAsync(string clientId, CancellationToken cancellationToken) =>
        DocumentRules.IsValidId(clientId)
        && (await documents.WriteAsync(DocumentContainer.System, ClientDocument.Kind, DocumentOperation.Delete(clientId), cancellationToken)).IsWritten;

    /// <summary>Gives a client another secret. The one before stays good; of two that are there the older one goes.</summary>
    /// <returns>The client with the new secret; null where there is none, or none that keeps a secret.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    internal async Task<ClientView?> AddSecretAsync(string clientId, CancellationToken cancellationToken)
    {
        var secret = Secret.Create();
        var changed = await ChangeAsync(
            clientId,
            client => client.IsConfidential
                ? client with { Secrets = [.. client.Secrets.OrderBy(one => one.CreatedAt).TakeLast(LiveSecrets - 1), NewSecret(secret)] }
                : null,
            cancellationToken);
        return changed is null ? null : ClientView.Of(changed, secret);
    }

    /// <summary>Removes one of a client's secrets.</summary>
    /// <returns>Whether it was there.</returns>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<bool> RemoveSecretAsync(string clientId, string secretId, CancellationToken cancellationToken) =>
        await ChangeAsync(
            clientId,
            client => client.Secrets.Any(one => one.Id == secretId) ? client with { Secrets = [.. client.Secrets.Where(one => one.Id != secretId)] } : null,
            cancellationToken) is not null;

    /// <summary>Whether a secret is one of the client's. As much is hashed whether it is or not.</summary>
    internal static bool Proves(ClientDocument client, string secret)
    {
        var hash = Secret.HashOf(secret);
        var good = false;
        foreach (var one in client.Secrets)
            good |= CryptographicOperations.FixedTimeEquals(hash, one.Hash);
        return good;
    }

    private ClientDocument? BuiltIn() => string.IsNullOrEmpty(options.Value.OperatorSecret) ? null : new ClientDocument
    {
        ClientId = Operator,
        Name = "Operator",
        IsConfidential = true,
        Scopes = [Scopes.Admin],
        Secrets = [new ClientSecret("setting", Secret.HashOf(options.Value.OperatorSecret), default)],
        CreatedAt = default,
        CreatedBy = "settings",
    };

    private ClientSecret NewSecret(string secret) => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretIdBytes)), Secret.HashOf(secret), time.GetUtcNow());

    private async Task<ClientDocument?> ChangeAsync(string clientId, Func<ClientDocument, ClientDocument?> change, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (!DocumentRules.IsValidId(clientId) || await ReadAsync(clientId, cancellationToken) is not { } stored || change(stored.Value) is not { } changed)
                return null;
            var replace = DocumentOperation.Replace(clientId, changed, stored.ETag);
            if ((await documents.WriteAsync(DocumentContainer.System, ClientDocument.Kind, replace, cancellationToken)).IsWritten)
                return changed;
        }

        throw new TransientException("Others keep changing the same client.");
    }

    private ValueTask<StoredDocument<ClientDocument>?> ReadAsync(string clientId, CancellationToken cancellationToken) =>
        documents.ReadAsync<ClientDocument>(DocumentContainer.System, ClientDocument.Kind, clientId, cancellationToken);

    private async Task WriteAsync(DocumentOperation operation, CancellationToken cancellationToken)
    {
        if (!(await documents.WriteAsync(DocumentContainer.System, ClientDocument.Kind, operation, cancellationToken)).IsWritten)
            throw new TransientException("The client could not be written.");
    }
}
