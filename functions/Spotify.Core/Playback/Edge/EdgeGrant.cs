namespace Spotify.Core.Playback.Edge;

/// <summary>What an edge token permits: reading one path until a moment, for one listener's session, and from one address where it says so.</summary>
/// <param name="Path">The path as it stands in the address, with its slash in front and without a query: 1 to 1,024 visible ASCII characters.</param>
/// <param name="Listener">The listener's pseudonym (<see cref="EdgePseudonyms"/>).</param>
/// <param name="Session">The session's pseudonym.</param>
/// <param name="ExpiresAt">The first moment at which it is refused, in whole seconds.</param>
/// <param name="Address">The only address, or network, that may fetch with it; null for any.</param>
public sealed record EdgeGrant(string Path, string Listener, string Session, DateTimeOffset ExpiresAt, string? Address = null);

/// <summary>What an edge knows of a request.</summary>
/// <param name="Path">The path as it stands in the address, without the query.</param>
/// <param name="Now">The moment.</param>
/// <param name="Address">Whom it comes from, in the form that the signer used; null where that cannot be told.</param>
/// <param name="Session">The pseudonym of the session that the request itself names, by a header or cookie; null where it names none.</param>
public readonly record struct EdgeRequest(string Path, DateTimeOffset Now, string? Address = null, string? Session = null);

/// <summary>What an edge does with a request.</summary>
public enum EdgeDecision
{
    /// <summary>The token permits it.</summary>
    Allowed = 0,

    /// <summary>It is no token of this form.</summary>
    Malformed = 1,

    /// <summary>It names a key that is not in use, or no longer.</summary>
    UnknownKey = 2,

    /// <summary>It was not signed for this path, this address and these words.</summary>
    NotSigned = 3,

    /// <summary>It was good, and has ended.</summary>
    Expired = 4,

    /// <summary>The request names another session than the token.</summary>
    OtherSession = 5,
}

/// <summary>What a verifier found.</summary>
/// <param name="Decision">What to do.</param>
/// <param name="Listener">The pseudonym of the listener whom the token was given to; null unless the token was signed by us for this request.</param>
/// <param name="Session">That of the session.</param>
/// <param name="ExpiresAt">When the token ends; the first of all times where it was not signed by us.</param>
public readonly record struct EdgeVerdict(EdgeDecision Decision, string? Listener = null, string? Session = null, DateTimeOffset ExpiresAt = default)
{
    /// <summary>Whether the request is permitted.</summary>
    public bool IsAllowed => Decision == EdgeDecision.Allowed;
}
