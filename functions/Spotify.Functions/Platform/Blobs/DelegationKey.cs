using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Spotify.Core;

namespace Spotify.Functions.Platform.Blobs;

/// <summary>Fetches one account's user delegation key.</summary>
/// <param name="startsOn">First moment; null for now.</param>
/// <param name="expiresOn">Last moment, at most seven days off.</param>
/// <param name="cancellationToken">Stops the call.</param>
internal delegate Task<Response<UserDelegationKey>> FetchDelegationKey(DateTimeOffset? startsOn, DateTimeOffset expiresOn, CancellationToken cancellationToken);

/// <summary>Where an account's user delegation keys come from.</summary>
/// <param name="account">The account.</param>
internal delegate FetchDelegationKey DelegationKeySource(BlobServiceClient account);

/// <summary>
/// One account's user delegation key, kept: one key signs any number of addresses. A key is a day's: it is asked for from an hour before the day (UTC) begins to four days after, so that every
/// instance with the same identity asks for the same one. The storage keeps no keys and makes each anew from what an address says of it, hence what two instances sign with equal times is equal
/// byte for byte. The day's key is fetched by one caller while the others go on with yesterday's; a fetch that fails is tried again after a minute and hurts only when yesterday's has run out.
/// </summary>
internal sealed class DelegationKey(FetchDelegationKey fetch, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);
    private static readonly TimeSpan Validity = TimeSpan.FromDays(4);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile DayKey? _key;
    private volatile DayKey? _next;
    private long _nextTry;

    /// <summary>A key that is good beyond a moment.</summary>
    /// <param name="until">When the last address signed with it ends; at most four days after the day's beginning.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TransientException">There is no such key and none could be fetched.</exception>
    public ValueTask<UserDelegationKey> GetAsync(DateTimeOffset until, CancellationToken cancellationToken)
    {
        var (now, key) = (time.GetUtcNow(), _key);
        if (key is null || key.Key.SignedExpiresOn < until)
            return FetchAsync(mustWait: true, until, cancellationToken);
        return key.Day == DayOf(now) || now.UtcTicks < Volatile.Read(ref _nextTry) || !_gate.Wait(0, cancellationToken)
            ? new ValueTask<UserDelegationKey>(key.Key)
            : FetchAsync(mustWait: false, until, cancellationToken);
    }

    /// <summary>The key that addresses of a moment to come will be signed with: where a day begins before it, that day's, which is good for an hour before.</summary>
    /// <param name="until">When the last address signed with it ends.</param>
    /// <param name="at">The moment, less than an hour away.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TransientException">There is no such key and none could be fetched.</exception>
    public ValueTask<UserDelegationKey> GetAsync(DateTimeOffset until, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var day = DayOf(at);
        if (day <= DayOf(time.GetUtcNow()))
            return GetAsync(until, cancellationToken);
        return _next is { } next && next.Day == day ? new ValueTask<UserDelegationKey>(next.Key) : FetchNextAsync(day, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static long DayOf(DateTimeOffset moment) => moment.UtcTicks / TimeSpan.TicksPerDay;

    private async ValueTask<UserDelegationKey> FetchNextAsync(long day, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_next is not { } next || next.Day != day)
                _next = next = await AskAsync(day, cancellationToken);
            return next.Key;
        }
        catch (Exception problem) when (IsTrouble(problem))
        {
            throw new TransientException("The storage account gave no user delegation key for the day to come", problem);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<DayKey> AskAsync(long day, CancellationToken cancellationToken)
    {
        var begins = new DateTimeOffset(day * TimeSpan.TicksPerDay, TimeSpan.Zero);
        return new DayKey(day, (await fetch(begins - Before, begins + Validity, cancellationToken)).Value);
    }

    private static bool IsTrouble(Exception problem) => problem is RequestFailedException or AggregateException or AuthenticationFailedException or TransientException;

    private async ValueTask<UserDelegationKey> FetchAsync(bool mustWait, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (mustWait)
            await _gate.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            if (_key is { } current && current.Key.SignedExpiresOn >= until && current.Day == DayOf(now))
                return current.Key;
            try
            {
                _key = _next is { } next && next.Day == DayOf(now) ? next : await AskAsync(DayOf(now), cancellationToken);
            }
            catch (Exception problem) when (IsTrouble(problem))
            {
                if (_key is null || _key.Key.SignedExpiresOn < until)
                    throw new TransientException("The storage account gave no user delegation key to sign addresses with", problem);
                Volatile.Write(ref _nextTry, (now + RetryAfter).UtcTicks);
            }

            return _key.Key;
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed record DayKey(long Day, UserDelegationKey Key);
}
