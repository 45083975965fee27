using System.Net;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Platform.Http;

/// <summary>Finds the address that a request came from. Never to be logged, and stored only as a keyed or short-lived hash.</summary>
public interface IClientAddress
{
    /// <summary>The caller's address as far as our own proxies say it; null where it cannot be told.</summary>
    IPAddress? Of(HttpRequest request);
}
