using System.Net;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Telemetry;

/// <summary>The address that a request came from, as far as our own proxies say it. Never to be logged or stored.</summary>
internal static class CallerAddress
{
    private const string Header = "X-Forwarded-For";

    /// <summary>The address; null where there is none that can be read.</summary>
    /// <param name="request">The request.</param>
    /// <param name="trustedProxies">How many proxies in front are ours: the last of <c>X-Forwarded-For</c>'s entries were written by them, all before by whoever liked.</param>
    public static IPAddress? Of(HttpRequest request, int trustedProxies)
    {
        var connection = request.HttpContext.Connection.RemoteIpAddress;
        if (trustedProxies == 0)
            return connection;
        var entries = request.Headers[Header].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return entries.Length == 0 ? connection : Parse(entries[Math.Max(0, entries.Length - trustedProxies)]);
    }

    // An address, alone or with a port, as proxies write it.
    private static IPAddress? Parse(string entry) => IPEndPoint.TryParse(entry, out var endpoint) ? endpoint.Address : null;
}
