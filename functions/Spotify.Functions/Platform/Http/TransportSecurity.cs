using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Spotify.Functions.Platform.Http;

/// <summary>
/// Tells browsers that came over https never to come otherwise (RFC 6797). Over plain http the header must not be sent (section 7.2 there); behind proxies of ours it is what the outermost of them
/// says that counts, as with addresses, and without such proxies nobody is believed.
/// </summary>
internal sealed class TransportSecurity(IOptions<HttpOptions> http, IOptions<ClientAddressOptions> proxies)
{
    private const string Scheme = "X-Forwarded-Proto";

    private readonly string? _value = http.Value.StrictTransportDays is > 0 and var days ? string.Create(CultureInfo.InvariantCulture, $"max-age={days * 86_400}") : null;

    /// <summary>Adds the header where it belongs.</summary>
    public void Secure(HttpContext context)
    {
        if (_value is not null && IsSecure(context.Request))
            context.Response.Headers.StrictTransportSecurity = _value;
    }

    private bool IsSecure(HttpRequest request)
    {
        if (request.IsHttps)
            return true;
        if (proxies.Value.TrustedProxies is not (> 0 and var count) || !request.Headers.TryGetValue(Scheme, out var said))
            return false;
        // Proxies that append leave one word each, and those that replace leave one in all: the one that the outermost of ours wrote.
        var entries = said.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return entries.Length > 0 && entries[Math.Max(0, entries.Length - count)].Equals("https", StringComparison.OrdinalIgnoreCase);
    }
}
