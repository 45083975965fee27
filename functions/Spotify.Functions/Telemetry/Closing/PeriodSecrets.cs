using System.Security.Cryptography;
using Spotify.Core;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry.Closing;

/// <summary>The secret of each period, made once, from which the salts of its plays derive.</summary>
internal sealed class PeriodSecrets(IDocumentStore documents)
{
    private const int KeyBytes = 32;
    private const int MaxRounds = 10;

    /// <summary>The secret of a period; made at first sight.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<byte[]> EnsureAsync(string period, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            if (await FindAsync(period, cancellationToken) is { } known)
                return known;
            var made = new LedgerSecretDocument { Key = RandomNumberGenerator.GetBytes(KeyBytes) };
            await documents.WriteAsync(DocumentContainer.System, LedgerSecretDocument.Kind, DocumentOperation.Create(period, made), cancellationToken);
        }

        throw new TransientException($"The secret of period {period} can neither be made nor read.");
    }

    /// <summary>The secret of a period, or null where none was made.</summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public async Task<byte[]?> FindAsync(string period, CancellationToken cancellationToken) =>
        (await documents.ReadAsync<LedgerSecretDocument>(DocumentContainer.System, LedgerSecretDocument.Kind, period, cancellationToken))?.Value.Key;
}
