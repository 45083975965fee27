using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Http;

/// <summary>
/// Reads the caller's address from the connection, or from the entry of <c>X-Forwarded-For</c> that our outermost proxy wrote.
/// </summary>
internal sealed partial class ClientAddress(IOptions<ClientAddressOptions> options, ILogger<ClientAddress> logger) : IClientAddress
{
    private const string Header = "X-Forwarded-For";

    private int _warned;

    /// <inheritdoc/>
    public IPAddress? Of(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var proxies = options.Value.TrustedProxies;
        var connection = request.HttpContext.Connection.RemoteIpAddress;
        if (proxies > 0)
            return Forwarded(request, proxies);
        if (connection is null || !IPAddress.IsLoopback(connection) || !request.Headers.ContainsKey(Header))
            return connection;
        // A proxy on this machine, such as the Functions host, that nobody told us of: all the world would seem to be one caller.
        if (Interlocked.Exchange(ref _warned, 1) == 0)
            LogUntold();
        return null;
    }

    /// <summary>One caller's name for counting: an IPv4 address, or the network of 64 bits that an IPv6 address is from, since its owner has all of it. Null for none.</summary>
    public static string? KeyOf(IPAddress? address)
    {
        if (address is null)
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address.ToString();
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes).ToString();
    }

    // The last entries were written by our proxies, all before by whoever liked. An address comes alone or with a port.
    private static IPAddress? Forwarded(HttpRequest request, int proxies)
    {
        var entries = request.Headers[Header].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (entries.Length == 0)
            return request.HttpContext.Connection.RemoteIpAddress;
        return IPEndPoint.TryParse(entries[Math.Max(0, entries.Length - proxies)], out var endpoint) ? endpoint.Address : null;
    }

    [LoggerMessage(EventId = 1206, Level = LogLevel.Warning,
        Message = "Requests come through a proxy on this machine that the settings do not name: limits by address are not kept. Set Telemetry__TrustedProxies to the number of proxies in front")]
    private partial void LogUntold();
}
