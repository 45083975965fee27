using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Spotify.Functions.Subscriptions.Abuse;

/// <summary>
/// Tells networks that try many accounts, as stuffed lists of passwords are tried: how many different accounts failed from one network within a window. Each instance sees its share
/// of the attempts; memory is bounded, and networks are known by their addresses only as long as the window lasts.
/// </summary>
internal sealed partial class StuffingWatch(TimeProvider time, ILogger<StuffingWatch> logger)
{
    /// <summary>The window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    /// <summary>From this many accounts on, a network is one that tries many.</summary>
    public const int ManyAccounts = 15;

    private const int MostNetworks = 20_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, Attempts> _networks = [];

    /// <summary>Counts an attempt.</summary>
    /// <returns>Whether its network tries many accounts.</returns>
    public bool IsStuffer(IPAddress? address, string account, bool isSuccess)
    {
        if (address is null)
            return false;
        var (network, now) = (NetworkOf(address), time.GetUtcNow());
        lock (_gate)
        {
            if (!_networks.TryGetValue(network, out var attempts) || now - attempts.Since >= Window)
            {
                if (isSuccess)
                    return false;
                if (_networks.Count >= MostNetworks)
                    Forget(now);
                _networks[network] = attempts = new Attempts(now);
            }

            // More than enough is not counted: a network of a whole list takes no more memory.
            if (!isSuccess && attempts.Accounts.Count < ManyAccounts && attempts.Accounts.Add(string.GetHashCode(account, StringComparison.OrdinalIgnoreCase)) && attempts.Accounts.Count == ManyAccounts)
                LogStuffer(ManyAccounts);
            return attempts.Accounts.Count >= ManyAccounts;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        foreach (var network in _networks.Where(one => now - one.Value.Since >= Window).Select(one => one.Key).ToList())
            _networks.Remove(network);
        if (_networks.Count >= MostNetworks)
            _networks.Clear();
    }

    // Its first 24 bits (IPv4) or 48 (IPv6): what one customer of a hoster is given at the most.
    private static UInt128 NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        var isOld = address.AddressFamily == AddressFamily.InterNetwork;
        bytes[(isOld ? 3 : 6)..].Clear();
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes) | (isOld ? UInt128.One : UInt128.Zero);
    }

    [LoggerMessage(EventId = 6283, Level = LogLevel.Warning, Message = "One network failed to sign in to {Accounts} accounts within fifteen minutes: stuffed passwords")]
    private partial void LogStuffer(int accounts);

    private sealed record Attempts(DateTimeOffset Since)
    {
        public HashSet<int> Accounts { get; } = [];
    }
}
