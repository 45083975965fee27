using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;
using Spotify.Core;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Fetches one account's user delegation key.</summary>
/// <param name="startsOn">First moment; null for now.</param>
/// <param name="expiresOn">Last moment, at most seven days off.</param>
/// <param name="cancellationToken">Stops the call.</param>
internal delegate Task<Response<UserDelegationKey>> FetchDelegationKey(DateTimeOffset? startsOn, DateTimeOffset expiresOn, CancellationToken cancellationToken);

/// <summary>
/// One account's user delegation key, kept: one key signs any number of addresses. It is asked for two days (the service gives at most seven), renewed
/// when less than one is left, by one caller while the others go on with the old one; a renewal that fails is tried again and hurts only when the old key has run out.
/// </summary>
internal sealed class DelegationKey(FetchDelegationKey fetch, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Validity = TimeSpan.FromDays(2);
    private static readonly TimeSpan RenewBelow = TimeSpan.FromDays(1);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan RetryRenewalAfter = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile UserDelegationKey? _key;
    private long _nextRenewal;

    /// <summary>A key that is good beyond a moment.</summary>
    /// <param name="until">When the last address signed with it ends.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TransientException">There is no such key and none could be fetched.</exception>
    public ValueTask<UserDelegationKey> GetAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var key = _key;
        if (key is not null && key.SignedExpiresOn >= until && time.GetUtcNow().UtcTicks < Volatile.Read(ref _nextRenewal))
            return new ValueTask<UserDelegationKey>(key);
        return key is not null && key.SignedExpiresOn >= until && !_gate.Wait(0, cancellationToken)
            ? new ValueTask<UserDelegationKey>(key)
            : RenewAsync(key is null || key.SignedExpiresOn < until, until, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private async ValueTask<UserDelegationKey> RenewAsync(bool mustWait, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (mustWait)
            await _gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_key is { } current && current.SignedExpiresOn >= until && now.UtcTicks < Volatile.Read(ref _nextRenewal))
                return current;
            try
            {
                _key = (await fetch(now - ClockSkew, now + Validity, cancellationToken)).Value;
                Volatile.Write(ref _nextRenewal, (_key.SignedExpiresOn - RenewBelow).UtcTicks);
            }
            catch (Exception problem) when (problem is RequestFailedException or AggregateException or AuthenticationFailedException)
            {
                if (_key is null || _key.SignedExpiresOn < until)
                    throw new TransientException("The storage account gave no user delegation key to sign addresses with", problem);
                Volatile.Write(ref _nextRenewal, (now + RetryRenewalAfter).UtcTicks);
            }

            return _key;
        }
        finally
        {
            _gate.Release();
        }
    }
}
