using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Spotify.Core.Playback;

namespace Spotify.Functions.Platform.Auth;

/// <summary>Whom a token is for, and what it permits.</summary>
/// <param name="Subject">Claim <c>sub</c>: the user, or the app where it is the app's own.</param>
/// <param name="ClientId">The app that it is given to.</param>
/// <param name="Scopes">What it permits.</param>
internal sealed record TokenSubject(string Subject, string ClientId, IReadOnlyList<string> Scopes)
{
    /// <summary>The listener's tier; null in an app's own token.</summary>
    public Tier? Tier { get; init; }

    /// <summary>The listener's country; null in an app's own token.</summary>
    public string? Country { get; init; }

    /// <summary>The label that the user works for, or null.</summary>
    public string? Label { get; init; }

    /// <summary>The artist that the user is, or null.</summary>
    public string? Artist { get; init; }

    /// <summary>Whether the listener wants no explicit content.</summary>
    public bool FiltersExplicit { get; init; }

    /// <summary>The grant that it comes from; null in an app's own token.</summary>
    public string? Session { get; init; }
}

/// <summary>Issues access tokens: JSON Web Tokens (RFC 9068) signed with ES256, good for an hour.</summary>
public sealed class AccessTokens(SigningKeys keys, IOptions<IssuerOptions> issuer, IOptions<AuthOptions> auth, TimeProvider time)
{
    /// <summary>For how long a token is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private const int IdBytes = 16;

    // Tokens are never pasted into HTML; plain escaping keeps them short.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Issues a token, good from now on.</summary>
    /// <exception cref="Core.TransientException">There is no key to sign with at the moment.</exception>
    internal async ValueTask<string> IssueAsync(TokenSubject subject, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var payload = new Payload(
            issuer.Value.Issuer,
            auth.Value.Audience,
            subject.Subject,
            subject.Tier?.ToString().ToLowerInvariant(),
            subject.Country,
            subject.Scopes.Count == 0 ? null : string.Join(' ', subject.Scopes),
            subject.Label,
            subject.Artist,
            subject.FiltersExplicit ? true : null,
            subject.ClientId,
            subject.Session,
            now,
            now,
            now + (long)Lifetime.TotalSeconds,
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes)));
        var text = $"{Encode(new Header("ES256", "at+jwt", key.Kid))}.{Encode(payload)}";
        return $"{text}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(text)))}";
    }

    private static string Encode<T>(T part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part, Json));

    private sealed record Header(string Alg, string Typ, string Kid);

    private sealed record Payload(
        string Iss,
        string Aud,
        string Sub,
        string? Tier,
        string? Country,
        string? Scope,
        string? Label,
        string? Artist,
        bool? ExplicitFilter,
        string ClientId,
        string? Sid,
        long Iat,
        long Nbf,
        long Exp,
        string Jti);
}
