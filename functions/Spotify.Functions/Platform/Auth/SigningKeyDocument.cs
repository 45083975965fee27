namespace Spotify.Functions.Platform.Auth;

/// <summary>A key that tokens are signed with: container <c>system</c>, kind <see cref="Kind"/>, id its number in the order of making.</summary>
internal sealed record SigningKeyDocument
{
    public const string Kind = "signing-keys";

    public string Type { get; init; } = "signing_key";

    public int V { get; init; } = 1;

    /// <summary>The key's name in tokens: the thumbprint of its public half (RFC 7638).</summary>
    public required string Kid { get; init; }

    /// <summary>The public half, in base64url.</summary>
    public required string X { get; init; }

    /// <summary>The public half, in base64url.</summary>
    public required string Y { get; init; }

    /// <summary>The private half, sealed for this name.</summary>
    public required byte[] Sealed { get; init; }

    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>From when on it signs; it is published from the time of making.</summary>
    public required DateTimeOffset SignsFrom { get; init; }
}
