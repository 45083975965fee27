using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Spotify.Core;

namespace Spotify.Functions.Platform.Auth;

/// <summary>
/// The keys of an outside authority, by OpenID Connect Discovery. They are read anew every twelve hours, and at most every thirty seconds when a token
/// names an unknown one; while the authority is out of reach the keys that are known stay good.
/// </summary>
internal sealed partial class OidcTokenKeys(HttpClient http, IOptions<AuthOptions> options, TimeProvider time, ILogger<OidcTokenKeys> logger) : ITokenKeys, IDisposable
{
    /// <summary>How old keys may grow.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromHours(12);

    /// <summary>The least time between two reads.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    // Until the first keys are there every request wants them: those that waited behind a failed read fail with it.
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile TokenKeys? _known;
    private long _readAt;
    private long _triedAt;
    private bool _failed;

    public async ValueTask<TokenKeys?> FindAsync(string issuer, CancellationToken cancellationToken)
    {
        var keys = _known is { } known && time.GetElapsedTime(Volatile.Read(ref _readAt)) < Age ? known : await ReadAsync(cancellationToken);
        return keys.Issuer == issuer ? keys : null;
    }

    public async ValueTask<TokenKeys?> RenewAsync(CancellationToken cancellationToken)
    {
        var before = _known;
        var after = await ReadAsync(cancellationToken);
        return ReferenceEquals(before, after) ? null : after;
    }

    public void Dispose() => _reading.Dispose();

    private async Task<TokenKeys> ReadAsync(CancellationToken cancellationToken)
    {
        var before = _known;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            // Somebody else read while this caller waited, or a moment ago.
            if (_known is { } keys && (!ReferenceEquals(keys, before) || time.GetElapsedTime(_triedAt) < Pause))
                return keys;
            if (_failed && _known is null && time.GetElapsedTime(_triedAt) < FirstPause)
                throw new TransientException("The token authority's keys could not be read a moment ago.");
            _failed = true;
            _triedAt = time.GetTimestamp();
            _known = await FetchAsync(cancellationToken);
            Volatile.Write(ref _readAt, _triedAt);
            _failed = false;
            return _known;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or ArgumentException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogOutOfReach(logger, options.Value.Authority, exception);
            return _known ?? throw new TransientException("The token authority's keys cannot be read.", exception);
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<TokenKeys> FetchAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ReadLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var address = $"{options.Value.Authority!.TrimEnd('/')}/.well-known/openid-configuration";
        var discovery = await http.GetFromJsonAsync<Discovery>(address, Http.ApiJson.Options, either.Token);
        if (discovery is not { Issuer.Length: > 0, JwksUri: { } keysAt })
            throw new JsonException($"{address} names no issuer or no keys.");
        var keys = new JsonWebKeySet(await http.GetStringAsync(keysAt, either.Token));
        return new TokenKeys(discovery.Issuer, [.. keys.GetSigningKeys()]);
    }

    [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "The keys of {Authority} cannot be read")]
    private static partial void LogOutOfReach(ILogger logger, string? authority, Exception exception);

    private sealed record Discovery(string? Issuer, Uri? JwksUri);
}
