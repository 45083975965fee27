using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Spotify.Core.Accounts;

/// <summary>Where an app has its listeners sent back to: which addresses may be registered, and when one that is asked for is a registered one.</summary>
public static class RedirectAddress
{
    /// <summary>The most characters of an address.</summary>
    public const int MaxLength = 2000;

    /// <summary>
    /// Why an address may not be registered; null where it may: HTTPS, HTTP on loopback, or a scheme of the app's own with a dot in it, such as <c>com.example.app:/callback</c>.
    /// </summary>
    public static string? FindFault([NotNullWhen(false)] string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
            || !Uri.TryCreate(text, UriKind.Absolute, out var address))
            return "It must be an absolute address of at most 2,000 characters.";
        if (text.Contains('#', StringComparison.Ordinal))
            return "It must have no fragment.";
        if (address.UserInfo.Length > 0 || text.Contains('\\', StringComparison.Ordinal) || text.Contains('*', StringComparison.Ordinal))
            return "It must have no user, no backslash and no asterisk.";
        if (address.Scheme == Uri.UriSchemeHttps)
            return null;
        if (address.Scheme == Uri.UriSchemeHttp)
            return address.IsLoopback ? null : "It must be https; http is for loopback alone.";
        // Schemes such as javascript and data have no dot; a name turned round, which the app's owner holds, has.
        return address.Scheme.Contains('.', StringComparison.Ordinal) ? null : "It must be https, http on loopback, or a scheme of your own with a dot in it.";
    }

    /// <summary>
    /// Whether an address is a registered one: the same text, character for character. The one freedom is the port of a loopback address (RFC 8252, 7.3): apps on a
    /// listener's machine take whichever is free.
    /// </summary>
    /// <param name="registered">The address as it was registered.</param>
    /// <param name="asked">The address that a request names.</param>
    public static bool Matches(string registered, string asked)
    {
        if (string.Equals(registered, asked, StringComparison.Ordinal))
            return true;
        return LoopbackPrefix(registered) is { } prefix && asked.StartsWith(prefix, StringComparison.Ordinal) && FindFault(asked) is null
            && string.Equals(AfterPort(registered, prefix.Length), AfterPort(asked, prefix.Length), StringComparison.Ordinal);
    }

    /// <summary>What a page may name as the target of a form that ends at this address, for its content security policy.</summary>
    public static string FormTarget(string address)
    {
        var uri = new Uri(address, UriKind.Absolute);
        return uri.Scheme is "http" or "https" ? uri.GetLeftPart(UriPartial.Authority) : uri.Scheme + ":";
    }

    // The literal addresses alone: where localhost leads to is for a resolver to say.
    private static string? LoopbackPrefix(string registered)
    {
        foreach (var host in (ReadOnlySpan<string>)[IPAddress.Loopback.ToString(), "[::1]"])
        {
            var prefix = $"http://{host}";
            if (registered.StartsWith(prefix, StringComparison.Ordinal) && (registered.Length == prefix.Length || registered[prefix.Length] is ':' or '/' or '?'))
                return prefix;
        }

        return null;
    }

    // Null where what follows the host is neither a port nor the path: another host, then.
    private static string? AfterPort(string address, int from)
    {
        var rest = address.AsSpan(from);
        if (rest.IsEmpty || rest[0] is '/' or '?')
            return rest.ToString();
        if (rest[0] != ':')
            return null;
        var digits = 1;
        while (digits < rest.Length && char.IsAsciiDigit(rest[digits]))
            digits++;
        return digits > 1 && (digits == rest.Length || rest[digits] is '/' or '?') ? rest[digits..].ToString() : null;
    }
}
