using Microsoft.Extensions.Primitives;

namespace Spotify.Functions.Platform.Http;

/// <summary>Finds the token in an <c>Authorization</c> header (RFC 6750).</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>The token, a part of the header's own text; empty where there is none, or more than one header.</summary>
    public static ReadOnlySpan<char> In(StringValues header) =>
        header.Count == 1 && header[0] is { } text && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text.AsSpan(Scheme.Length).Trim() : [];
}
