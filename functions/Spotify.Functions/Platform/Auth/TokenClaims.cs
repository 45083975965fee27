using System.Buffers.Text;
using System.Text.Json;
using Spotify.Core.Playback;
using Spotify.Functions.Platform.Http;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Reads the parts of a token ourselves: the same code whatever the library's version, and no claim type is mapped to another name.</summary>
internal static class TokenClaims
{
    // The last second that a DateTimeOffset can name.
    private const long LastSecond = 253_402_300_799;

    /// <summary>The algorithm and key that a header names, or null where it is not a header.</summary>
    public static (string? Algorithm, string? KeyId)? ReadHeader(ReadOnlySpan<char> header)
    {
        if (Parse(header) is not { RootElement.ValueKind: JsonValueKind.Object } document)
            return null;
        using (document)
            return (Text(document.RootElement, "alg"), Text(document.RootElement, "kid"));
    }

    /// <summary>Whose token a payload says it is, before anything of it is believed; null where it does not say.</summary>
    public static string? ReadIssuer(ReadOnlySpan<char> payload)
    {
        using var document = Parse(payload);
        return document is { RootElement: { ValueKind: JsonValueKind.Object } claims } ? Text(claims, "iss") : null;
    }

    /// <summary>The caller and the expiry of a payload whose signature is good, or what is missing in it.</summary>
    public static (Caller? Caller, DateTimeOffset Expires, string? Fault) ReadPayload(ReadOnlySpan<char> payload)
    {
        using var document = Parse(payload);
        if (document is not { RootElement: { ValueKind: JsonValueKind.Object } claims })
            return (null, default, "The token's payload is not JSON.");
        if (Text(claims, "sub") is not { Length: > 0 } subject)
            return (null, default, "The token names no subject.");
        if (!claims.TryGetProperty("exp", out var exp) || !exp.TryGetInt64(out var expires))
            return (null, default, "The token names no expiry.");
        var tier = Tier.Free;
        if (Text(claims, "tier") is { } name && !(Enum.TryParse(name, ignoreCase: true, out tier) && char.IsAsciiLetter(name[0])))
            return (null, default, "The token names a tier that does not exist.");
        var caller = new Caller(
            subject, tier, Text(claims, "country")?.ToUpperInvariant() ?? "", Scopes(claims), NotEmpty(Text(claims, "label")), NotEmpty(Text(claims, "artist")))
        {
            ClientId = NotEmpty(Text(claims, "client_id")),
            // RFC 9068: a token without a listener names the client as its subject.
            IsApp = Text(claims, "client_id") == subject,
            Session = NotEmpty(Text(claims, "sid")),
            FiltersExplicit = claims.TryGetProperty("explicit_filter", out var filter) && filter.ValueKind == JsonValueKind.True,
            IssuedAt = claims.TryGetProperty("iat", out var iat) && iat.TryGetInt64(out var issued) ? DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(issued, 0, LastSecond)) : default,
        };
        return (caller, DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(expires, 0, LastSecond)), null);
    }

    private static HashSet<string> Scopes(JsonElement claims) => claims.TryGetProperty("scope", out var scope)
        ? scope.ValueKind switch
        {
            JsonValueKind.String => [.. scope.GetString()!.Split(' ', StringSplitOptions.RemoveEmptyEntries)],
            JsonValueKind.Array => [.. scope.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        }
        : [];

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static JsonDocument? Parse(ReadOnlySpan<char> part)
    {
        try
        {
            return JsonDocument.Parse(Base64Url.DecodeFromChars(part), new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }
}
