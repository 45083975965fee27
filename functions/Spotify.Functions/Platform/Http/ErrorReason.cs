namespace Spotify.Functions.Platform.Http;

/// <summary>Why a request was refused: the closed list of the error shape. On the wire <c>TOKEN_MISSING</c> and so on.</summary>
public enum ErrorReason
{
    /// <summary>The route demands a bearer token and the request carries none.</summary>
    TokenMissing = 0,

    /// <summary>The bearer token is not one of ours, has expired, or has been changed.</summary>
    TokenInvalid = 1,

    /// <summary>The token is good, and does not permit this.</summary>
    ScopeMissing = 2,

    /// <summary>There is nothing under this address, or nothing that this caller may know of.</summary>
    NotFound = 3,

    /// <summary>The rights holder has not licensed this for the caller's country.</summary>
    MarketRestricted = 4,

    /// <summary>The caller's plan does not include this.</summary>
    TierRestricted = 5,

    /// <summary>The licence begins at a later time.</summary>
    NotYetReleased = 6,

    /// <summary>The licence has ended, or the rights holder has withdrawn it.</summary>
    TakenDown = 7,

    /// <summary>The request is not of the form that this route takes; the message names the place.</summary>
    InvalidRequest = 8,

    /// <summary>The body, or a list in it, is over the limit that the message names.</summary>
    TooLarge = 9,

    /// <summary>It contradicts something that is already there.</summary>
    Conflict = 10,

    /// <summary>It was changed since the version that the request names.</summary>
    PreconditionFailed = 11,

    /// <summary>Too many requests of this kind; <c>Retry-After</c> says when to come back.</summary>
    RateLimited = 12,

    /// <summary>Something that this route needs is away for now; <c>Retry-After</c> says when to come back.</summary>
    DependencyUnavailable = 13,

    /// <summary>A fault of ours; the message holds the trace id to report.</summary>
    Internal = 14,
}
