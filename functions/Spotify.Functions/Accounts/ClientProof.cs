using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Spotify.Core;

namespace Spotify.Functions.Accounts;

/// <summary>Which app asks.</summary>
/// <param name="Client">The app; null where it is not proved.</param>
/// <param name="Fault">What is missing, for the app's developer; null where it is proved.</param>
internal readonly record struct ClientProof(ClientDocument? Client, string? Fault)
{
    private const string Scheme = "Basic ";
    private const string NotProved = "The app is not known, or its secret is not right.";

    /// <summary>
    /// Finds out which app asks: by the header, or by the form. One that keeps a secret proves itself with it; one that cannot names itself, and proves itself by PKCE or by
    /// the refresh token that it was given.
    /// </summary>
    /// <exception cref="TransientException">The store is in trouble.</exception>
    public static async Task<ClientProof> FindAsync(HttpRequest request, IFormCollection form, Clients clients, CancellationToken cancellationToken)
    {
        var (clientId, secret) = (form.One("client_id"), form.One("client_secret"));
        if (request.Headers.Authorization.Count > 0)
        {
            if (ReadBasic(request.Headers.Authorization) is not { } basic)
                return new(null, "The Authorization header must be Basic, with id and secret of the app.");
            // Two ways at once are one too many (RFC 6749, 2.3); the same id in the form is what clients in use send.
            if (secret is not null || (clientId is not null && clientId != basic.ClientId))
                return new(null, "The app proves itself by header or by form, not by both.");
            (clientId, secret) = (basic.ClientId, basic.Secret.Length == 0 ? null : basic.Secret);
        }

        if (await clients.FindAsync(clientId, cancellationToken) is not { } client)
            return new(null, NotProved);
        return (client.IsConfidential ? secret is not null && Clients.Proves(client, secret) : secret is null) ? new(client, null) : new(null, NotProved);
    }

    private static BasicCredentials? ReadBasic(Microsoft.Extensions.Primitives.StringValues header)
    {
        if (header is not [{ } text] || !text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[Scheme.Length..].Trim(), bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        // Both are form-encoded within (RFC 6749, 2.3.1); ours have nothing in them that encoding changes.
        return colon < 0 ? null : new BasicCredentials(WebUtility.UrlDecode(pair[..colon]), WebUtility.UrlDecode(pair[(colon + 1)..]));
    }

    private sealed record BasicCredentials(string ClientId, string Secret);
}
