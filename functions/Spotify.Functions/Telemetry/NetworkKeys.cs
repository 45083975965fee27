using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Spotify.Functions.Platform.Documents;

namespace Spotify.Functions.Telemetry;

/// <summary>
/// Names the network of a caller by a keyed hash, so that many accounts on one network can be seen and nobody can tell which network it was. The key is
/// another each day (UTC), and gone after 60: what was named with it says nothing then. Where no key can be had in time the network is unknown (0), and nobody waits.
/// </summary>
public sealed partial class NetworkKeys(IDocumentStore documents, TimeProvider time, ILogger<NetworkKeys> logger)
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromDays(60);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private DayKey? _current;
    private (DateOnly Day, Task<DayKey?> Key)? _loading;
    private DateTimeOffset _notBefore;

    /// <summary>The key of an address's network: its first 24 bits (IPv4) or 48 (IPv6).</summary>
    /// <param name="address">The caller's address; null where it is not known.</param>
    /// <param name="cancellationToken">The caller went away.</param>
    /// <returns>The key; 0 where the network is not known, or no public one.</returns>
    public async ValueTask<ulong> OfAsync(IPAddress? address, CancellationToken cancellationToken)
    {
        if (address is null)
            return 0;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (!IsPublic(address))
            return 0;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var key = _current;
        if (key?.Day != today)
            key = await LoadAsync(today, cancellationToken);
        return key is null ? 0 : Hash(key.Key, address);
    }

    private static ulong Hash(byte[] key, IPAddress address)
    {
        Span<byte> network = stackalloc byte[16];
        address.TryWriteBytes(network, out _);
        var length = address.AddressFamily == AddressFamily.InterNetwork ? 3 : 6;
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, network[..length], hash);
        // 0 says that it is unknown.
        return Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(hash));
    }

    // A proxy's own address, or one that a house or company gives out itself, names no network: all who come through it would seem to share one.
    private static bool IsPublic(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return (bytes[0], bytes[1]) switch
            {
                (0 or 10 or 127 or >= 224, _) or (169, 254) or (192, 168) or (172, >= 16 and <= 31) or (100, >= 64 and <= 127) => false,
                _ => true,
            };
        }

        return !IPAddress.IsLoopback(address) && !address.Equals(IPAddress.IPv6Any) && !address.IsIPv6LinkLocal && !address.IsIPv6SiteLocal
            && !address.IsIPv6Multicast && !address.IsIPv6UniqueLocal;
    }

    private async ValueTask<DayKey?> LoadAsync(DateOnly day, CancellationToken cancellationToken)
    {
        Task<DayKey?> loading;
        lock (_gate)
        {
            if (_current?.Day == day)
                return _current;
            if (_loading is { } now && now.Day == day && !now.Key.IsCompleted)
            {
                loading = now.Key;
            }
            else
            {
                if (time.GetUtcNow() < _notBefore)
                    return null;
                loading = Task.Run(() => ReadOrMakeAsync(day), CancellationToken.None);
                _loading = (day, loading);
            }
        }

        try
        {
            return await loading.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    private async Task<DayKey?> ReadOrMakeAsync(DateOnly day)
    {
        try
        {
            var id = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var key = await ReadAsync(id) ?? await MakeAsync(id) ?? await ReadAsync(id);
            return key is null ? null : _current = new DayKey(day, key);
        }
#pragma warning disable CA1031 // Whatever the store's trouble is, events are taken in without this.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _notBefore = time.GetUtcNow() + Pause;
            Unknown(exception);
            return null;
        }
    }

    private async Task<byte[]?> ReadAsync(string id) =>
        (await documents.ReadAsync<NetworkKeyDocument>(DocumentContainer.System, NetworkKeyDocument.Kind, id))?.Value.Key;

    // Null when another process was first.
    private async Task<byte[]?> MakeAsync(string id)
    {
        var made = new NetworkKeyDocument { Key = RandomNumberGenerator.GetBytes(32) };
        var result = await documents.WriteAsync(DocumentContainer.System, NetworkKeyDocument.Kind, DocumentOperation.Create(id, made, TimeToLive));
        return result.IsWritten ? made.Key : null;
    }

    [LoggerMessage(EventId = 5005, Level = LogLevel.Warning, Message = "The key of today's networks cannot be had; networks are unknown until it can.")]
    private partial void Unknown(Exception exception);

    private sealed record DayKey(DateOnly Day, byte[] Key);
}

/// <summary>A day's key: container <c>system</c>, kind <see cref="Kind"/>, id the day.</summary>
internal sealed record NetworkKeyDocument
{
    public const string Kind = "telemetry-keys";

    public string Type { get; init; } = "network_key";

    public int V { get; init; } = 1;

    public required byte[] Key { get; init; }
}
