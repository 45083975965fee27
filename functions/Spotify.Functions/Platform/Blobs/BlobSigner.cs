using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using Spotify.Core;
using Spotify.Functions.Platform.Resilience;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>
/// Signs addresses that permit one thing on one blob for a while (service SAS, <c>sr=b</c>). Signed with the account key where the account was opened
/// with one, otherwise with a user delegation key, which is fetched once and renewed in good time. The same blob, expiry and key give the same address.
/// Addresses are good for HTTPS only, but on this machine for HTTP too.
/// </summary>
public sealed class BlobSigner : IDisposable
{
    private readonly BlobAccounts _accounts;
    private readonly DelegationKey _uploadsKey;
    private readonly DelegationKey _mediaKey;

    /// <summary>Creates a signer over the accounts.</summary>
    /// <param name="accounts">The accounts whose blobs it signs.</param>
    /// <param name="time">The clock that tells when a delegation key is due.</param>
    public BlobSigner(BlobAccounts accounts, TimeProvider time)
        : this(accounts, time, null, null)
    {
    }

    /// <param name="accounts">The accounts whose blobs it signs.</param>
    /// <param name="time">The clock that tells when a delegation key is due.</param>
    /// <param name="pipelines">What fetching a key goes through; nothing where null.</param>
    /// <param name="keys">Where keys come from; the accounts themselves where null.</param>
    internal BlobSigner(BlobAccounts accounts, TimeProvider time, Pipelines? pipelines, DelegationKeySource? keys)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        _accounts = accounts;
        _uploadsKey = KeyOf(accounts.Uploads);
        _mediaKey = KeyOf(accounts.Media);

        DelegationKey KeyOf(BlobServiceClient account)
        {
            FetchDelegationKey fetch = keys is null ? account.GetUserDelegationKeyAsync : keys(account);
            return new DelegationKey(
                pipelines is null
                    ? fetch
                    : (from, until, cancellationToken) => pipelines.DelegationKey.ExecuteAsync(
                        static async (call, token) => await call.fetch(call.from, call.until, token), (fetch, from, until), cancellationToken).AsTask(),
                time);
        }
    }

    /// <summary>An address that permits reading one blob (<c>sp=r</c>).</summary>
    /// <param name="container">One of <see cref="BlobContainers"/>.</param>
    /// <param name="blob">The blob's name; whether it exists is not asked.</param>
    /// <param name="expiresAt">When the address ends, to the second; callers that want equal addresses for retries give equal times.</param>
    /// <param name="cancellationToken">Stops waiting for a delegation key.</param>
    /// <exception cref="TransientException">No delegation key could be had.</exception>
    public ValueTask<Uri> SignReadAsync(string container, string blob, DateTimeOffset expiresAt, CancellationToken cancellationToken = default) =>
        SignAsync(container, blob, BlobSasPermissions.Read, expiresAt, null, cancellationToken);

    /// <summary>The address that <see cref="SignReadAsync(string, string, DateTimeOffset, CancellationToken)"/> will give at a moment to come: with the key of that day.</summary>
    /// <param name="container">One of <see cref="BlobContainers"/>.</param>
    /// <param name="blob">The blob's name.</param>
    /// <param name="expiresAt">When the address ends, to the second.</param>
    /// <param name="at">The moment, less than an hour away; null for now.</param>
    /// <param name="cancellationToken">Stops waiting for a delegation key.</param>
    /// <exception cref="TransientException">No delegation key could be had.</exception>
    internal ValueTask<Uri> SignReadAsync(string container, string blob, DateTimeOffset expiresAt, DateTimeOffset? at, CancellationToken cancellationToken) =>
        SignAsync(container, blob, BlobSasPermissions.Read, expiresAt, at, cancellationToken);

    /// <summary>An address that permits creating and writing one blob (<c>sp=cw</c>), and neither reading nor deleting it.</summary>
    /// <param name="container">One of <see cref="BlobContainers"/>.</param>
    /// <param name="blob">The blob's name.</param>
    /// <param name="expiresAt">When the address ends, to the second.</param>
    /// <param name="cancellationToken">Stops waiting for a delegation key.</param>
    /// <exception cref="TransientException">No delegation key could be had.</exception>
    public ValueTask<Uri> SignWriteAsync(string container, string blob, DateTimeOffset expiresAt, CancellationToken cancellationToken = default) =>
        SignAsync(container, blob, BlobSasPermissions.Create | BlobSasPermissions.Write, expiresAt, null, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _uploadsKey.Dispose();
        _mediaKey.Dispose();
    }

    private ValueTask<Uri> SignAsync(string container, string blob, BlobSasPermissions permissions, DateTimeOffset expiresAt, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(blob);
        var client = _accounts.Container(container).GetBlobClient(blob);
        var sas = new BlobSasBuilder(permissions, expiresAt)
        {
            BlobContainerName = container,
            BlobName = blob,
            Resource = "b",
            Protocol = client.Uri.IsLoopback ? SasProtocol.HttpsAndHttp : SasProtocol.Https,
        };
        if (client.CanGenerateSasUri)
            return new ValueTask<Uri>(client.GenerateSasUri(sas));
        var key = BlobContainers.InMedia.Contains(container) ? _mediaKey : _uploadsKey;
        var pending = at is { } moment ? key.GetAsync(expiresAt, moment, cancellationToken) : key.GetAsync(expiresAt, cancellationToken);
        return pending.IsCompletedSuccessfully ? new ValueTask<Uri>(Address(client, sas, pending.Result)) : Slow(client, sas, pending);

        static async ValueTask<Uri> Slow(BlobClient client, BlobSasBuilder sas, ValueTask<UserDelegationKey> key) => Address(client, sas, await key);
    }

    private static Uri Address(BlobClient client, BlobSasBuilder sas, UserDelegationKey key) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{client.Uri.AbsoluteUri}?{sas.ToSasQueryParameters(key, client.AccountName)}"));
}
