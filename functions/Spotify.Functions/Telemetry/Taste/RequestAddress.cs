using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Telemetry.Taste;

/// <summary>The address of a request as its client wrote it, for links to itself.</summary>
internal static class RequestAddress
{
    /// <summary>Scheme, host and path, without a query.</summary>
    public static string Address(this HttpRequest request) => $"{request.Scheme}://{request.Host}{request.PathBase}{request.Path}".TrimEnd('/');

    /// <summary>What comes before the API in an address.</summary>
    public static string RootOf(string address) => address.IndexOf("/v1/", StringComparison.Ordinal) is >= 0 and var cut ? address[..cut] : address;
}
